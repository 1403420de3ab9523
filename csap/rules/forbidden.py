"""What of a person has no place here, wherever it is written: date of birth, religion, ethnicity, health, suspicion and
criminal record, numbers of identity papers (Regulation (EU) 2018/1725 art. 4(1)(c), 10 and 11).

It reads phrases that say such a thing *of a person*, in English and French, not the words alone: "health sector
reform", "Ministry of Religious Affairs" and "police" pass. What is said in other languages, or without the usual
phrases ("his prayers keep him on Fridays"), passes too: it reminds people, it is no proof."""

import re
import unicodedata
from enum import StrEnum

from csap.rules import markings
from csap.wording import N_, Words


class Forbidden(StrEnum):
    BIRTH = "birth"
    RELIGION = "religion"
    ETHNICITY = "ethnicity"
    HEALTH = "health"
    RECORD = "record"
    PAPERS = "papers"


REASONS = {
    Forbidden.BIRTH: N_(
        "“%(found)s” says when a person was born, which has no place here. Leave it out; if it means "
        "something else, word it differently or ask the data protection officer (see Data protection)."
    ),
    Forbidden.RELIGION: N_(
        "“%(found)s” says what a person believes, which has no place here. Leave it out; if it means "
        "something else, word it differently or ask the data protection officer (see Data protection)."
    ),
    Forbidden.ETHNICITY: N_(
        "“%(found)s” says of which origin a person is, which has no place here. Leave it out; if it means "
        "something else, word it differently or ask the data protection officer (see Data protection)."
    ),
    Forbidden.HEALTH: N_(
        "“%(found)s” tells of a person’s health, which has no place here. Leave it out; if it means "
        "something else, word it differently or ask the data protection officer (see Data protection)."
    ),
    Forbidden.RECORD: N_(
        "“%(found)s” tells of a suspicion or a conviction, which has no place here but in the channel made for it, "
        "such as SIENA. Leave it out, word it differently or ask the data protection officer (see Data protection)."
    ),
    Forbidden.PAPERS: N_(
        "“%(found)s” is the number of an identity paper, which has no place here. Leave it out; if it means "
        "something else, word it differently or ask the data protection officer (see Data protection)."
    ),
}
ANYWHERE = frozenset({Forbidden.BIRTH, Forbidden.PAPERS})
"""What is refused in a risk analysis too, which may well speak of beliefs, tensions and suspects that are no person."""

_WHO = r"(?:(?:^|(?<=[.;:,(\n!?]))[ \t]*(?:he\ |she\ |who\ |il\ |elle\ |qui\ )?|\b(?:he|she|who|il|elle|qui)\ )"
"""Where a phrase speaks of a person: at the start of a note or a part of it, or after he, she, who, il, elle, qui."""
_IS = r"(?:is|was|has\ been|being|est|etait|a\ ete|serait|aurait\ ete)"
_FAITHS = (
    r"(?:muslim|islam|christian|christianity|catholic|catholicism|protestant|evangelical|orthodox|sunni|shia|shiite"
    r"|salafist|salafi|sufi|jew|jewish|judaism|hindu|buddhist|animist|atheist|musulmane?|chretien(?:ne)?|christianisme"
    r"|catholique|protestante?|evangelique|orthodoxe|sunnite|chiite|salafiste|soufie?|juif|juive|hindoue?|bouddhiste"
    r"|animiste|athee)"
)
_ILLS = (
    r"(?:diabetes|cancer|hiv|aids|depression|hepatitis|malaria|tuberculosis|epilepsy|asthma|hypertension|covid|dementia"
    r"|alcoholism|leukaemia|leukemia"
    r"|(?:an?\ )?(?:heart|kidney|liver|chronic|mental|serious|long)\ (?:\w+\ )?(?:disease|illness|condition|failure)"
    r"|diabete|vih|sida|hepatite|paludisme|tuberculose|epilepsie|asthme|alcoolisme"
    r"|(?:une?\ )?(?:maladie|insuffisance|cancer|leucemie|depression|hypertension)\b)"
)
_OFFENCE = (
    r"(?:suspected\ of|accused\ of|convicted\ (?:of|for)|indicted\ for|arrested\ (?:for|on\ suspicion)|jailed\ for)"
)
_DELIT = (
    r"(?:soupconnee?\ d[e']|suspectee?\ d[e']|accusee?\ d[e'](?!\ ?reception)"
    r"|condamnee?\ (?:pour|a\ \w+\ (?:ans?|mois))"
    r"|inculpee?\b|mise?\ en\ examen|mise?\ en\ cause|arretee?\ pour|poursuivie?\ pour"
    r"|recherchee?\ par\ (?:la\ police|la\ justice|interpol|les\ autorites))"
)

