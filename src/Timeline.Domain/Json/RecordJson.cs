using System.Text.Json;
using System.Text.Json.Serialization;
using Timeline.Domain.Knowing;
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

namespace Timeline.Domain.Json;

/// <summary>The JSON of events, as sent and as stored: camel case, what is not said left out, nothing unknown taken.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(decimal))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(EventEnvelope))]
[JsonSerializable(typeof(RecordedItem))]
[JsonSerializable(typeof(StoryItem))]
[JsonSerializable(typeof(StateItem))]
[JsonSerializable(typeof(StoredHeaders))]
[JsonSerializable(typeof(ZonedDate))]
[JsonSerializable(typeof(ExportedEvent))]
[JsonSerializable(typeof(SubjectItem))]
[JsonSerializable(typeof(DetailedPlace))]
[JsonSerializable(typeof(SummitProposed))]
[JsonSerializable(typeof(SummitAccepted))]
[JsonSerializable(typeof(SummitScheduled))]
[JsonSerializable(typeof(SummitRescheduled))]
[JsonSerializable(typeof(SummitPostponed))]
[JsonSerializable(typeof(SummitCancelled))]
[JsonSerializable(typeof(SummitReinstated))]
[JsonSerializable(typeof(PlaceProposed))]
[JsonSerializable(typeof(PlaceRejected))]
[JsonSerializable(typeof(PlaceConfirmed))]
[JsonSerializable(typeof(VenueProposed))]
[JsonSerializable(typeof(VenueRejected))]
[JsonSerializable(typeof(VenueConfirmed))]
[JsonSerializable(typeof(AgendaItemProposed))]
[JsonSerializable(typeof(SummitHeld))]
[JsonSerializable(typeof(SummitConcluded))]
[JsonSerializable(typeof(VisitAnnounced))]
[JsonSerializable(typeof(VisitStopPlanned))]
[JsonSerializable(typeof(DelegationNamed))]
[JsonSerializable(typeof(DelegationDeparted))]
[JsonSerializable(typeof(DelegationArrived))]
[JsonSerializable(typeof(VisitMade))]
[JsonSerializable(typeof(VisitEnded))]
[JsonSerializable(typeof(VisitCancelled))]
[JsonSerializable(typeof(TalksProposed))]
[JsonSerializable(typeof(TalksScheduled))]
[JsonSerializable(typeof(TalksHeld))]
[JsonSerializable(typeof(TalksPostponed))]
[JsonSerializable(typeof(TalksCollapsed))]
[JsonSerializable(typeof(ProposalTabled))]
[JsonSerializable(typeof(MediationOffered))]
[JsonSerializable(typeof(PositionStated))]
[JsonSerializable(typeof(SituationReported))]
[JsonSerializable(typeof(StatementMade))]
[JsonSerializable(typeof(LetterSent))]
[JsonSerializable(typeof(DemandMade))]
[JsonSerializable(typeof(ThreatMade))]
[JsonSerializable(typeof(AccusationMade))]
[JsonSerializable(typeof(OfferMade))]
[JsonSerializable(typeof(PledgeMade))]
[JsonSerializable(typeof(PledgeWithdrawn))]
[JsonSerializable(typeof(ReplyGiven))]
[JsonSerializable(typeof(ShortageReported))]
[JsonSerializable(typeof(AidRequested))]
[JsonSerializable(typeof(AidPledged))]
[JsonSerializable(typeof(AidDelivered))]
[JsonSerializable(typeof(AidRefused))]
[JsonSerializable(typeof(AidDenied))]
[JsonSerializable(typeof(AidRequestWithdrawn))]
[JsonSerializable(typeof(SanctionsImposed))]
[JsonSerializable(typeof(SanctionsReliefSought))]
[JsonSerializable(typeof(SanctionsReliefOffered))]
[JsonSerializable(typeof(SanctionsReliefRefused))]
[JsonSerializable(typeof(SanctionsEased))]
[JsonSerializable(typeof(SanctionsLifted))]
[JsonSerializable(typeof(AgreementProposed))]
[JsonSerializable(typeof(AgreementSigned))]
[JsonSerializable(typeof(AgreementRatified))]
[JsonSerializable(typeof(AgreementEnteredIntoForce))]
[JsonSerializable(typeof(AgreementRejected))]
[JsonSerializable(typeof(AgreementWithdrawnFrom))]
[JsonSerializable(typeof(AgreementBreached))]
[JsonSerializable(typeof(CeasefireDeclared))]
[JsonSerializable(typeof(LiaisonOfficeProposed))]
[JsonSerializable(typeof(LiaisonOfficeOpened))]
[JsonSerializable(typeof(LiaisonStaffWithdrawn))]
[JsonSerializable(typeof(LiaisonStaffReturned))]
[JsonSerializable(typeof(LiaisonOfficeClosed))]
[JsonSerializable(typeof(RelationsEstablished))]
[JsonSerializable(typeof(RelationsBroken))]
[JsonSerializable(typeof(AmbassadorAppointed))]
[JsonSerializable(typeof(AmbassadorRecalled))]
[JsonSerializable(typeof(DiplomatExpelled))]
[JsonSerializable(typeof(PersonsReleased))]
[JsonSerializable(typeof(RemainsReturned))]
[JsonSerializable(typeof(ExerciseHeld))]
[JsonSerializable(typeof(ExerciseSuspended))]
[JsonSerializable(typeof(ExerciseEnded))]
[JsonSerializable(typeof(MissileTested))]
[JsonSerializable(typeof(NuclearTestConducted))]
[JsonSerializable(typeof(TestingSuspended))]
[JsonSerializable(typeof(SiteActivityObserved))]
[JsonSerializable(typeof(SiteDismantled))]
[JsonSerializable(typeof(ActorDescribed))]
[JsonSerializable(typeof(ActorAffiliated))]
[JsonSerializable(typeof(Interaction))]
[JsonSerializable(typeof(EventRetracted))]
[JsonSerializable(typeof(EventCorrected))]
[JsonSerializable(typeof(EventDenied))]
[JsonSerializable(typeof(EventDisclosed))]
[JsonSerializable(typeof(EventAmended))]
[JsonSerializable(typeof(ErasedData))]
[JsonSerializable(typeof(Erasure))]
[JsonSerializable(typeof(IReadOnlyList<ErasedItem>))]
public sealed partial class RecordJson : JsonSerializerContext;

/// <summary>Written as an object of member names to what is said of them.</summary>
public sealed class AbsencesJson : JsonConverter<Absences>
{
    /// <inheritdoc/>
    public override Absences Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("Must be an object of members.");
        var members = new SortedDictionary<string, Absence>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            members[name] = reader.TokenType == JsonTokenType.String && Words.TryParse<Absence>(reader.GetString()!, out var absence)
                ? absence
                : throw new JsonException($"'{name}' must be one of {string.Join(", ", Words.Of<Absence>())}.");
        }

        return members.Count == 0 ? throw new JsonException("Must not be empty; leave it out instead.") : new Absences(members);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Absences value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var (member, absence) in value.Members) writer.WriteString(member, Words.Text(absence));
        writer.WriteEndObject();
    }
}
