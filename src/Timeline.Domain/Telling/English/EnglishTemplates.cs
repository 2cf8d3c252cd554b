using Timeline.Domain.Record;
using Timeline.Domain.Subjects;
using Timeline.Domain.Subjects.Actor;
using Timeline.Domain.Subjects.Agreement;
using Timeline.Domain.Subjects.Aid;
using Timeline.Domain.Subjects.Any;
using Timeline.Domain.Subjects.Interaction;
using Timeline.Domain.Subjects.Relations;
using Timeline.Domain.Subjects.Sanctions;
using Timeline.Domain.Subjects.Security;
using Timeline.Domain.Subjects.Summit;
using Timeline.Domain.Subjects.Talks;
using Timeline.Domain.Subjects.Visit;
using Timeline.Domain.Time;
using static Timeline.Domain.Telling.English.Clause;

namespace Timeline.Domain.Telling.English;

/// <summary>What each type of event says, in English: a template for each, by kind. Any member may be missing.</summary>
internal static class EnglishTemplates
{
    private static readonly Dictionary<Type, Func<EventData, Clause>> Templates = [];

    static EnglishTemplates()
    {
        Summits();
        Visits();
        Negotiations();
        Words();
        Needs();
        Measures();
        Agreements();
        Ties();
        Arms();
        Actors();
        Record();
        // Only what another event is about: what is erased has no sentence of its own.
        Tell<ErasedData>(_ => Passive("what has since been erased", "report"));
    }

    internal static IReadOnlyDictionary<Type, Func<EventData, Clause>> All => Templates;

    private static void Summits()
    {
        Tell<SummitProposed>(e => Propose(e.By, $"a summit{Called(e.Title)}", $"{Actors(" with ", e.With)}{In(e.Place)}"));
        Tell<SummitAccepted>(e => Act(Noun.Of(e.By), "accept", "the proposal to meet"));
        Tell<SummitScheduled>(e => Set("the summit", "set", e, $"{Called(e.Title)}", In(e.Place)));
        Tell<SummitRescheduled>(e => Set("the summit", "reschedule", e).Because(e.Reason));
        Tell<SummitPostponed>(e => Act(Noun.Of(e.By), "put off", "the summit", Until(e.Until)).Because(e.Reason));
        Tell<SummitCancelled>(e => Act(Noun.Of(e.By), "call off", "the summit").Because(e.Reason));
        Tell<SummitReinstated>(e => Act(Noun.Of(e.By), "reinstate", "the summit"));
        Tell<PlaceProposed>(e => Propose(e.By, Name(e.Place) ?? "a place", " as the place to meet"));
        Tell<PlaceRejected>(e => Act(Noun.Of(e.By), "turn down", Name(e.Place) ?? "a place", " as the place to meet").Because(e.Reason));
        Tell<PlaceConfirmed>(e => Name(e.Place) is { } place
            ? Act(Noun.Of(e.By), "confirm", place, " as the place to meet")
            : Act(Noun.Of(e.By), "leave open", "the place to meet"));
        Tell<VenueProposed>(e => Propose(e.By, Plain(e.Venue?.Text) ?? "a building", " as the venue" + e.Role switch
        {
            VenueRole.Preferred => ", the first choice",
            VenueRole.Backup => ", the reserve",
            _ => "",
        }));
        Tell<VenueRejected>(e => Act(Noun.Of(e.By), "turn down", Plain(e.Venue?.Text) ?? "a building", " as the venue").Because(e.Reason));
        Tell<VenueConfirmed>(e => Plain(e.Venue?.Text) is { } venue
            ? Act(Noun.Of(e.By), "confirm", venue, " as the venue")
            : Act(Noun.Of(e.By), "leave open", "the venue"));
        Tell<AgendaItemProposed>(e => Propose(e.By, "an item", " for the agenda").Saying(e.Item?.Text));
        Tell<DelegationNamed>(e => Act(Noun.Of(e.Party), "name", "a delegation",
            $"{Actors(" led by ", e.Head)}{Actors(" with ", e.Members)}"));
        Tell<SummitHeld>(e => e.Participants is { Items.Count: > 1 }
            ? Active(Noun.Of(e.Participants)!, "meet", If(" at ", e.Venue?.Text)) with { Tells = ["participants"] }
            : Passive("the summit", "hold", If(" at ", e.Venue?.Text)));
        Tell<SummitConcluded>(e => Active("the summit", "end", e.Outcome switch
        {
            SummitOutcome.Agreement => " with an agreement",
            SummitOutcome.Statement => " with a joint statement",
            SummitOutcome.NoAgreement => " with no agreement",
            _ => "",
        }).Because(e.Reason));
    }

