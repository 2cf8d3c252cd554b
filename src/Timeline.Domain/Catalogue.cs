using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization.Metadata;
using Timeline.Domain.Json;
using Timeline.Domain.Record;
using Timeline.Domain.Subjects;
using Timeline.Domain.Subjects.Actor;
using Timeline.Domain.Subjects.Agreement;
using Timeline.Domain.Subjects.Aid;
using Timeline.Domain.Subjects.Interaction;
using Timeline.Domain.Subjects.Relations;
using Timeline.Domain.Subjects.Sanctions;
using Timeline.Domain.Subjects.Security;
using Timeline.Domain.Subjects.Summit;
using Timeline.Domain.Subjects.Talks;
using Timeline.Domain.Subjects.Visit;

namespace Timeline.Domain;

/// <summary>
/// Which kinds of subject and types of event there are, in one table. Names are storage formats: once recorded they never change. The
/// order of the rows orders two acts of one moment (SEMANTICS §6). CAMEO is the event-data standard's code, PLOVER its successor's.
/// </summary>
public static class Catalogue
{
    private static readonly string[] Any = [];

    private static readonly Dictionary<string, EventType> ByName;
    private static readonly Dictionary<string, EventType> ByStoredName;
    private static readonly Dictionary<string, Kind> KindsByName;