_PHRASES = {
    Forbidden.BIRTH: rf"""
        \b(?:date\ of\ birth|birth\ ?date|birthday|date\ de\ naissance|d\.?o\.?b\.?|ddn)\b[^\d\n]{{0,12}}\d[\d./ -]*
      | \bborn\ on\ (?:the\ )?\d[^.;,)\n]{{0,20}}
      | \bborn\ on\ \w+\ \d{{1,2}}\b[^.;)\n]{{0,8}}
      | \bborn\ \d{{1,2}}[ ./-]\w+[ ./-]\d{{4}}
      | (?:{_WHO}|\b(?:he|she)\ was\ )born\ (?:in\ )?(?:\w+\ (?:in\ )?)?(?:19\d\d|200\d)\b
      | \bnee?\ le\ \d[^.;,)\n]{{0,20}} | \bnee?\ en\ (?:19\d\d|200\d)\b
      | \bnee?\ a\ [\w' -]{{2,30}}\ (?:le\ \d|en\ (?:19|20)\d\d)[^.;,)\n]{{0,20}}
      | \bne\(e\)\ (?:le|en)\ \d[^.;,)\n]{{0,20}}
    """,
    Forbidden.RELIGION: rf"""
        \b(?:religion|faith|confession|religious\ affiliation)\ ?[:=]\ *{_FAITHS}\b
      | \b(?:he|she|who)\ (?:is|was)\ (?:an?\ )?(?:\w+\ )?{_FAITHS}\b
            (?!\ (?-i:[A-Z]))(?!\ (?:affairs|minist|council|school))
      | \b(?:devout|practi[sc]ing|observant|convert(?:ed)?\ to)\ {_FAITHS}\b
      | \b(?:is|was)\ of\ (?:the\ )?{_FAITHS}\ (?:faith|religion|confession)\b
      | \b(?:il|elle|qui)\ (?:est|etait)\ (?:une?\ )?{_FAITHS}\b(?!\ (?-i:[A-Z]))
      | (?:\b(?:est|etait)|[,(])\ ?de\ (?:confession|religion|foi)\ {_FAITHS}\b
      | \b{_FAITHS}\ (?:pratiquante?|fervente?|devote?|convaincue?)\b
      | \bconvertie?\ (?:a\ l'|au\ |a\ la\ )(?:islam|{_FAITHS})
    """,
    Forbidden.ETHNICITY: rf"""
        \b(?:ethnicity|ethnic\ (?:group|origin)|tribe|ethnie|tribu|origine\ ethnique|appartenance\ ethnique|race)
            \ ?[:=]\ *\w+
      | (?:{_WHO}|\b(?:he|she|who)\ )(?:is\ |was\ )?(?:an?\ )?ethnic(?:ally)?[ ]
            (?!(?:affairs|relations|councils?|groups?|minorit\w+|tensions?|conflicts?|violence)\b)(?-i:[A-Z]\w+)
      | \b(?:he|she|who)\ (?:is|comes|belongs|was)\ (?:a\ member\ )?(?:of|from|to)\ the\ \w+[ ]
            (?:tribe|clan|ethnic\ group)\b
      | \bof\ (?-i:[A-Z]\w+)\ (?:ethnicity|ethnic\ origin|descent)\b
      | (?:{_WHO}(?:est\ |etait\ )?|[,(]\ ?)(?:d'ethnie|de\ l'ethnie|d'origine\ ethnique|d'appartenance\ ethnique)\ \w+
      | \b(?:il|elle|qui)\ appartient\ (?:a\ la\ tribu|a\ l'ethnie|au\ clan)\ [\w' ]{{2,20}}
    """,
    Forbidden.HEALTH: rf"""
        {_WHO}(?:is\ |was\ )?(?:suffer(?:s|ed|ing)|recover(?:s|ed|ing))\ from\ (?:\w+\ )?{_ILLS}
      | \b(?:he|she|who)\ has\ (?:been\ )?(?:diagnosed|{_ILLS})
      | {_WHO}(?:has\ been\ |was\ |is\ )?diagnosed\ with\ \w+
      | \b(?:he|she|who)\ (?:is|was)\ (?:\w+ly\ )?
            (?:ill|sick|disabled|pregnant|hiv|depressed|in\ hospital|hospitali[sz]ed)\b
      | \b(?:his|her)\ (?:mental\ |poor\ |bad\ |failing\ )?
            (?:health|illness|disability|pregnancy|cancer|depression|surgery)\b
            (?!\ (?:minist|polic|sector|team|adviser|advisor|programme|program|reform|counterpart|attach))
      | \bon\ (?:long\ |extended\ )?sick\ leave\b | \ben\ (?:conge|arret)\ (?:de\ )?maladie\b
      | \b(?:medical\ (?:condition|history)|state\ of\ health|health\ (?:status|condition)|etat\ de\ sante
            |groupe\ sanguin|blood\ (?:type|group)|handicap|disability)\ ?[:=]\ *\w+
      | {_WHO}(?:souffr(?:e|ait|ant)|est\ atteinte?|etait\ atteinte?|atteinte?)[ ]
            (?:d'|de\ |du\ |de\ la\ )(?:\w+\ )?{_ILLS}
      | \b(?:il|elle|qui)\ est\ (?:\w+ment\ )?
            (?:malade|handicapee?|enceinte|seropositi(?:f|ve)|hospitalisee?|depressi(?:f|ve))\b
      | \bson\ (?:etat\ de\ sante|handicap|cancer|diabete)\b | \bsa\ (?:sante|maladie|grossesse|depression)\b
    """,
    Forbidden.RECORD: rf"""
        (?:{_WHO}|\b{_IS}\ (?:\w+ly\ )?){_OFFENCE}\ ?\w*
      | \b{_IS}\ wanted\ by\ (?:the\ )?(?:police|interpol|authorities|court|icc)\b
      | {_WHO}(?:is\ |was\ )?(?:under\ (?:criminal\ )?investigation\b|wanted\ by\ (?:the\ )?(?:police|interpol))
      | \b(?:has\ a|his|her)\ (?:criminal|police)\ record\b | \b(?:criminal|police)\ record\ ?[:=]\ *\w+
      | \b(?:he|she|who)\ (?:is|was)\ (?:\w+ly\ )?corrupt\b | \b(?:il|elle|qui)\ est\ (?:\w+ment\ )?corrompue?\b
      | (?:{_WHO}|\b{_IS}\ (?:\w+ment\ )?){_DELIT}\ ?\w*
      | \b(?:a\ un|son)\ casier\ judiciaire\b | \bcasier\ judiciaire\ ?[:=]\ *\w+
    """,
    Forbidden.PAPERS: r"""
        \b(?:passport|passeport|identity\ card|id\ card|national\ id|identity|carte\ (?:nationale\ )?d'identite|cni|nin
            |nina|permis\ de\ conduire|driving\ licen[cs]e|social\ security|securite\ sociale|piece\ d'identite)
        (?:\ (?:number|no|nr|numero|num))?\ ?(?:n[o°º]\.?|no\.|nr\.|[#:=.])*\ *[:=]?\ *
        (?:[a-z]{1,3}[ -]?)?\d[a-z0-9]{0,3}\d{4,}[a-z0-9]*
    """,
}
_COMPILED = {each: re.compile(text, re.VERBOSE | re.IGNORECASE | re.MULTILINE) for each, text in _PHRASES.items()}