    private static void Visits()
    {
        Tell<VisitAnnounced>(e => Passive($"a visit{Actors(" of ", e.Visitor)}{Actors(" to ", e.Host)}", "announce"));
        Tell<VisitStopPlanned>(e => new($"a stop{In(e.Place)}",
            Predicate.Passive("make", isPlural: false) with { Done = "was planned", Not = "was not planned" }));
        Tell<DelegationDeparted>(e => Active(Noun.Of(e.Head) ?? "the delegation", "leave",
            $"{At(" ", e.From)}{At(" for ", e.To)}{If(" by ", e.Means)}{Measure(" (", e.DistanceKm, " km)")}"));
        Tell<DelegationArrived>(e => Active(Noun.Of(e.Head) ?? "the delegation", "arrive", In(e.Place)));
        Tell<VisitMade>(e => e.Visitor is null
            ? Passive($"a visit{Actors(" to ", e.Host)}", "make")
            : e.Host is null ? Active(Noun.Of(e.Visitor)!, "make", " a visit") : Active(Noun.Of(e.Visitor)!, "visit", Actors(" ", e.Host)));
        Tell<VisitEnded>(e => Active("the visit", "end").Because(e.Reason));
        Tell<VisitCancelled>(e => Act(Noun.Of(e.By), "call off", "the visit").Because(e.Reason));
    }

    private static void Negotiations()
    {
        Tell<TalksProposed>(e => Propose(e.By, new("talks", IsPlural: true), $"{Actors(" with ", e.With)}{About(e.Topic)}"));
        Tell<TalksScheduled>(e => Set(new($"talks{Between(e.Parties)}{About(e.Topic)}", IsPlural: true), "schedule", e, "", In(e.Place)));
        Tell<TalksHeld>(e => Act(Noun.Of(e.Parties), "hold", new("talks", IsPlural: true),
            $"{About(e.Topic)}{In(e.Place)}{If(", at the level of ", e.Level)}"));
        Tell<TalksPostponed>(e => Act(Noun.Of(e.By), "put off", new("the talks", IsPlural: true), Until(e.Until)).Because(e.Reason));
        Tell<TalksCollapsed>(e => (e.By is null
            ? Active(new("the talks", IsPlural: true), "collapse")
            : Active(Noun.Of(e.By)!, "break off", " the talks")).Because(e.Reason));
        Tell<ProposalTabled>(e => Act(Noun.Of(e.By), "table", "a proposal", Actors(" for ", e.Parties)).Saying(e.Proposal));
        Tell<MediationOffered>(e => Act(Noun.Of(e.By), "offer", "mediation", Actors(" to ", e.To)));
    }

    private static void Words()
    {
        Tell<PositionStated>(e => Plain(e.Position) is { } position
            ? Act(Noun.Of(e.Party), "take", "a position", About(e.Topic?.Text)).Saying(position)
            : Act(Noun.Of(e.Party), "leave open", "the position", About(e.Topic?.Text)));
        Tell<SituationReported>(e => Passive("a situation", "report", Actors(" concerning ", e.About)).Saying(e.Situation));
        Tell<StatementMade>(e => Act(Noun.Of(e.By), "make", "a statement").Saying(e.Statement));
        Tell<LetterSent>(e => Act(Noun.Of(e.From), "send", "a letter", Actors(" to ", e.To)).Saying(e.Content));
        Tell<DemandMade>(e => Act(Noun.Of(e.By), "make", "a demand", Actors(" of ", e.Of)).Saying(e.Demand));
        Tell<ThreatMade>(e => Act(Noun.Of(e.By), "make", "a threat", Actors(" against ", e.Against)).Saying(e.Threat));
        Tell<AccusationMade>(e => Act(Noun.Of(e.By), "make", "an accusation", Actors(" against ", e.Against)).Saying(e.Accusation));
        Tell<OfferMade>(e => Act(Noun.Of(e.By), "make", "an offer", $"{Actors(" to ", e.To)}{InReturn(e.InReturnFor)}").Saying(e.Offer));
        Tell<PledgeMade>(e => Act(Noun.Of(e.By), "make", "a pledge", $"{Actors(" to ", e.To)}{OnCondition(e.Condition)}").Saying(e.Pledge));
        Tell<PledgeWithdrawn>(e => Act(Noun.Of(e.By), "take back", "a pledge").Saying(Guid.TryParse(e.Pledge, out _) ? null : e.Pledge));
        Tell<ReplyGiven>(e => Act(Noun.Of(e.By), "give", e.Reply switch
        {
            Reply.Accepted => "the answer “yes”",
            Reply.Refused => "the answer “no”",
            Reply.Conditional => "the answer “yes, on conditions”",
            Reply.Fulfilled => "the answer “done”",
            Reply.Broken => "the answer “not kept”",
            _ => "an answer",
        }).Because(e.Reason));
    }

