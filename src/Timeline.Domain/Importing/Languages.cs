namespace Timeline.Domain.Importing;

/// <summary>
/// Codes of languages made the tags of BCP 47: the code of two letters where there is one (RFC 5646 §2.2.1), else that of three.
/// Source: ISO 639-2, its codes for terminology and for bibliography, those that it withdrew (mol, scc, scr), and hbs of ISO 639-3.
/// </summary>
internal static class Languages
{
    private const string Table = """
        aa aar, ab abk, ae ave, af afr, ak aka, am amh, an arg, ar ara, as asm, av ava, ay aym, az aze, ba bak, be bel, bg bul,
        bi bis, bm bam, bn ben, bo bod tib, br bre, bs bos, ca cat, ce che, ch cha, co cos, cr cre, cs ces cze, cu chu, cv chv,
        cy cym wel, da dan, de deu ger, dv div, dz dzo, ee ewe, el ell gre, en eng, eo epo, es spa, et est, eu eus baq, fa fas per,
        ff ful, fi fin, fj fij, fo fao, fr fra fre, fy fry, ga gle, gd gla, gl glg, gn grn, gu guj, gv glv, ha hau, he heb, hi hin,
        ho hmo, hr hrv scr, ht hat, hu hun, hy hye arm, hz her, ia ina, id ind, ie ile, ig ibo, ii iii, ik ipk, io ido, is isl ice,
        it ita, iu iku, ja jpn, jv jav, ka kat geo, kg kon, ki kik, kj kua, kk kaz, kl kal, km khm, kn kan, ko kor, kr kau, ks kas,
        ku kur, kv kom, kw cor, ky kir, la lat, lb ltz, lg lug, li lim, ln lin, lo lao, lt lit, lu lub, lv lav, mg mlg, mh mah,
        mi mri mao, mk mkd mac, ml mal, mn mon, mr mar, ms msa may, mt mlt, my mya bur, na nau, nb nob, nd nde, ne nep, ng ndo,
        nl nld dut, nn nno, no nor, nr nbl, nv nav, ny nya, oc oci, oj oji, om orm, or ori, os oss, pa pan, pi pli, pl pol, ps pus,
        pt por, qu que, rm roh, rn run, ro ron rum mol, ru rus, rw kin, sa san, sc srd, sd snd, se sme, sg sag, si sin, sk slk slo,
        sl slv, sm smo, sn sna, so som, sq sqi alb, sr srp scc, ss ssw, st sot, su sun, sv swe, sw swa, ta tam, te tel, tg tgk,
        th tha, ti tir, tk tuk, tl tgl, tn tsn, to ton, tr tur, ts tso, tt tat, tw twi, ty tah, ug uig, uk ukr, ur urd, uz uzb,
        ve ven, vi vie, vo vol, wa wln, wo wol, xh xho, yi yid, yo yor, za zha, zh zho chi, zu zul, sh hbs
        """;

    private static readonly Dictionary<string, string> Shortest = Table.Split(',', StringSplitOptions.TrimEntries)
        .Select(entry => entry.Split(' ')).SelectMany(codes => codes[1..].Select(code => (code, codes[0]))).ToDictionary();

    // Not in the registry of subtags: what ISO 639-2 has for no, several or any language.
    private static readonly HashSet<string> None = ["und", "zxx", "mis", "mul"];

    /// <summary>The tag of a code of two or three letters, in whatever case.</summary>
    /// <returns><see langword="null"/>: it is no such code, or of no one language.</returns>
    internal static string? TagOf(string code)
    {
        var lower = code.Trim().ToLowerInvariant();
        if (lower.Length is not (2 or 3) || !lower.All(char.IsAsciiLetterLower) || None.Contains(lower)) return null;
        return Shortest.GetValueOrDefault(lower, lower);
    }
}
