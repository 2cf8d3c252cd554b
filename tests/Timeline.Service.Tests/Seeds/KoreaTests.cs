namespace Timeline.Service.Tests.Samples;

/// <summary>
/// What the sample answers, worked out by hand from SEMANTICS: subject, vantage, question (see <see cref="Telling"/>), answer.
/// </summary>
[Collection(nameof(Korea))]
public sealed class KoreaTests(KoreaFixture korea)
{
    private const string S1 = "summit/us-dprk-1", S2 = "summit/us-dprk-2", S3 = "summit/us-dprk-3", Unannounced = "summit/inter-korean-4";
    private const string Third = "summit/inter-korean-3", Fifth = "summit/inter-korean-5";
    private const string Easter = "visit/pompeo-pyongyang-2018-04", Beijing = "visit/kim-china-2018-03", Vietnam = "visit/kim-vietnam-2019";
    private const string Cancelled = "visit/pompeo-biegun-pyongyang", Minh = "visit/pham-binh-minh-dprk-2019-02";
    private const string Xi = "visit/xi-dprk-2019-06", Ri = "visit/ri-yong-ho-vietnam-2018-11";
    private const string Talks = "talks/us-dprk", Working = "talks/us-dprk-working-level";
    private const string Sanctions = "sanctions/dprk", Hanoi = "agreement/us-dprk-2", WarEnd = "agreement/korean-war-end";
    private const string Panmunjom = "agreement/inter-korean-2018-04", Relations = "relations/us-dprk", Kaesong = "relations/inter-korean";
    private const string North = "security/dprk", South = "security/us-kor", Food = "aid/dprk-food-2019", Rice = "aid/dprk-rice-2019";
    private const string Pompeo = "actor/mike-pompeo", KimYongChol = "actor/kim-yong-chol", KimHyokChol = "actor/kim-hyok-chol";
    private const string Dyad = "interaction/prk-usa";

    private const string Remains = "to return the remains of war dead";
    private const string Denuclearisation = "to work towards complete denuclearisation of the Korean peninsula";
    private const string Enrichment = "to dismantle the plutonium and uranium enrichment facilities";
    private const string ThreeScouted = "PlaceProposed possible; PlaceProposed possible; PlaceProposed possible";
    private const string Lifted = "wants the global sanctions lifted, or at least eased";
    private const string Given = "/positions/donald-trump/what-the-united-states-gives-in-return/position";

    [Theory]
    [MemberData(nameof(Summits))]
    [MemberData(nameof(Visits))]
    [MemberData(nameof(TalksAndAid))]
    [MemberData(nameof(SanctionsAndAgreements))]
    [MemberData(nameof(RelationsAndSecurity))]
    [MemberData(nameof(ActorsAndCounts))]
    public async Task The_sample_answers(string subject, string vantage, string question, string answer) =>
        Assert.Equal(answer, Telling.Of(await korea.Ask(subject, vantage), question));

