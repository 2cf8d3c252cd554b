namespace Timeline.Server.Access;

/// <summary>Who may use an endpoint. Each has a rule; one without is refused to everybody.</summary>
/// <param name="Role">What role it takes in the timeline of its address; <see langword="null"/>: none.</param>
/// <param name="IsForAll">Nobody is asked who they are.</param>
/// <param name="HidesTimelines">To whom has no role in the timeline, it is as if not there.</param>
internal sealed record AccessRule(Role? Role, bool IsForAll = false, bool HidesTimelines = true);

/// <summary>The rules of endpoints, beside their addresses.</summary>
internal static class AccessRules
{
    /// <summary>It takes a role in the timeline of the address.</summary>
    internal static TBuilder For<TBuilder>(this TBuilder route, Role role) where TBuilder : IEndpointConventionBuilder =>
        route.WithMetadata(new AccessRule(role));

    /// <summary>
    /// It takes a role in a timeline that need not be there yet: whoever lacks it is told so, whether or not there is one of that name.
    /// </summary>
    internal static TBuilder ForMakers<TBuilder>(this TBuilder route, Role role) where TBuilder : IEndpointConventionBuilder =>
        route.WithMetadata(new AccessRule(role, HidesTimelines: false));

    /// <summary>It takes to be known to the service; what is answered depends on what one may.</summary>
    internal static TBuilder ForTheKnown<TBuilder>(this TBuilder route) where TBuilder : IEndpointConventionBuilder =>
        route.WithMetadata(new AccessRule(null));

    /// <summary>It tells nothing of any timeline.</summary>
    internal static TBuilder ForAll<TBuilder>(this TBuilder route) where TBuilder : IEndpointConventionBuilder =>
        route.WithMetadata(new AccessRule(null, IsForAll: true));
}
