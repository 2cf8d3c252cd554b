using Timeline.Domain.Record;

namespace Timeline.Domain.Telling.English;

/// <summary>
/// How keys are called in English. A state by its ISO alpha-3 code and a body by its initials have names of their own; any other key is
/// made readable word by word: <c>kim-jong-un</c> is Kim Jong Un. What an actor is described as plays no part, so a name never depends on
/// what else is recorded. The table is fixed: the operating system's differs from one machine to the next, and an answer may not.
/// </summary>
internal static class EnglishNames
{
    private const string Names = """
        public the public; cia the CIA; eu the European Union; iaea the IAEA; nato NATO; un the United Nations;
        unsc the United Nations Security Council; wfp the World Food Programme; who the World Health Organization;
        abw Aruba; afg Afghanistan; ago Angola; aia Anguilla; ala Åland Islands; alb Albania; and Andorra; are the United Arab Emirates;
        arg Argentina; arm Armenia; asm American Samoa; ata Antarctica; atg Antigua and Barbuda; aus Australia; aut Austria; aze
        Azerbaijan; bdi Burundi; bel Belgium; ben Benin; bes the Caribbean Netherlands; bfa Burkina Faso; bgd Bangladesh; bgr Bulgaria;
        bhr Bahrain; bhs the Bahamas; bih Bosnia and Herzegovina; blm Saint Barthélemy; blr Belarus; blz Belize; bmu Bermuda; bol
        Bolivia; bra Brazil; brb Barbados; brn Brunei; btn Bhutan; bwa Botswana; caf the Central African Republic; can Canada; cck the
        Cocos Islands; che Switzerland; chl Chile; chn China; civ Côte d’Ivoire; cmr Cameroon; cod the Democratic Republic of the Congo;
        cog the Republic of the Congo; cok the Cook Islands; col Colombia; com the Comoros; cpv Cape Verde; cri Costa Rica; cub Cuba;
        cuw Curaçao; cxr Christmas Island; cym the Cayman Islands; cyp Cyprus; cze Czechia; deu Germany; dji Djibouti; dma Dominica; dnk
        Denmark; dom the Dominican Republic; dza Algeria; ecu Ecuador; egy Egypt; eri Eritrea; esp Spain; est Estonia; eth Ethiopia; fin
        Finland; fji Fiji; flk the Falkland Islands; fra France; fro the Faroe Islands; fsm Micronesia; gab Gabon; gbr the United
        Kingdom; geo Georgia; ggy Guernsey; gha Ghana; gib Gibraltar; gin Guinea; glp Guadeloupe; gmb the Gambia; gnb Guinea-Bissau; gnq
        Equatorial Guinea; grc Greece; grd Grenada; grl Greenland; gtm Guatemala; guf French Guiana; gum Guam; guy Guyana; hkg Hong
        Kong; hnd Honduras; hrv Croatia; hti Haiti; hun Hungary; idn Indonesia; imn the Isle of Man; ind India; irl Ireland; irn Iran;
        irq Iraq; isl Iceland; isr Israel; ita Italy; jam Jamaica; jey Jersey; jor Jordan; jpn Japan; kaz Kazakhstan; ken Kenya; kgz
        Kyrgyzstan; khm Cambodia; kir Kiribati; kna Saint Kitts and Nevis; kor South Korea; kwt Kuwait; lao Laos; lbn Lebanon; lbr
        Liberia; lby Libya; lca Saint Lucia; lie Liechtenstein; lka Sri Lanka; lso Lesotho; ltu Lithuania; lux Luxembourg; lva Latvia;
        mac Macao; maf Saint Martin; mar Morocco; mco Monaco; mda Moldova; mdg Madagascar; mdv the Maldives; mex Mexico; mhl the
        Marshall Islands; mkd North Macedonia; mli Mali; mlt Malta; mmr Myanmar; mne Montenegro; mng Mongolia; mnp the Northern Mariana
        Islands; moz Mozambique; mrt Mauritania; msr Montserrat; mtq Martinique; mus Mauritius; mwi Malawi; mys Malaysia; myt Mayotte;
        nam Namibia; ncl New Caledonia; ner Niger; nfk Norfolk Island; nga Nigeria; nic Nicaragua; niu Niue; nld the Netherlands; nor
        Norway; npl Nepal; nru Nauru; nzl New Zealand; omn Oman; pak Pakistan; pan Panama; pcn the Pitcairn Islands; per Peru; phl the
        Philippines; plw Palau; png Papua New Guinea; pol Poland; pri Puerto Rico; prk North Korea; prt Portugal; pry Paraguay; pse the
        Palestinian Territories; pyf French Polynesia; qat Qatar; reu Réunion; rou Romania; rus Russia; rwa Rwanda; sau Saudi Arabia;
        sdn Sudan; sen Senegal; sgp Singapore; shn Saint Helena; slb the Solomon Islands; sle Sierra Leone; slv El Salvador; smr San
        Marino; som Somalia; spm Saint Pierre and Miquelon; srb Serbia; ssd South Sudan; stp São Tomé and Príncipe; sur Suriname; svk
        Slovakia; svn Slovenia; swe Sweden; swz Eswatini; sxm Sint Maarten; syc the Seychelles; syr Syria; tca the Turks and Caicos
        Islands; tcd Chad; tgo Togo; tha Thailand; tjk Tajikistan; tkl Tokelau; tkm Turkmenistan; tls Timor-Leste; ton Tonga; tto
        Trinidad and Tobago; tun Tunisia; tur Turkey; tuv Tuvalu; twn Taiwan; tza Tanzania; uga Uganda; ukr Ukraine; ury Uruguay; usa
        the United States; uzb Uzbekistan; vat Vatican City; vct Saint Vincent and Grenadines; ven Venezuela; vgb the British Virgin
        Islands; vir the US Virgin Islands; vnm Vietnam; vut Vanuatu; wlf Wallis and Futuna; wsm Samoa; yem Yemen; zaf South Africa; zmb
        Zambia; zwe Zimbabwe
        """;

    private static readonly Dictionary<string, string> ByKey = Names.ReplaceLineEndings(" ").Split(';')
        .Select(entry => entry.Trim().Split(' ', 2)).ToDictionary(entry => entry[0], entry => Text.OneLine(entry[1]));

    /// <summary>The name of an actor.</summary>
    internal static string Of(Key key) => Of(key.Value);

    /// <summary>The name of whoever a report is attributed to: a key made readable, else the words as they stand.</summary>
    internal static string OfOrigin(string origin) => Key.TryParse(origin, out var key) ? Of(key) : Text.OneLine(origin);

    private static string Of(string key)
    {
        if (ByKey.TryGetValue(key, out var name)) return name;
        var words = key.Split('-', '.', '~');
        return string.Join(' ', words.Select((word, i) => Word(word, i == 0, words.Length == 1)));
    }

    // Agencies and offices go by initials: alone up to four letters, beside other words those that cannot be spoken.
    private static string Word(string word, bool isFirst, bool isAlone) => word switch
    {
        "of" or "the" or "and" or "for" when !isFirst => word,
        "us" or "un" or "eu" or "uk" when isFirst => word.ToUpperInvariant(),
        { Length: <= 4 } when isAlone || !word.Any(c => "aeiouy".Contains(c, StringComparison.Ordinal)) => word.ToUpperInvariant(),
        _ => char.ToUpperInvariant(word[0]) + word[1..],
    };
}