    static Catalogue()
    {
        var json = RecordJson.Default;
        var rows = new List<EventType>();
        string[] summit = ["summit"], visit = ["visit"], talks = ["talks"], aid = ["aid"], travel = ["summit", "visit"];
        string[] sanctions = ["sanctions"], agreement = ["agreement"], relations = ["relations"], security = ["security"];
        string[] actor = ["actor"], interaction = ["interaction"];

        Row(json.SummitProposed, summit, "036", "AGREE", "Somebody proposes that leaders meet.", """{"by":"prk","with":["usa"]}""");
        Row(json.SummitAccepted, summit, "036", "AGREE", "Somebody agrees to meet.", """{"by":"usa"}""");
        Row(json.SummitScheduled, summit, "036", "AGREE", "The summit is set.", """{"dates":"2019-02-27/2019-02-28","place":"Vietnam"}""");
        Row(json.SummitRescheduled, summit, "036", "AGREE", "The summit gets other dates.", """{"dates":"2018-06-12","reason":"more time to prepare"}""");
        Row(json.SummitPostponed, summit, "161", "REJECT-meet", "The summit is put off.", """{"by":"usa","until":"2019-03"}""");
        Row(json.SummitCancelled, summit, "161", "REJECT-meet", "The summit is called off.", """{"by":"usa","reason":"open hostility"}""");
        Row(json.SummitReinstated, summit, "036", "AGREE", "A summit called off or put off is on again.", """{"by":"usa","dates":"2018-06-12"}""");
        Row(json.PlaceProposed, summit, "036", "AGREE", "A country or city is proposed.", """{"place":"Bangkok","by":"usa"}""");
        Row(json.PlaceRejected, summit, "120", "REJECT", "A country or city is turned down.", """{"place":"Da Nang","by":"prk"}""");
        Row(json.PlaceConfirmed, summit, "036", "AGREE", "The country or city is settled.", """{"place":{"name":"Hanoi","country":"vnm"},"by":"usa"}""");
        Row(json.VenueProposed, summit, "036", "AGREE", "A building is proposed.", """{"venue":"Government Guesthouse","role":"preferred"}""");
        Row(json.VenueRejected, summit, "120", "REJECT", "A building is turned down.",
            """{"venue":"Friendship Cultural Palace","by":"prk","reason":"security"}""");
        Row(json.VenueConfirmed, summit, "036", "AGREE", "The building is settled.", """{"venue":"Capella Hotel","by":"usa"}""");
        Row(json.AgendaItemProposed, summit, "036", "AGREE", "Somebody wants something on the agenda.", """{"item":"Liaison offices"}""");
        Row(json.DelegationNamed, travel, "036", "AGREE", "A party says who comes for it.", """{"party":"prk","head":"kim-jong-un"}""");
        Row(json.SummitHeld, summit, "044", "CONSULT-third-party", "The leaders meet.",
            """{"venue":"Sofitel Legend Metropole","participants":["kim-jong-un","donald-trump"]}""");
        Row(json.SummitConcluded, summit, "046", "CONSULT", "The summit is over.", """{"outcome":"noAgreement"}""");
        Row(json.VisitAnnounced, visit, "036", "AGREE", "A visit is announced.",
            """{"visitor":"kim-jong-un","host":"vnm","dates":"2019-03-01/2019-03-02"}""");
        Row(json.VisitStopPlanned, visit, "036", "AGREE", "A stop is planned.", """{"place":"Haiphong","purpose":"to see the industrial park"}""");
        Row(json.DelegationDeparted, travel, "042", "CONSULT-visit", "Somebody sets out.",
            """{"head":"kim-jong-un","from":"Pyongyang","to":"Hanoi","means":"train","distanceKm":4500}""");
        Row(json.DelegationArrived, travel, "042", "CONSULT-visit", "Somebody arrives.", """{"head":"kim-jong-un","place":"Hanoi"}""");
        Row(json.VisitMade, visit, "042", "CONSULT-visit", "A visit takes place.", """{"visitor":"mike-pompeo","host":"prk"}""");
        Row(json.VisitEnded, visit, "042", "CONSULT-visit", "A visit is over.", """{"reason":"cut short"}""");
        Row(json.VisitCancelled, visit, "161", "REJECT-meet", "A visit is called off.", """{"by":"usa","reason":"too little progress"}""");
        Row(json.TalksProposed, talks, "036", "AGREE", "Somebody proposes to talk.", """{"by":"usa","with":["prk"],"topic":"denuclearisation"}""");
        Row(json.TalksScheduled, talks, "036", "AGREE", "Talks are set.", """{"dates":"2018-11-08","parties":["usa","prk"],"place":"New York"}""");
        Row(json.TalksHeld, talks, "046", "CONSULT", "A round of talks takes place.", """{"parties":["usa","prk"],"level":"envoys","place":"Hanoi"}""");
        Row(json.TalksPostponed, talks, "161", "REJECT-meet", "Talks are put off.", """{"by":"prk","reason":"schedules"}""");
        Row(json.TalksCollapsed, talks, "164", "SANCTION-withdraw", "Talks break down.", """{"by":"usa"}""");
        Row(json.PositionStated, Any, "010", "", "A party says where it stands on a topic.",
            """{"party":"usa","topic":"sanctions","position":"ready to ease them"}""");
        Row(json.SituationReported, Any, "010", "", "A state of affairs that nobody in particular brought about.",
            """{"situation":"under pressure at home to show results","about":["donald-trump"]}""");
        Row(json.StatementMade, Any, "010", "", "Somebody says something that no other type fits better.",
            """{"by":"donald-trump","statement":"The host country has been picked."}""");
        Row(json.LetterSent, Any, "010", "", "A letter goes from one to another.", """{"from":"kim-jong-un","to":"donald-trump"}""");
        Row(json.DemandMade, Any, "100", "REQUEST", "Somebody demands something of another.",
            """{"by":"usa","of":"prk","demand":"hand over all nuclear weapons"}""");
        Row(json.ThreatMade, Any, "130", "THREATEN", "Somebody threatens.", """{"by":"prk","threat":"to seek a new way"}""");
        Row(json.AccusationMade, Any, "112", "ACCUSE-allege", "Somebody accuses another.",
            """{"by":"prk","against":"usa","accusation":"wants one-sided disarmament"}""");
        Row(json.OfferMade, Any, "030", "AGREE", "Somebody offers something.",
            """{"by":"prk","to":"usa","offer":"to dismantle Yongbyon","inReturnFor":"corresponding measures"}""");
        Row(json.PledgeMade, Any, "030", "AGREE", "Somebody pledges to do something.",
            """{"by":"prk","pledge":"complete denuclearisation","due":"2020"}""");
        Row(json.PledgeWithdrawn, Any, "120", "REJECT", "Somebody takes a pledge back.", """{"by":"prk","pledge":"complete denuclearisation"}""");
        Row(json.ProposalTabled, talks, "037", "AGREE", "A proposal is put on the table.",
            """{"proposal":"a declaration ending the war","parties":["usa","prk"]}""");
        Row(json.ReplyGiven, Any, "030 120", "AGREE REJECT", "Somebody answers an earlier event of the subject.",
            """{"event":"01890a5d-ac96-774b-bcce-b302099a8057","by":"usa","reply":"refused"}""");
        Row(json.MediationOffered, talks, "039", "AGREE", "Somebody offers to mediate.", """{"by":"swe","to":["usa","prk"]}""");
        Row(json.ShortageReported, aid, "010", "", "Somebody is short of something.",
            """{"party":"prk","commodity":"food","shortfall":{"amount":1400000,"unit":"t"},"period":"2019"}""");
        Row(json.AidRequested, aid, "0233", "REQUEST-assist", "Somebody asks for aid.", """{"requester":"prk","of":["un"],"commodity":"food"}""");
        Row(json.AidPledged, aid, "0333", "AGREE", "A donor promises aid.",
            """{"by":"kor","to":"prk","commodity":"rice","quantity":{"amount":50000,"unit":"t"}}""");
        Row(json.AidDelivered, aid, "073", "AID", "Aid arrives.", """{"by":"wfp","to":"prk","quantity":{"amount":300,"unit":"t"}}""");
        Row(json.AidRefused, aid, "1245", "REJECT-assist", "The recipient does not want the aid.", """{"by":"prk","reason":"military exercises"}""");
        Row(json.AidDenied, aid, "1223", "REJECT-assist", "A donor says no.", """{"by":"usa","reason":"sanctions"}""");
        Row(json.AidRequestWithdrawn, aid, "120", "REJECT", "The request is taken back.", """{"by":"prk"}""");
        Row(json.SanctionsImposed, sanctions, "163", "SANCTION-discontinue", "Somebody imposes sanctions.",
            """{"by":"usa","on":"prk","measure":"Asset freeze","targets":["choe-ryong-hae"],"legalBasis":"Executive Order 13687"}""");
        Row(json.SanctionsReliefSought, sanctions, "0254", "REQUEST-yield", "Somebody asks to be relieved of sanctions.",
            """{"by":"prk","of":"usa","scope":"five of eleven UN measures","inReturnFor":"Yongbyon"}""");
        Row(json.SanctionsReliefOffered, sanctions, "0354", "CONCEDE", "Somebody offers relief.", """{"by":"usa","condition":"denuclearisation"}""");
        Row(json.SanctionsReliefRefused, sanctions, "1244", "REJECT-yield", "Somebody refuses relief.", """{"by":"usa","reason":"asked for too much"}""");
        Row(json.SanctionsEased, sanctions, "085", "RETREAT", "Sanctions are eased.", """{"by":"un","scope":"humanitarian goods"}""");
        Row(json.SanctionsLifted, sanctions, "085", "RETREAT", "Sanctions are lifted.", """{"by":"usa","measure":"Asset freeze"}""");
        Row(json.AgreementProposed, agreement, "037", "AGREE", "An agreement or declaration is proposed.",
            """{"parties":["usa","prk"],"title":"Hanoi joint agreement"}""");
        Row(json.AgreementSigned, agreement, "057", "SUPPORT", "It is signed.",
            """{"parties":["prk","kor"],"title":"Panmunjom Declaration","place":"Panmunjom"}""");
        Row(json.AgreementRatified, agreement, "057", "SUPPORT", "A party ratifies it.", """{"by":"kor"}""");
        Row(json.AgreementEnteredIntoForce, agreement, "057", "SUPPORT", "It comes into force.", """{}""");
        Row(json.AgreementRejected, agreement, "127", "REJECT", "A party turns it down.", """{"by":"prk","reason":"one-sided"}""");
        Row(json.AgreementWithdrawnFrom, agreement, "161", "REJECT", "A party withdraws from it.", """{"by":"usa","reason":"breached by the other"}""");
        Row(json.AgreementBreached, agreement, "112", "ACCUSE", "A party breaks it.", """{"by":"prk","how":"tested a missile"}""");
        Row(json.CeasefireDeclared, agreement, "0871", "CONCEDE", "The parties lay down their arms.", """{"parties":["prk","kor"],"from":"1953-07-27"}""");
        Row(json.LiaisonOfficeProposed, relations, "032", "AGREE", "Liaison offices are proposed.", """{"parties":["usa","prk"]}""");
        Row(json.LiaisonOfficeOpened, relations, "050", "SUPPORT", "A party opens a liaison office.", """{"party":["kor","prk"],"in":"Kaesong"}""");
        Row(json.LiaisonStaffWithdrawn, relations, "161", "SANCTION-discontinue", "A party calls its staff back from a liaison office.",
            """{"party":"prk","in":"Kaesong"}""");
        Row(json.LiaisonStaffReturned, relations, "050", "SUPPORT", "Staff called back from a liaison office is there again.",
            """{"party":"prk","in":"Kaesong","extent":"some of them"}""");
        Row(json.LiaisonOfficeClosed, relations, "161", "SANCTION-discontinue", "A party closes its liaison office.", """{"party":"prk","in":"Kaesong"}""");
        Row(json.RelationsEstablished, relations, "054", "SUPPORT", "Diplomatic relations are established.", """{"parties":["usa","prk"]}""");
        Row(json.RelationsBroken, relations, "161", "SANCTION-discontinue", "Diplomatic relations are broken off.", """{"by":"mys","reason":"a killing"}""");
        Row(json.AmbassadorAppointed, relations, "050", "SUPPORT", "A party appoints an ambassador.", """{"party":"usa","to":"kor","person":"harry-harris"}""");
        Row(json.AmbassadorRecalled, relations, "161", "SANCTION-discontinue", "A party calls its ambassador home.", """{"by":"mys","from":"prk"}""");
        Row(json.DiplomatExpelled, relations, "166", "SANCTION", "Diplomats are expelled.", """{"by":"mys","of":"prk","count":1}""");
        Row(json.PersonsReleased, relations, "0841", "RETREAT", "Persons held are let go.", """{"by":"prk","to":"usa","persons":["kim-dong-chul"],"count":3}""");
        Row(json.RemainsReturned, relations, "0842", "RETREAT", "Remains of the dead are given back.", """{"by":"prk","to":"usa","count":55}""");
        Row(json.ExerciseHeld, security, "152", "MOBILIZE", "An exercise is held.", """{"parties":["usa","kor"],"name":"Foal Eagle"}""");
        Row(json.ExerciseSuspended, security, "087", "RETREAT", "An exercise is called off for the time being.", """{"by":"usa","name":"Ulchi Freedom Guardian"}""");
        Row(json.ExerciseEnded, security, "087", "RETREAT", "An exercise that used to be held is given up for good.",
            """{"by":["usa","kor"],"name":"Foal Eagle","replacedBy":"smaller exercises"}""");
        Row(json.MissileTested, security, "1382", "THREATEN", "A missile is tested.", """{"by":"prk","missile":"Hwasong-15","rangeKm":13000}""");
        Row(json.NuclearTestConducted, security, "1384", "THREATEN", "A nuclear device is tested.", """{"by":"prk","place":"Punggye-ri"}""");
        Row(json.TestingSuspended, security, "087", "RETREAT", "A party declares that it stops testing.",
            """{"by":"prk","what":"Nuclear tests","until":"2019"}""");
        Row(json.SiteActivityObserved, security, "010", "", "Something is seen going on at a site.", """{"site":"Tongchang-ri","activity":"rebuilding","party":"prk"}""");
        Row(json.SiteDismantled, security, "087", "RETREAT", "A site is taken apart or made unusable.",
            """{"site":"Punggye-ri","party":"prk","how":"its tunnels were blown up"}""");
        Row(json.ActorDescribed, actor, "", "", "Who or what an actor is.",
            """{"name":"North Korea","type":"state","aliases":["DPRK"],"codes":{"iso3166":"PRK","cameo":"PRK","wikidata":"Q423"}}""");
        Row(json.ActorAffiliated, actor, "", "", "An actor belongs to another.", """{"with":"prk","role":"leader","from":"2011-12"}""");
        Row(json.Interaction, interaction, "", "", "One actor does something to another, as event data codes it.",
            """{"source":"usa","target":"prk","cameo":"036","intensity":4}""");
        Row(json.EventRetracted, Any, "", "", "Who said the target takes it back.",
            """{"event":"01890a5d-ac96-774b-bcce-b302099a8057","reason":"withdrawn by its source"}""");
        Row(json.EventCorrected, Any, "", "", "Who said the target replaces its payload, its happened or both.",
            """{"event":"01890a5d-ac96-774b-bcce-b302099a8057","happened":"2019-02-23","reason":"wrong day"}""");
        Row(json.EventDenied, Any, "", "", "Somebody disputes the target, or evidence speaks against it.",
            """{"event":"01890a5d-ac96-774b-bcce-b302099a8057","by":"prk"}""");
        Row(json.EventDisclosed, Any, "", "", "The target became known to somebody.",
            """{"event":"01890a5d-ac96-774b-bcce-b302099a8057","to":"public","at":"2018-04-17"}""");
        Row(json.EventAmended, Any, "", "", "The record keeper mends a slip or regrades the target.",
            """{"event":"01890a5d-ac96-774b-bcce-b302099a8057","assessment":{"reliability":"B","credibility":2},"reason":"regraded"}""");

        Types = rows;
        Kinds =
        [
            Summit.Kind, Visit.Kind, Talks.Kind, Aid.Kind, Sanctions.Kind, Agreement.Kind, Relations.Kind, Security.Kind, Actor.Kind, InteractionDyad.Kind,
        ];
        ByName = rows.ToDictionary(t => t.Name, StringComparer.Ordinal);
        ByStoredName = rows.ToDictionary(t => t.StoredName, StringComparer.Ordinal);
        KindsByName = Kinds.ToDictionary(k => k.Name, StringComparer.Ordinal);

        void Row(JsonTypeInfo shape, string[] kinds, string cameo, string plover, string description, string example) =>
            rows.Add(new EventType(shape, rows.Count, kinds, Codes(cameo), Codes(plover), description, example));

        static string[] Codes(string codes) => codes.Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Every type, in the order that decides between two acts of one moment.</summary>
    public static IReadOnlyList<EventType> Types { get; }

    /// <summary>Every kind.</summary>
    public static IReadOnlyList<Kind> Kinds { get; }

    /// <summary>Finds a type by its name, e.g. <c>VenueRejected</c>.</summary>
    public static bool TryFindType(string name, [NotNullWhen(true)] out EventType? type) => ByName.TryGetValue(name, out type);

    /// <summary>The type that the ledger names so, e.g. <c>venue_rejected</c>.</summary>
    /// <exception cref="KeyNotFoundException">This release does not know it.</exception>
    public static EventType StoredType(string storedName) => ByStoredName[storedName];

    /// <summary>Finds a kind by its name.</summary>
    public static bool TryFindKind(string name, [NotNullWhen(true)] out Kind? kind) => KindsByName.TryGetValue(name, out kind);

    /// <summary>The kind of a recorded subject.</summary>
    public static Kind KindOf(SubjectId subject) => KindsByName[subject.Kind.Value];
}