    public static TheoryData<string, string, string, string> Summits => new()
    {
        // The first: proposed and accepted in one breath, called off, on again.
        { S1, "known=2018-03-07", "problem", "not-known-then" },
        { S1, "known=2018-03-08", "/status", "accepted" },
        { S1, "known=2018-03-08", "open", "" },
        { S1, "known=2018-03-08", "ahead", "/dates [..2018-05] now" },
        { S1, "known=2018-03-08", "who /status", "ap B2, support 1" },
        { S1, "known=2018-05-09", "/places/panmunjom/status", "rejected" },
        { S1, "known=2018-05-09", "who /places/panmunjom/status", "cbs19 B2, support 1" },
        { S1, "known=2018-05-09&without=cbs19", "/places/panmunjom/status", "proposed" },
        { S1, "known=2018-05-23", "/status", "scheduled" },
        { S1, "known=2018-05-23", "said", "SummitPostponed possible" },
        { S1, "known=2018-05-24", "/status", "cancelled" },
        { S1, "known=2018-05-24", "ahead", "" },
        { S1, "known=2018-06-01", "/status", "reinstated" },
        { S1, "known=2018-06-04", "open", "venue missing" },
        { S1, "known=2018-06-05", "open", "" },
        { S1, "known=2018-06-12", "/venues/capella-hotel/status", "used" },
        { S1, "known=2018-06-12&at=2018-06-11", "/venues/capella-hotel/status", "confirmed" },
        { S1, "known=2019-02-23", "who /participants", "white-house A2, support 2" },
        { S1, "known=2019-02-24", "who /participants", "white-house A2, support 3" },

        // The second: from a letter to a city, a day to an hour.
        { S2, "known=2018-09-09", "problem", "not-known-then" },
        { S2, "known=2018-10-06", "open", "answer unanswered" },
        { S2, "known=2018-10-07", "/status", "accepted" },
        { S2, "known=2018-10-07&reliability=B", "/status", "accepted" },
        { S2, "known=2018-12-31", "ahead", "SummitScheduled [2019-01,2019-02] ahead" },
        { S2, "known=2019-01-12", "/places/*/status", "" },
        { S2, "known=2019-01-12", "said", $"SummitScheduled possible; {ThreeScouted}" },
        { S2, "known=2019-01-20", "/dates", "2019-02~" },
        { S2, "known=2019-01-20", "open", "dates imprecise; place withheld; venue missing; participants missing" },
        { S2, "known=2019-02-01", "open", "dates withheld; place withheld; venue missing; participants missing" },
        { S2, "known=2019-02-05", "/dates", "2019-02~" },
        { S2, "known=2019-02-05&zone=Asia/Seoul", "/dates", "2019-02~" },
        { S2, "known=2019-02-05&zone=America/New_York", "/dates", """{"date":"2019-02-27/2019-02-28","zone":"Asia/Ho_Chi_Minh","zoneName":"Hanoi"}""" },
        { S2, "known=2019-02-07", "/place/name", "Vietnam" },
        { S2, "known=2019-02-08", "/place/name", "Vietnam" },
        { S2, "known=2019-02-08&zone=America/New_York", "/place/name", "Hanoi" },
        { S2, "known=2019-02-09&zone=Asia/Seoul", "/place/name", "Hanoi" },
        { S2, "known=2019-02-20", "/places/da-nang/status", "rejected" },
        { S2, "known=2019-02-24", "who /place", "kcna B1, support 3" },
        { S2, "known=2019-02-24&without=german-daily", "who /place", "kcna B1, support 2" },
        { S2, "known=2019-02-24", "who /dates", "white-house A2, support 2" },
        { S2, "known=2019-02-24", "/venues/friendship-cultural-palace/reason", "security" },
        { S2, "known=2019-02-24", "who /venues/friendship-cultural-palace/status", "german-daily B3, support 1" },
        { S2, "known=2019-02-24T12:00:00Z", "/venues/friendship-cultural-palace/status", "" },
        { S2, "known=2019-02-24", "open", "venue withheld" },
        { S2, "known=2019-02-24&without=german-daily", "open", "venue missing" },
        { S2, "known=2019-02-24", "said", $"SummitScheduled possible; {ThreeScouted}" },
        { S2, "known=2019-02-25", "/venues/*/role", "backup; preferred" },
        { S2, "known=2019-02-25&credibility=2", "/venues/*/status", "" },
        { S2, "known=2019-02-27", "/venues/sofitel-legend-metropole/status", "used" },
        { S2, "known=2019-02-27&at=2019-02-26", "/venues/sofitel-legend-metropole/status", "proposed" },
        { S2, "known=2019-02-28&zone=Asia/Ho_Chi_Minh", "/status", "concluded" },
        { S2, "known=2019-02-28&zone=Asia/Ho_Chi_Minh", "who /outcomeReason", "white-house C3, support 1" },
        { S2, "known=2019-02-28", "who /outcomeReason", "white-house C3, support 1, disputed" },
        { S2, "known=2019-02-28", "who /outcome", "white-house B1, support 2" },
        { S2, "known=2019-02-28&at=2019-02-25", "/status", "scheduled" },
        { S2, "known=2019-03-01&at=2019-02-28T05:00:00Z", "/status", "held" },
        { S2, "known=2019-03-01", "/outcome", "noAgreement" },

        { S3, "known=2019-06-28", "problem", "not-known-then" },
        { S3, "known=2019-06-28&zone=America/New_York", "open", "answer unanswered" },
        { S3, "known=2019-06-30", "who /status", "rfe-rl B1, support 2" },

        // North and South: set for a day and a house, met without notice, met for three days.
        { Third, "known=2018-03-28", "problem", "not-known-then" },
        { Third, "known=2018-03-29", "/title", "Third inter-Korean summit" },
        { Third, "known=2018-03-29", "ahead", "/dates 2018-04-27 ahead" },
        { Third, "known=2018-03-29", "/venues/*/status", "confirmed" },
        { Third, "known=2018-04-27", "/outcome", "statement" },
        { Fifth, "known=2018-09-06", "/title", "Fifth inter-Korean summit" },
        { Fifth, "known=2018-09-06", "ahead", "/dates 2018-09-18/2018-09-20 ahead" },
        { Fifth, "known=2018-09-18", "/status", "held" },
        { Fifth, "known=2018-09-20", "/outcome", "statement" },
        { Unannounced, "known=2018-05-25&knower=moon-jae-in", "/status", "scheduled" },
        { Unannounced, "known=2018-05-27", "/title", "Fourth inter-Korean summit" },
        { Unannounced, "known=2018-05-27", "open", "" },

        // Met without notice on a Saturday afternoon, told that evening, explained the day after.
        { Unannounced, "known=2018-05-26T10:00:00Z", "problem", "not-known-then" },
        { Unannounced, "known=2018-05-26T10:00:00Z&knower=usa", "problem", "not-known-then" },
        { Unannounced, "known=2018-05-26T10:00:00Z&knower=kor", "/status", "held" },
        { Unannounced, "known=2018-05-26", "/purpose", "" },
        { Unannounced, "known=2018-05-27", "/purpose", "to rescue the summit with the United States" },
        { Unannounced, "known=2018-05-27", "who /status", "blue-house B2, support 1" },
        { "summit/us-dprk-9", "known=2019-02-24", "problem", "unknown-subject" },
    };

