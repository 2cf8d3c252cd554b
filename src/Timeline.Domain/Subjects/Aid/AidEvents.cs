using Timeline.Domain.Knowing;
using Timeline.Domain.Record;
using Timeline.Domain.Time;

namespace Timeline.Domain.Subjects.Aid;

/// <summary>Somebody is short of something.</summary>
[Requires("party", "commodity")]
public sealed record ShortageReported : EventData
{
    /// <summary>Who is short.</summary>
    public Actors? Party { get; init; }

    /// <summary>Of what.</summary>
    public Name? Commodity { get; init; }

    /// <summary>How much is missing.</summary>
    public Quantity? Shortfall { get; init; }

    /// <summary>What is handed out now.</summary>
    public Quantity? Ration { get; init; }

    /// <summary>What was handed out before.</summary>
    public Quantity? RationBefore { get; init; }

    /// <summary>For which time.</summary>
    public Edtf? Period { get; init; }

    /// <summary>Why.</summary>
    public string? Cause { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say)
    {
        foreach (var party in say.UnderEach("shortage", Party))
        {
            party.In(Commodity)?.Say("commodity", Commodity).Say("shortfall", Shortfall).Say("ration", Ration)
                .Say("rationBefore", RationBefore).Say("period", Period).Say("cause", Cause).Common(this);
        }
    }
}

/// <summary>Somebody asks for aid.</summary>
[Requires("requester", "of")]
public sealed record AidRequested : EventData
{
    /// <summary>Who asks.</summary>
    public Actors? Requester { get; init; }

    /// <summary>Whom.</summary>
    public Keys? Of { get; init; }

    /// <summary>For what.</summary>
    public Name? Commodity { get; init; }

    /// <summary>For how much.</summary>
    public Quantity? Quantity { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say) =>
        say.Say("status", AidStatus.Requested).Say("requester", Requester).Say("addressees", Of, nameof(Of)).Say("commodity", Commodity)
            .Say("requested", Quantity, nameof(Quantity)).Say("reason", Reason).Common(this);
}

/// <summary>A donor promises aid.</summary>
[Requires("by", "to")]
public sealed record AidPledged : EventData
{
    /// <summary>The donor.</summary>
    public Actors? By { get; init; }

    /// <summary>For whom.</summary>
    public Actors? To { get; init; }

    /// <summary>What.</summary>
    public Name? Commodity { get; init; }

    /// <summary>How much.</summary>
    public Quantity? Quantity { get; init; }

    /// <summary>Worth how much, e.g. in USD.</summary>
    public Quantity? Value { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say)
    {
        say.Say("status", AidStatus.Pledged);
        foreach (var donor in say.UnderEach("pledged", By))
            donor.Within(Aid.KeyOf(Commodity)).Say("to", To).Say("commodity", Commodity).Say("quantity", Quantity).Say("value", Value).Common(this);
    }
}

/// <summary>Aid arrives.</summary>
[Requires("by", "to")]
public sealed record AidDelivered : EventData
{
    /// <summary>The donor.</summary>
    public Actors? By { get; init; }

    /// <summary>For whom.</summary>
    public Actors? To { get; init; }

    /// <summary>What.</summary>
    public Name? Commodity { get; init; }

    /// <summary>How much.</summary>
    public Quantity? Quantity { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say)
    {
        say.Say("status", AidStatus.Delivered);
        foreach (var donor in say.UnderEach("delivered", By))
        {
            var aid = donor.Within(Aid.KeyOf(Commodity)).Say("to", To).Say("commodity", Commodity).Common(this).Count("deliveries", 1);
            // Deliveries add up per unit; one that came in several reports is one act and counts once.
            if (Quantity is not null) aid.Under("total", Quantity.Unit)!.Count("amount", Quantity.Amount);
            else aid.Say("quantity", Quantity);
        }
    }
}

/// <summary>The recipient does not want the aid.</summary>
[Requires("by")]
public sealed record AidRefused : EventData
{
    /// <summary>The recipient.</summary>
    public Actors? By { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say)
    {
        say.Say("status", AidStatus.Refused).Common(this);
        foreach (var recipient in say.UnderEach("refused", By)) recipient.Say("reason", Reason).Say("by", By);
    }
}

/// <summary>A donor says no.</summary>
[Requires("by")]
public sealed record AidDenied : EventData
{
    /// <summary>The donor.</summary>
    public Actors? By { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say)
    {
        say.Say("status", AidStatus.Denied).Common(this);
        foreach (var donor in say.UnderEach("denied", By)) donor.Say("reason", Reason).Say("by", By);
    }
}

/// <summary>The request is taken back.</summary>
[Requires("by")]
public sealed record AidRequestWithdrawn : EventData
{
    /// <summary>Who takes it back.</summary>
    public Actors? By { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say)
    {
        say.Say("status", AidStatus.Withdrawn).Common(this);
        say.Under("changes", "withdrawn")!.Say("by", By);
    }
}
