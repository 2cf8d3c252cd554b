namespace Timeline.Domain.Tests.Importing;

/// <summary>Rows of other data sets, invented, in their shape.</summary>
public static class Rows
{
    public const string IcewsHeader =
        "Event ID\tEvent Date\tSource Name\tSource Sectors\tSource Country\tEvent Text\tCAMEO Code\tIntensity\tTarget Name\tTarget Sectors\t"
        + "Target Country\tStory ID\tSentence Number\tPublisher\tCity\tDistrict\tProvince\tCountry\tLatitude\tLongitude";

    public const string MentionsHeader =
        "globaleventid,eventtimedate,mentiontimedate,mentiontype,mentionsourcename,mentionidentifier,sentenceid,actor1charoffset,actor2charoffset,"
        + "actioncharoffset,inrawtext,confidence,mentiondoclen,mentiondoctone,mentiondoctranslationinfo,extras";

    /// <summary>A row of ICEWS with some of its columns replaced.</summary>
    public static string Icews(int id, params (int Column, string Value)[] other) => Join('\t',
        [
            $"{id}", "2019-02-23", "Ruritania", "Government,Executive", "Ruritania", "Make statement", "010", "0", "Graustark (Border Guard)", "Military",
            "Graustark", "700", "3", "The \"Daily\" Herald", "Strelsau", "", "Zenda", "Ruritania", "50.5", "-4.25",
        ], other);

    /// <summary>A row of GDELT 2.0.</summary>
    public static string Gdelt(int id, params (int Column, string Value)[] other) => Join('\t', GdeltCells(id, "1\tStrelsau, Ruritania\tRU\tRU01\tADM2\t50.5\t-4.25\t-77", "20190224121500"), other);

    /// <summary>A row of GDELT 1.0.</summary>
    public static string Gdelt1(int id, params (int Column, string Value)[] other) => Join('\t', GdeltCells(id, "1\tStrelsau, Ruritania\tRU\tRU01\t50.5\t-4.25\t-77", "20190224"), other);

    /// <summary>A mention, as CSV.</summary>
    public static string Mention(int id, params (int Column, string Value)[] other) => Join(',',
        [
            $"{id}", "20190224121500", "20190225001500", "1", "herald.example", "\"http://www.herald.example/a,b?c=\"\"d\"\"\"", "4", "-1", "99", "98", "1", "80", "2579",
            "0.83", "srclc:ara;eng:GT-ARA 1.0", "",
        ], other);

    private static string[] GdeltCells(int id, string place, string added) =>
    [
        .. $"{id}\t20190223\t201902\t2019\t2019.1444\tRURGOV\tRURITANIA\tRUR\t\t\t\t\tGOV\tMIL\t\tGRA\tGRAUSTARK\tGRA\t\t\t\t\t\t\t\t1\t0233\t023\t02\t1\t3.4\t10\t2\t9\t-2.5".Split('\t'),
        .. place.Split('\t'), .. place.Split('\t'), .. place.Split('\t'), added, "https://www.daily-herald.example/news/1",
    ];

    private static string Join(char separator, string[] cells, (int Column, string Value)[] other)
    {
        foreach (var (column, value) in other) cells[column - 1] = value;
        return string.Join(separator, cells);
    }
}