    private static void Needs()
    {
        Tell<ShortageReported>(e => Passive($"a shortage{If(" of ", e.Commodity?.Text)}{Actors(" in ", e.Party)}", "report", string.Concat(
            Amount(", with ", e.Shortfall, " missing"), Amount(", a ration of ", e.Ration), Amount(", after a ration of ", e.RationBefore),
            e.Period is null ? "" : $", {EnglishDates.For(e.Period)}", If(", the cause given: ", e.Cause))));
        Tell<AidRequested>(e => Act(Noun.Of(e.Requester), "ask", Noun.Of(e.Of) ?? new("others", IsPlural: true),
            Goods(" for ", e.Quantity, e.Commodity, "aid")).Because(e.Reason));
        Tell<AidPledged>(e => Act(Noun.Of(e.By), "pledge", Aid(e.Quantity, e.Commodity),
            $"{Actors(" to ", e.To)}{Amount(", worth ", e.Value)}"));
        Tell<AidDelivered>(e => Act(Noun.Of(e.By), "deliver", Aid(e.Quantity, e.Commodity), Actors(" to ", e.To)));
        Tell<AidRefused>(e => Act(Noun.Of(e.By), "refuse", "the aid").Because(e.Reason));
        Tell<AidDenied>(e => Act(Noun.Of(e.By), "deny", "the aid").Because(e.Reason));
        Tell<AidRequestWithdrawn>(e => Act(Noun.Of(e.By), "withdraw", "the request for aid"));
    }

    private static void Measures()
    {
        Tell<SanctionsImposed>(e => Act(Noun.Of(e.By), "impose", Sanctions,
            $"{Actors(" on ", e.On)}{Actors(", against ", e.Targets)}{If(", on the basis of ", e.LegalBasis)}").Saying(e.Measure?.Text));
        Tell<SanctionsReliefSought>(e => Act(Noun.Of(e.By), "seek", Relief, $"{Actors(" by ", e.Of)}{InReturn(e.InReturnFor)}")
            .Saying(e.Scope));
        Tell<SanctionsReliefOffered>(e => Act(Noun.Of(e.By), "offer", Relief, OnCondition(e.Condition)).Saying(e.Scope));
        Tell<SanctionsReliefRefused>(e => Act(Noun.Of(e.By), "refuse", Relief).Because(e.Reason));
        Tell<SanctionsEased>(e => Act(Noun.Of(e.By), "ease", Sanctions).Saying(e.Scope));
        Tell<SanctionsLifted>(e => Act(Noun.Of(e.By), "lift", Sanctions).Saying(e.Measure?.Text));
    }

    private static void Agreements()
    {
        Tell<AgreementProposed>(e => Propose(e.By, $"{Agreement(e.Title)}{Between(e.Parties)}").Saying(e.Content));
        Tell<AgreementSigned>(e => Act(Noun.Of(e.Parties), "sign", Agreement(e.Title), In(e.Place)).Saying(e.Content));
        Tell<AgreementRatified>(e => Act(Noun.Of(e.By), "ratify", "the agreement"));
        Tell<AgreementEnteredIntoForce>(_ => Active("the agreement", "enter into force"));
        Tell<AgreementRejected>(e => Act(Noun.Of(e.By), "turn down", "the agreement").Because(e.Reason));
        Tell<AgreementWithdrawnFrom>(e => Active(Noun.Of(e.By) ?? "a party", "withdraw from", " the agreement").Because(e.Reason));
        Tell<AgreementBreached>(e => Act(Noun.Of(e.By), "breach", "the agreement").Saying(e.How));
        Tell<CeasefireDeclared>(e => Act(Noun.Of(e.Parties), "declare", "a ceasefire",
            e.From is null ? "" : $", starting {EnglishDates.When(e.From)}"));
    }