_HEADINGS = {
    Forbidden.BIRTH: r"""
        d\ o\ b | dob | ddn | born(?:\ on|\ in)? | birth\ ?(?:date|day|year|place) | naissance | nee?(?:\ e)?\ le | age
      | (?:date|place|year|lieu|annee)\ (?:of\ birth|de\ naissance)""",
    Forbidden.RELIGION: r"""
        religions? | faith | confession | religious\ (?:affiliation|belief)
      | (?:appartenance|conviction)\ religieuse""",
    Forbidden.ETHNICITY: r"""
        ethnicity | ethnic\ (?:group|origin) | tribe | clan | race | ethnie | tribu
      | (?:origine|appartenance|groupe)\ ethnique""",
    Forbidden.HEALTH: r"""
        health\ (?:status|condition|problems?) | state\ of\ health | medical\ (?:condition|history|status)
      | disabilit(?:y|ies) | blood\ (?:group|type) | etat\ de\ sante | handicap | groupe\ sanguin
      | antecedents\ medicaux""",
    Forbidden.RECORD: r"""
        (?:criminal|police|judicial)\ (?:record|history|background) | suspicions? | suspected\ of | convictions
      | casier(?:\ judiciaire)? | antecedents(?:\ judiciaires|\ criminels)? | soupcons? | condamnations?""",
    Forbidden.PAPERS: r"""
        passport | passeport | (?:national\ )?identity(?:\ card|\ paper|\ document)? | (?:national\ )?id\ card
      | national\ id | cni | nina? | carte\ (?:nationale\ )?d\ identite | piece\ d\ identite | identite\ nationale
      | driving\ licen[cs]e | permis\ de\ conduire | social\ security | securite\ sociale""",
}
_NUMBER_OF = r"(?:no?|nr|num|numero|number)?(?:\ (?:d[eu]|of))?(?:\ la|\ the)?\ ?"
_ASKED = {
    each: re.compile(rf"{_NUMBER_OF}(?:{text})(?:\ (?:no?|nr|num|numero|number|s))?", re.VERBOSE)
    for each, text in _HEADINGS.items()
}


