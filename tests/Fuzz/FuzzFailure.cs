using System.Text;

namespace SmartSectors.Mqtt.Fuzz;

/// <summary>What the server did and should not have done, with all that is needed to see it again.</summary>
internal sealed class FuzzFailure(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <param name="sessions">Those that were stepped last; what happened may have another's cause.</param>
    /// <param name="seed">Throws the same again where there is one worker.</param>
    /// <param name="what">What went wrong.</param>
    /// <param name="cause">How it was found.</param>
    public static FuzzFailure In(IEnumerable<FuzzedSession?> sessions, int seed, string what, Exception cause)
    {
        var text = new StringBuilder($"seed {seed}: {what}").AppendLine();
        foreach (var session in sessions.OfType<FuzzedSession>())
        {
            text.AppendLine($"session {session.Number}, {session}").AppendLine("sent, one piece a line:");
            foreach (var piece in session.Pieces) text.AppendLine(Convert.ToHexString(piece));
            text.AppendLine("received:").AppendLine(Convert.ToHexString(session.Received));
        }

        return new FuzzFailure(text.ToString(), cause);
    }
}
