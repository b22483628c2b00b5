namespace SmartSectors.Telemetry.Profiles;

/// <summary>An arithmetic formula over the fields of one sample. Immutable; evaluating allocates nothing.</summary>
/// <remarks>
/// Numbers, names, <c>+ - * / ^</c>, brackets and the functions of <see cref="FormulaParser"/>, in the usual order of
/// precedence. What has no value (a division by zero, the root of a negative number) is no finite number.
/// </remarks>
internal abstract record Formula
{
    /// <param name="inputs">The values of its names, each at the place that the parser was given for it.</param>
    public abstract double Evaluate(ReadOnlySpan<double> inputs);

    internal sealed record Number(double Value) : Formula
    {
        public override double Evaluate(ReadOnlySpan<double> inputs) => Value;
    }

    internal sealed record Input(int Index) : Formula
    {
        public override double Evaluate(ReadOnlySpan<double> inputs) => inputs[Index];
    }

    internal sealed record Unary(Func<double, double> Function, Formula Of) : Formula
    {
        public override double Evaluate(ReadOnlySpan<double> inputs) => Function(Of.Evaluate(inputs));
    }

    internal sealed record Binary(Func<double, double, double> Function, Formula Left, Formula Right) : Formula
    {
        public override double Evaluate(ReadOnlySpan<double> inputs) => Function(Left.Evaluate(inputs), Right.Evaluate(inputs));
    }
}
