"""English."""

from __future__ import annotations

from collections.abc import Callable

from content.search.languages.rules import LanguageRules, numbered, reference_words, tens
from content.search.stopwords import ASKING_WORDS, KIND_HINTS, LIGHT_WORDS, STOP_WORDS
from content.search.words import EnglishStemmer, normalize_spelling

COUNTED = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
)
RANKED = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
)
TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
RANKED_TENS = "twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth"
ROMAN = "i ii iii iv v vi vii viii ix x"


def _new_stem() -> Callable[[str], str]:
    return EnglishStemmer().stem


RULES = LanguageRules(
    code="en",
    new_stem=_new_stem,
    stop_words=STOP_WORDS,
    asking_words=ASKING_WORDS,
    light_words=LIGHT_WORDS,
    kind_hints=KIND_HINTS,
    labels={
        "roundtable": "roundtable",
        "area": "area call",
        "recommendation": "recommendation",
        "box": "box example",
        "mandate": "mandate",
        "position": "position",
        "background": "background",
        "term": "term glossary",
        "process": "regional consultative process rcp",
        "meeting": "meeting event",
        "page": "practical information info",
    },
    months=(
        "january jan", "february feb", "march mar", "april apr", "may", "june jun",
        "july jul", "august aug", "september sep", "october oct", "november nov", "december dec",
    ),
    references=reference_words(
        {
            "roundtable": "roundtable roundtables rt",
            "area": "area areas",
            "rec": "rec recs recommendation recommendations",
            "box": "box",
            "position": "position point",
            "footnote": "footnote fn",
            "art": "art article",
        },
        after_noun=numbered(COUNTED, RANKED, ROMAN) | tens(TENS, RANKED_TENS),
        before_noun=numbered(RANKED) | tens(RANKED_TENS),
        number_signs="no nr number n",
        resolution_words="a res ares resolution resolutions ga unga un no nr number n",
        roundtable=("round", "table tables"),
        part_words="paragraph paragraphs para par point sub subparagraph",
    ),
    # Endings of other words of the same family, of which Snowball makes different stems.
    endings=(
        "aci", "al", "ant", "ari", "ation", "ator", "atori", "ed", "eer", "ent", "er", "est", "i",
        "ia", "ial", "ian", "ic", "ier", "ion", "ism", "ist", "iti", "iv", "ment", "ness", "or",
        "ori", "ous", "ship", "y",
    ),
    # The same for words with two Latin stems: perceive and perception, decide and decision.
    stem_changes=tuple(
        change
        for one, other in (
            ("ceiv", "cept"), ("olv", "olut"), ("scrib", "script"), ("duc", "duct"),
            ("cid", "cis"), ("pand", "pans"), ("tend", "tens"), ("pond", "pons"), ("lud", "lus"),
            ("vert", "vers"), ("vid", "vis"), ("mit", "miss"), ("ogn", "ognit"), ("lyt", "lys"),
            ("appli", "applic"),
        )
        for change in ((one, other), (other, one))
    ),
    misspelt_endings=tuple(
        """
        s es ed ing er ers or ors al ly ity ies ment ments ion ions ive able ance ence ant ent
        ate ated ates ating ation ations ative ator ators ised ized ising izing isation
        ization
        """.split()  # noqa: SIM905
    ),
    respell=normalize_spelling,
)  # fmt: skip