    public static TheoryData<string, string, string, string> Visits => new()
    {
        { Easter, "known=2018-04-05", "problem", "not-known-then" },
        { Easter, "known=2018-04-05&knower=usa", "/status", "made" },
        { Easter, "known=2018-04-05&knower=usa", "who /status", "later B2, support 1" },
        { Easter, "known=2018-04-05&knower=prk", "/visitor", "mike-pompeo" },
        { Easter, "known=2018-04-05&knower=mike-pompeo", "/status", "made" },
        { Easter, "known=2018-04-05&knower=donald-trump", "problem", "not-known-then" },
        { Easter, "known=2018-04-05&knower=kor&knower=kim-jong-un", "/status", "made" },
        { Easter, "known=2018-04-17", "who /status", "washington-post B2, support 1" },
        { Easter, "known=2018-04-17", "/accounts/*/happened", "" },
        { Easter, "known=2018-04-18", "/accounts/*/happened", "2018-03-31/2018-04-01" },
        { Easter, "known=2018-04-18", "rivals /accounts/*/happened", "[2018-04-08..2018-04-14]" },
        { Easter, "known=2018-04-18", "who /status", "washington-post B2, support 2" },
        { Easter, "known=2018-04-18&without=washington-post", "who /status", "twitter C3, support 1" },
        { Easter, "known=2018-04-18&without=donald-trump", "rivals /accounts/*/happened", "" },

        { Beijing, "known=2018-03-27", "problem", "not-known-then" },
        { Beijing, "known=2018-03-25&knower=chn", "/status", "made" },
        { Beijing, "known=2018-03-25&knower=usa", "problem", "not-known-then" },
        { Beijing, "known=2018-03-28", "who /status", "kcna C1, support 2" },

        { Cancelled, "known=2018-08-23", "open", "dates imprecise; stops missing" },
        { Cancelled, "known=2018-08-23", "ahead", "/dates [2018-08-27..2018-09-02] ahead" },
        { Cancelled, "known=2018-08-24", "/status", "cancelled" },
        { Cancelled, "known=2018-08-24", "ahead", "" },
        { Minh, "known=2019-02-11", "ahead", "/dates 2019-02-12/2019-02-14 ahead" },
        { Minh, "known=2019-02-12", "/status", "made" },
        { Ri, "known=2018-11-29", "who /status", "vnexpress B2, support 1" },
        { Ri, "known=2018-12-03", "who /status", "vov C2, support 1" },
        { Ri, "known=2019-02-11", "/purpose", "" },
        { Ri, "known=2019-02-12", "who /purpose", "hanoi-moi C3, support 1" },
        { Xi, "known=2019-06-18", "ahead", "/dates 2019-06-20/2019-06-21 ahead" },
        { Xi, "known=2019-06-18&without=cctv", "problem", "not-known-then" },

        { Vietnam, "known=2019-02-23", "open", "dates withheld; stops missing" },
        { Vietnam, "known=2019-02-24", "open", "dates withheld" },
        { Vietnam, "known=2019-02-24", "/legs/kim-jong-un/distanceKm", "4500" },
        { Vietnam, "known=2019-02-24", "/accounts/*/happened", "2019-02-23T17:00:00+09:00" },
        { Vietnam, "known=2019-02-24", "rivals /accounts/*/happened", "" },
        { Vietnam, "known=2019-02-24", "who /legs/kim-jong-un/status", "korea-herald B1, support 4" },
        { Vietnam, "known=2019-02-24", "said", "VisitStopPlanned intended; VisitStopPlanned possible" },
        { Vietnam, "known=2019-02-24", "ahead", "/stops/hanoi/dates 2019-02-26 ahead" },
        { Vietnam, "known=2019-02-26&at=2019-02-26T03:00:00Z", "/legs/kim-jong-un/place/name", "Dong Dang" },
        { Vietnam, "known=2019-02-26", "/legs/kim-jong-un/place", "Hanoi" },
        { Vietnam, "known=2019-03-02", "/status", "ended" },
        { Vietnam, "known=2019-03-02&without=ap", "/status", "made" },
        { Vietnam, "known=2019-03-02", "ahead", "" },
    };