    private static void Ties()
    {
        Tell<LiaisonOfficeProposed>(e => Propose(e.By, new($"liaison offices{Between(e.Parties)}", IsPlural: true)));
        Tell<LiaisonOfficeOpened>(e => Act(Noun.Of(e.Party), "open", "a liaison office", In(e.In)));
        Tell<LiaisonStaffWithdrawn>(e => Act(Noun.Of(e.Party), "withdraw", "staff", $" from the liaison office{In(e.In)}")
            .Because(e.Reason));
        Tell<LiaisonStaffReturned>(e => Active($"staff{Actors(" of ", e.Party)}", "return", $" to the liaison office{In(e.In)}")
            .Saying(e.Extent));
        Tell<LiaisonOfficeClosed>(e => Act(Noun.Of(e.Party), "close", "the liaison office", In(e.In)).Because(e.Reason));
        Tell<RelationsEstablished>(e => Act(Noun.Of(e.Parties), "establish", DiplomaticRelations));
        Tell<RelationsBroken>(e => Act(Noun.Of(e.By), "break off", DiplomaticRelations).Because(e.Reason));
        Tell<AmbassadorAppointed>(e => Act(Noun.Of(e.Party), "appoint", Noun.Of(e.Person) ?? "somebody",
            $" ambassador{Actors(" to ", e.To)}"));
        Tell<AmbassadorRecalled>(e => Act(Noun.Of(e.By), "recall", "the ambassador", Actors(" from ", e.From)).Because(e.Reason));
        Tell<DiplomatExpelled>(e => Act(Noun.Of(e.By), "expel", Several(e.Count, "diplomat"), Actors(" of ", e.Of)).Because(e.Reason));
        Tell<PersonsReleased>(e => Act(Noun.Of(e.By), "release", Several(e.Count, "person"),
            $"{Actors(" (", e.Persons, ")")}{Actors(" to ", e.To)}"));
        Tell<RemainsReturned>(e => Act(Noun.Of(e.By), "return", new("remains of the dead", IsPlural: true),
            $"{Actors(" to ", e.To)}{Measure(", ", e.Count, " in number")}"));
    }

    private static void Arms()
    {
        Tell<ExerciseHeld>(e => Act(Noun.Of(e.Parties), "hold", Exercise(e.Name)));
        Tell<ExerciseSuspended>(e => Act(Noun.Of(e.By), "suspend", Exercise(e.Name), Until(e.Until)));
        Tell<ExerciseEnded>(e => Act(Noun.Of(e.By), "give up", Exercise(e.Name), $" for good{If(", replaced by ", e.ReplacedBy)}"));
        Tell<MissileTested>(e => Act(Noun.Of(e.By), "test", "a missile",
            $"{If(" (", e.Missile, ")")}{In(e.Place)}{Measure(", with a range of ", e.RangeKm, " km")}"));
        Tell<NuclearTestConducted>(e => Act(Noun.Of(e.By), "conduct", "a nuclear test", In(e.Place)));
        Tell<TestingSuspended>(e => Act(Noun.Of(e.By), "suspend", "testing", Until(e.Until)).Saying(e.What?.Text));
        Tell<SiteActivityObserved>(e => Passive("activity", "observe", $"{If(" at ", e.Site?.Text)}{Actors(", a site of ", e.Party)}")
            .Saying(e.Activity));
        Tell<SiteDismantled>(e => Act(Noun.Of(e.Party), "dismantle", $"the site{If(" ", e.Site?.Text)}").Saying(e.How));
    }

    private static void Actors()
    {
        Tell<ActorDescribed>(e => Passive("the actor", "describe", string.Concat(
            If(" as ", e.Name?.Text), e.Type switch
            {
                ActorType.State => ", a state",
                ActorType.Organisation => ", an organisation",
                ActorType.Person => ", a person",
                ActorType.Media => ", a medium",
                _ => "",
            },
            e.Aliases is null ? "" : If(", also known as ", string.Join(", ", e.Aliases.Items)),
            If(", ISO 3166 ", e.Codes?.Iso3166), If(", CAMEO ", e.Codes?.Cameo), If(", Wikidata ", e.Codes?.Wikidata))));
        Tell<ActorAffiliated>(e => Active("the actor", "belong", string.Concat(
            Actors(" to ", e.With), If(" as ", e.Role), e.From is null ? "" : $", starting {EnglishDates.When(e.From)}",
            e.To is null ? "" : $", ending {EnglishDates.When(e.To)}")));
        Tell<Interaction>(e => Active(Noun.Of(e.Source) ?? "an actor", "act", string.Concat(
            Actors(" towards ", e.Target), In(e.Place), Coded(e))).Saying(e.Text));
    }

