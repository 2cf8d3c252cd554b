namespace Timeline.Domain.Tests;

/// <summary>What is stopped, taken apart or emptied without being over: exercises, tests, sites and offices.</summary>
public class MoratoriaTests
{
    [Fact]
    public void Until_when_is_asked_of_an_exercise_suspended_and_not_of_one_given_up()
    {
        var ledger = new Ledger("security/us-kor");
        ledger.Say("a", "ExerciseSuspended", """{"by":["usa","kor"],"name":"Foal Eagle"}""", "2018-06-18");
        ledger.Say("b", "ExerciseEnded", """{"by":["usa","kor"],"name":"Foal Eagle","replacedBy":"smaller exercises"}""", "2019-03-02");

        Assert.Equal(["/exercises/foal-eagle/until"], Open(ledger, "2018-06-18"));
        Assert.Empty(Open(ledger, "2019-03-02"));
        Assert.Equal("ended", Value(ledger, "2019-03-02", "/exercises/foal-eagle/status"));
    }

    [Fact]
    public void Until_when_is_asked_of_a_moratorium_that_names_no_end()
    {
        var ledger = new Ledger("security/dprk");
        ledger.Say("a", "TestingSuspended", """{"by":"prk","what":"Nuclear tests"}""", "2018-04-21");
        ledger.Say("b", "TestingSuspended", """{"by":"prk","what":"Missile tests","until":"2019"}""", "2018-04-21");

        Assert.Equal(["/moratoria/nuclear-tests/until"], Open(ledger, "2018-04-21"));
        Assert.Equal(["/moratoria/missile-tests/until"], ledger.State(Ledger.From("2018-04-21")).Expectations.Select(e => e.What));
    }

    [Fact]
    public void What_is_seen_at_a_dismantled_site_stands_beside_its_status()
    {
        var ledger = new Ledger("security/dprk");
        ledger.Say("a", "SiteDismantled", """{"site":"Tongchang-ri","party":"prk"}""", "2018-07-23");
        ledger.Say("b", "SiteActivityObserved", """{"site":"Tongchang-ri","activity":"rebuilding"}""", "2019-03-05");

        Assert.Equal("dismantled", Value(ledger, "2019-03-05", "/sites/tongchang-ri/status"));
        Assert.Equal("rebuilding", Value(ledger, "2019-03-05", "/sites/tongchang-ri/activity"));
    }

    [Fact]
    public void An_office_whose_staff_is_called_back_stays_open()
    {
        var ledger = new Ledger("relations/inter-korean");
        ledger.Say("a", "LiaisonOfficeOpened", """{"party":["kor","prk"],"in":"Kaesong"}""", "2018-09-14");
        ledger.Say("b", "LiaisonStaffWithdrawn", """{"party":"prk","in":"Kaesong"}""", "2019-03-22");
        ledger.Say("c", "LiaisonStaffReturned", """{"party":"prk","in":"Kaesong","extent":"some of them"}""", "2019-03-25");

        Assert.Equal("withdrawn", Value(ledger, "2019-03-22", "/offices/prk/kaesong/staff"));
        Assert.Equal("open", Value(ledger, "2019-03-22", "/offices/prk/kaesong/status"));
        Assert.Equal("staffWithdrawn", Value(ledger, "2019-03-22", "/status"));
        Assert.Equal("liaison", Value(ledger, "2019-03-22", "/level"));
        Assert.Equal("returned", Value(ledger, "2019-03-25", "/offices/prk/kaesong/staff"));
        Assert.Null(Value(ledger, "2019-03-25", "/offices/kor/kaesong/staff"));
    }

    private static IEnumerable<string> Open(Ledger ledger, string known) =>
        ledger.State(Ledger.From(known)).OpenQuestions.Select(q => q.Pointer);

    private static string? Value(Ledger ledger, string known, string pointer) =>
        ledger.State(Ledger.From(known)).Values.GetValueOrDefault(pointer)?.Value.Text;
}