    public static TheoryData<string, string, string, string> TalksAndAid => new()
    {
        { "talks/inter-korean", "known=2018-03-05", "/status", "" },
        { "talks/inter-korean", "known=2018-03-06", "/status", "held" },

        { Talks, "known=2018-11-06", "ahead", "/dates 2018-11-08 ahead" },
        { Talks, "known=2018-11-07T05:30:00Z", "/status", "scheduled" },
        { Talks, "known=2018-11-07T06:00:00Z", "/status", "postponed" },
        { Talks, "known=2018-11-07", "ahead", "" },
        { Talks, "known=2018-11-07", "open /changes/postponed/until", "unknown" },
        { Talks, "known=2018-07-07", "said", "TalksHeld not" },
        { Talks, "known=2018-07-07", "/accusations/*/by", "prk" },

        // A pledge of October that the public heard of at the end of January.
        { Talks, "known=2018-12-31", "/pledges/*/pledge", $"{Remains}; {Denuclearisation}" },
        { Talks, "known=2018-12-31&knower=usa", "/pledges/*/pledge", $"{Enrichment}; {Remains}; {Denuclearisation}" },
        { Talks, "known=2018-10-07&knower=mike-pompeo", "/pledges/*/pledge", $"{Enrichment}; {Remains}; {Denuclearisation}" },
        { Talks, "known=2018-12-31&knower=stephen-biegun", "/pledges/*/pledge", $"{Remains}; {Denuclearisation}" },
        { Talks, "known=2019-01-31", "/pledges/*/pledge", $"{Enrichment}; {Remains}; {Denuclearisation}" },
        { Talks, "known=2019-01-31&credibility=2", "/pledges/*/pledge", $"{Remains}; {Denuclearisation}" },
        { Talks, "known=2019-02-24", "rivals /pledges/*/pledge", "complete denuclearisation, in principle" },
        { Talks, "known=2019-02-23", "open /pledges/*/due", "missing; missing; missing" },
        { Talks, "known=2019-02-24", "open /pledges/*/due", "missing; missing; unknown" },
        { Talks, "known=2019-02-24", $"open {Given}", "withheld" },
        { Talks, "known=2019-02-24", Given, "" },

        // The paper handed over in Hanoi: there at once for the two, as a fact for the public on 3 March, with its content on the 29th.
        { Talks, "known=2019-02-28&knower=prk", "/demands/*/demand", "hand over all nuclear weapons and bomb fuel to the United States" },
        { Talks, "known=2019-03-02", "/demands/*/by", "" },
        { Talks, "known=2019-03-03", "/demands/*/by", "donald-trump" },
        { Talks, "known=2019-03-03", "/demands/*/demand", "" },
        { Talks, "known=2019-03-03", "open /demands/*/demand", "withheld" },
        { Talks, "known=2019-03-29", "who /demands/*/demand", "reuters B1, support 1" },
        { Talks, "known=2019-03-29", "open /demands/*/demand", "" },
        { Talks, "known=2019-05-01", "ahead", "/demands/*/due [..2019] now" },
        { Talks, "known=2020-01-01", "ahead", "" },
        { Working, "known=2019-06-30", "ahead", "/pledges/*/due [2019-07-14..2019-07-21] ahead" },
        { Working, "known=2019-07-22", "ahead", "" },

        // One memorandum, three papers, one origin.
        { Food, "known=2019-02-19", "problem", "not-known-then" },
        { Food, "known=2019-02-20", "open", "request unanswered" },
        { Food, "known=2019-02-20", "/shortage/prk/food/ration", """{"amount":300,"unit":"g/day"}""" },
        { Food, "known=2019-02-20", "/shortage/prk/food/shortfall", "" },
        { Food, "known=2019-02-21", "/shortage/prk/food/shortfall/amount", "1400000" },
        { Food, "known=2019-02-21", "who /status", "reuters B2, support 1" },
        { Food, "known=2019-02-24", "who /shortage/prk/food/shortfall", "german-daily B2, support 1" },
        { Food, "known=2019-02-24&without=german-daily", "who /shortage/prk/food/shortfall", "reuters B2, support 1" },
        { Food, "known=2019-02-24&without=prk", "problem", "not-known-then" },
        { Food, "known=2019-02-24", "/accounts/*/happened", "[..2019-02-19]; [..2019-02-19]" },
        { Food, "known=2019-02-24", "rivals /accounts/*/happened", "" },
        { Food, "known=2019-02-24", "who /shortage/prk/food/rationBefore", "nbc-news A2, support 1" },
        { Food, "known=2019-02-24&recorded={210}", "who /shortage/prk/food/rationBefore", "nbc-news B2, support 1" },
        { Food, "known=2019-06-19", "open", "delivery unanswered" },
        { Rice, "known=2019-06-19", "/pledged/kor/rice/quantity", """{"amount":50000,"unit":"t"}""" },
        { Rice, "known=2019-06-19", "who /status", "wfp B1, support 2" },
        { Rice, "known=2019-07-22", "/status", "pledged" },
        { Rice, "known=2019-07-22&knower=wfp", "/status", "refused" },
        { Rice, "known=2019-07-24", "/status", "refused" },
        { Rice, "known=2019-07-24&at=2019-07-10", "open", "delivery unanswered" },
    };