    private static void Record()
    {
        Tell<EventRetracted>(e => Passive("a report", "take back").Because(e.Reason));
        Tell<EventCorrected>(e => Passive("a report", "correct").Because(e.Reason));
        Tell<EventDenied>(e => Act(Noun.Of(e.By), "dispute", "a report").Because(e.Reason));
        Tell<EventDisclosed>(e => Active("a report", "become known",
            $"{Actors(" to ", e.To)}{(e.At is null ? "" : $" {EnglishDates.When(e.At)}")}"));
        Tell<EventAmended>(e => Passive("the record of a report", "mend").Because(e.Reason));
    }

    private static Noun Sanctions => new("sanctions", IsPlural: true);

    private static Noun Relief => new("relief from sanctions");

    private static Noun DiplomaticRelations => new("diplomatic relations", IsPlural: true);

    private static void Tell<TData>(Func<TData, Clause> template) where TData : EventData =>
        Templates.Add(typeof(TData), data => template((TData)data));

    // What is meant to be proposed, and nobody is named for it, is being considered.
    private static Clause Propose(IEnumerable<Key>? by, Noun thing, string? details = null)
    {
        var clause = Act(Noun.Of(by), "propose", thing, details);
        return by is not null ? clause
            : clause with { Predicate = clause.Predicate with { Intended = $"{(thing.IsPlural ? "are" : "is")} under consideration" } };
    }

    private static Clause Set(Noun thing, string verb, EventData data, string called = "", string details = "") =>
        Passive(thing with { Text = thing.Text + called }, verb,
            $"{(data.Dates is null ? "" : $" {EnglishDates.For(data.Dates)}")}{details}") with
        { Tells = ["dates"] };

    private static string Actors(string before, IEnumerable<Key>? actors, string after = "") =>
        Noun.Of(actors) is { } noun ? $"{before}{noun.Text}{after}" : "";

    private static string Actors(string before, Key? actor) => Noun.Of(actor) is { } noun ? before + noun.Text : "";

    private static string Between(Keys? parties) => parties is { Items.Count: 1 } ? Actors(" of ", parties) : Actors(" between ", parties);

    private static string? Name(Place? place) => Plain(place?.Name.Text);

    private static string At(string before, Place? place) => If(before, place?.Name.Text);

    private static string In(Place? place) => At(" in ", place);

    private static string Called(string? title) => If(" “", title, "”");

    private static string About(string? topic) => If(" on ", topic);

    private static string Until(Edtf? until) => until is null ? "" : $" until {EnglishDates.Noun(until)}";

    private static string InReturn(string? forWhat) => If(", in return for ", forWhat);

    private static string OnCondition(string? condition) => If(", on the condition: ", condition);

    private static string Measure(string before, decimal? number, string after) => number is { } n ? $"{before}{Number(n)}{after}" : "";

    private static string Amount(string before, Quantity? quantity, string after = "") =>
        quantity is null ? "" : $"{before}{Amount(quantity)}{after}";

    private static string Amount(Quantity quantity) =>
        $"{Number(quantity.Amount)} {(quantity.Unit.Text == "t" ? "tonnes" : Plain(quantity.Unit.Text))}";

    private static string Goods(string before, Quantity? quantity, Name? commodity, string otherwise = "") =>
        (quantity, Plain(commodity?.Text)) switch
        {
            ({ } q, { } c) => $"{before}{Amount(q)} of {c}",
            ({ } q, null) => before + Amount(q),
            (null, { } c) => before + c,
            _ => otherwise == "" ? "" : before + otherwise,
        };

    private static Noun Aid(Quantity? quantity, Name? commodity) => new(Goods("", quantity, commodity, "aid"), quantity is not null);

    private static Noun Several(decimal? count, string one) =>
        count is { } n ? new($"{Number(n)} {one}{(n == 1 ? "" : "s")}", n != 1) : new(one + "s", IsPlural: true);

    private static string Agreement(string? title) => Plain(title) is { } name ? $"the agreement “{name}”" : "an agreement";

    private static string Exercise(Name? name) => $"{(name is null ? "an exercise" : $"the exercise{If(" ", name.Text)}")}";

    private static string Coded(Interaction e)
    {
        string[] codes =
        [
            .. e.Cameo is { } cameo ? [$"CAMEO {cameo.Text}"] : Array.Empty<string>(),
            .. e.Intensity is { } intensity ? [$"intensity {Number(intensity)}"] : Array.Empty<string>(),
        ];
        return codes.Length == 0 ? "" : $" ({string.Join(", ", codes)})";
    }
}
