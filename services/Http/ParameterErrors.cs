using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace SmartSectors.Http;

/// <summary>
/// Gathers everything that is wrong with a request, so that the answer names all of it at once and nobody mends one
/// parameter after the other.
/// </summary>
public sealed class ParameterErrors
{
    // And whether it may be given several times.
    private static readonly ConcurrentDictionary<Type, Dictionary<string, bool>> KnownNames = new();

    private readonly SortedDictionary<string, string[]> errors = new(StringComparer.Ordinal);

    /// <summary>
    /// Starts with the parameters that <typeparamref name="TQuery"/> does not know: a misspelt <c>form=</c> that is
    /// ignored in silence would give a right answer to another question.
    /// </summary>
    public static ParameterErrors For<TQuery>(HttpRequest request)
    {
        var known = KnownNames.GetOrAdd(typeof(TQuery), NamesOf);
        var found = new ParameterErrors();
        foreach (var (name, values) in request.Query)
        {
            if (!known.TryGetValue(name, out var isList)) found.Add(name, $"There is no such parameter here; there are {string.Join(", ", known.Keys)}.");
            else if (values.Count > 1 && !isList) found.Add(name, "It is given more than once.");
        }
        return found;
    }

    public bool Any => errors.Count > 0;

    /// <summary>Only the first complaint about a parameter is kept: the later ones follow from it.</summary>
    public void Add(string parameter, string message) => errors.TryAdd(parameter, [message]);

    public bool Has(string parameter) => errors.ContainsKey(parameter);

    public ValidationProblem ToProblem() => TypedResults.ValidationProblem(
        errors, title: ProblemTexts.WrongParameters, detail: ProblemTexts.WrongParametersDetail);

    public IDictionary<string, string[]> ToDictionary() => errors;

    private static Dictionary<string, bool> NamesOf(Type query) => query.GetProperties()
        .Select(property => (property.GetCustomAttribute<FromQueryAttribute>()?.Name, IsList: property.PropertyType.IsArray))
        .Where(parameter => parameter.Name is not null)
        .ToDictionary(parameter => parameter.Name!, parameter => parameter.IsList, StringComparer.OrdinalIgnoreCase);
}