    public static TheoryData<string, string, string, string> SanctionsAndAgreements => new()
    {
        { Sanctions, "known=2018-12-09", "problem", "not-known-then" },
        { Sanctions, "known=2018-12-10", "who /status", "us-treasury A2, support 1" },
        { Sanctions, "known=2018-12-10&without=us-treasury", "problem", "not-known-then" },
        { Sanctions, "known=2019-02-24", "/positions/kim-jong-un/sanctions/position", Lifted },
        { Sanctions, "known=2019-02-24", "said", "SanctionsEased intended" },
        { Sanctions, "known=2019-02-24", "/eased/*/by", "" },

        // Who asked for what: Trump on the afternoon of the 28th, Ri just after midnight in Hanoi, which is still the 28th in UTC.
        { Sanctions, "known=2019-02-28&zone=Asia/Ho_Chi_Minh", "/sought/*/scope", "all sanctions" },
        { Sanctions, "known=2019-02-28&zone=Asia/Ho_Chi_Minh", "who /sought/*/scope", "white-house C3, support 1" },
        { Sanctions, "known=2019-02-28", "/sought/*/scope", "five of eleven United Nations measures" },
        { Sanctions, "known=2019-02-28", "who /sought/*/scope", "cgtn-america C3, support 1" },
        { Sanctions, "known=2019-02-28", "rivals /sought/*/scope", "all sanctions, disputed" },
        { Sanctions, "known=2019-03-01", "who /sought/*/scope", "cgtn-america C3, support 1" },
        { Sanctions, "known=2019-03-01", "/status", "reliefRefused" },
        { Sanctions, "known=2019-03-01", "open", "" },
        { Sanctions, "known=2019-03-01&without=donald-trump", "/status", "reliefSought" },
        { Sanctions, "known=2019-03-01&without=donald-trump", "open", "relief unanswered" },
        { Sanctions, "known=2019-03-01&without=ri-yong-ho", "who /sought/*/scope", "white-house C3, support 1" },
        { Sanctions, "known=2019-03-01&credibility=2", "/sought/*/scope", "" },

        // A tweet against the measures of the day before.
        { Sanctions, "known=2019-03-22", "who /status", "twitter D4, support 2" },
        { Sanctions, "known=2019-03-22", "over /status", "imposed" },
        { Sanctions, "known=2019-03-26", "who /status", "twitter D4, support 2, disputed" },
        // What the tweet meant: one publisher corrects what it had reported itself.
        { Sanctions, "known=2019-03-22", "rivals /eased/*/scope", "sanctions that had not been announced yet" },
        { Sanctions, "known=2019-03-26", "rivals /eased/*/scope", "the measures of 21 March, until he was talked out of it" },
        { Sanctions, "known=2019-03-26&without=bloomberg", "rivals /eased/*/scope", "" },
        { Sanctions, "known=2019-03-26&credibility=3", "/status", "imposed" },
        { Sanctions, "known=2019-03-26", "/measures/designation-of-two-chinese-shipping-firms/status", "inForce" },

        { Panmunjom, "known=2018-04-27", "open", "inForce missing" },
        { Panmunjom, "known=2018-04-27", "/parties", """["prk","kor"]""" },
        { "agreement/us-dprk-1", "known=2018-06-12", "/title", "Singapore joint statement" },
        { "agreement/us-dprk-1", "known=2018-06-12&at=2018-06-11", "/title", "" },
        { Hanoi, "known=2019-02-27", "/status", "proposed" },
        { Hanoi, "known=2019-02-27", "ahead", "/dates 2019-02-28T14:05:00+07:00 ahead" },
        { Hanoi, "known=2019-02-28T07:05:00Z", "ahead", "/dates 2019-02-28T14:05:00+07:00 past" },
        { Hanoi, "known=2019-03-01", "said", "AgreementSigned not" },
        { Hanoi, "known=2019-03-01", "open", "answer unanswered" },
        { WarEnd, "known=2019-02-24", "/status", "" },
        { WarEnd, "known=2019-02-24", "said", "AgreementProposed possible; AgreementProposed possible" },
        { WarEnd, "known=2019-02-24", "ahead", "AgreementProposed 2019-02-27/2019-02-28 ahead" },
        { WarEnd, "known=2019-03-01", "ahead", "AgreementProposed 2019-02-27/2019-02-28 past" },
        { WarEnd, "known=2019-02-24&without=german-daily", "problem", "not-known-then" },
    };