def found(text: str, kinds: frozenset[Forbidden] = frozenset(Forbidden)) -> Words | None:
    """The reason to refuse `text`, with the words that it is about; None where it says nothing of these kinds."""
    plain = _plain(text)
    for kind, phrase in _COMPILED.items():
        said = phrase.search(plain) if kind in kinds else None
        if said:
            words = text[said.start() : said.end()].strip(" \t\n,;:(")
            return Words(REASONS[kind], {"found": words[:80]})
    return None


def refusal(text: str) -> Words | None:
    """Why a text that people write to each other can't be taken: its classification, or what it says of a person."""
    return markings.classified(text) or found(text)


def heading(text: str) -> Forbidden | None:
    """What the column of a sheet under that heading would hold that has no place here."""
    core = re.sub(r"\([^)]*\)", " ", text.partition("\n")[0])
    folded = re.sub(r"[^a-z0-9]+", " ", _plain(core).lower().replace("°", "o")).strip()
    return next((kind for kind, asked in _ASKED.items() if asked.fullmatch(folded)), None)


def _plain(text: str) -> str:
    """Without accents, straight apostrophes, plain blanks; letter for letter as long as the text."""
    return "".join(_letter(each) for each in text)


def _letter(letter: str) -> str:
    if letter in "’‘ʼ´`":
        return "'"
    if letter in "\xa0\u202f\u2009":
        return " "
    base = unicodedata.normalize("NFD", letter)[0]
    return base if len(base) == 1 else letter