    public static TheoryData<string, string, string, string> RelationsAndSecurity => new()
    {
        { Relations, "known=2018-05-09", "/incidents/*/incident", "personsReleased" },
        { Relations, "known=2018-07-27", "/incidents/*/count", "3; 55" },
        { Relations, "known=2019-02-18", "/status", "" },
        { Relations, "known=2019-02-18", "said", "LiaisonOfficeProposed intended" },
        { Relations, "known=2019-02-24&without=cnn", "said", "" },
        { Relations, "known=2019-02-28", "/positions/*/a-us-office-in-pyongyang/position", "not a bad idea; welcome" },
        { Kaesong, "known=2018-09-13", "problem", "not-known-then" },
        { Kaesong, "known=2018-12-31", "/level", "liaison" },
        { Kaesong, "known=2018-12-31&recorded={205}", "problem", "not-known-then" },
        { Kaesong, "known=2019-03-22", "/status", "staffWithdrawn" },
        { Kaesong, "known=2019-03-22", "/offices/prk/kaesong/status", "open" },
        { Kaesong, "known=2019-03-25", "/offices/*/kaesong/staff", "returned" },
        { Kaesong, "known=2019-03-25&without=nk-news", "/offices/*/kaesong/staff", "withdrawn" },

        // Decided on 20 April in Pyongyang, told on the 21st in Korea while it was the 20th in Washington.
        { North, "known=2018-04-20", "problem", "not-known-then" },
        { North, "known=2018-04-20&zone=Asia/Seoul", "problem", "not-known-then" },
        { North, "known=2018-04-20&zone=America/New_York", "/moratoria/*/by", "prk" },
        { North, "known=2018-05-01", "open /moratoria/*/until", "missing" },
        { North, "known=2018-05-01", "open /pledges/*/due", "missing" },
        { North, "known=2018-05-24", "open /pledges/*/due", "" },
        { North, "known=2018-05-24", "who /sites/punggye-ri/status", "fox-news B1, support 2" },
        { North, "known=2018-05-24&without=sky-news", "who /sites/punggye-ri/status", "cnn B1, support 1" },
        { North, "known=2019-03-04", "/sites/tongchang-ri/activity", "" },
        { North, "known=2019-03-05", "/sites/tongchang-ri/activity", "rebuilding" },
        { North, "known=2019-03-05&at=2019-02-20", "/sites/tongchang-ri/activity", "" },
        { North, "known=2019-03-05", "who /sites/tongchang-ri/activity", "csis B1, support 2" },
        { South, "known=2018-06-12", "said", "ExerciseSuspended intended" },
        { South, "known=2018-06-18", "/exercises/*/status", "" },
        { South, "known=2018-06-19&zone=Asia/Seoul", "/exercises/ulchi-freedom-guardian/status", "suspended" },
        { South, "known=2019-03-02", "/exercises/foal-eagle/status", "" },
        { South, "known=2019-03-02&zone=America/New_York", "/exercises/foal-eagle/status", "ended" },
        { South, "known=2019-03-03", "open /exercises/*/until", "missing" },
        { South, "known=2019-03-03&without=cnn", "open", "" },
    };

    public static TheoryData<string, string, string, string> ActorsAndCounts => new()
    {
        { Pompeo, "known=2018-04-01", "who /affiliations/*/role", "cia A2, support 1" },
        { Pompeo, "known=2018-04-17", "who /affiliations/*/role", "washington-post B1, support 2" },
        { Pompeo, "known=2018-04-26", "/affiliations/*/role", "Director; Secretary of State" },
        { Pompeo, "known=2018-04-26&reliability=B", "/affiliations/*/role", "Director" },
        { Pompeo, "known=2019-02-24&recorded={194}", "problem", "unknown-subject" },
        { "actor/stephen-biegun", "known=2018-08-22", "problem", "not-known-then" },
        { "actor/stephen-biegun", "known=2018-08-23", "/affiliations/*/role", "special representative for North Korea" },

        // A purge told by one, a picture that speaks against half of it, and a report that speaks against the other half.
        { KimYongChol, "known=2019-05-31", "/situations/*/situation", "sent to a labour camp" },
        { KimYongChol, "known=2019-06-02", "who /situations/*/situation", "chosun-ilbo D4, support 1" },
        { KimYongChol, "known=2019-06-03", "who /situations/*/situation", "chosun-ilbo D4, support 1, disputed" },
        { KimYongChol, "known=2019-06-03&credibility=3", "/situations/*/situation", "" },
        { KimHyokChol, "known=2019-06-03", "who /situations/*/situation", "chosun-ilbo D4, support 1" },
        { KimHyokChol, "known=2019-06-04", "/situations/*/situation", "alive, in custody and under investigation; executed" },
        { KimHyokChol, "known=2019-06-04", "who /situations/*/situation",
            "chosun-ilbo D4, support 1, disputed; daily-beast B3, support 1" },
        { KimHyokChol, "known=2019-06-04&credibility=3", "/situations/*/situation", "alive, in custody and under investigation" },

        // What passed between the two and is told nowhere else.
        { Dyad, "known=2018-07-26", "problem", "not-known-then" },
        { Dyad, "known=2018-10-08", "/count", "2" },
        { Dyad, "known=2018-10-08", "/bySource/prk", "1" },
        { Dyad, "known=2018-10-08", "/byQuadClass/*", "2" },
        { Dyad, "known=2019-12-31", "/byRoot/05", "2" },
        { Dyad, "known=2019-12-31", "/byQuadClass/*", "1; 3" },
        { Dyad, "known=2019-12-31", "/first", "2018-07-27" },
        { Dyad, "known=2019-12-31", "/last", "2019-03-22" },
        { Dyad, "known=2019-12-31&at=2018-12-31", "/last", "2018-10-07" },
        { Dyad, "known=2019-12-31&without=donald-trump", "/count", "3" },
    };
}
