"""French."""

from __future__ import annotations

import re
from collections.abc import Callable

import snowballstemmer  # type: ignore[import-untyped]

from content.search.languages.rules import (
    LanguageRules,
    folded_words,
    numbered,
    reference_words,
    tens,
)

# Accents are gone when a word is stemmed, because many people write without them. Some endings
# that Snowball knows need theirs back.
_ACCENTS = ((re.compile(r"ite(s?)$"), r"ité\1"), (re.compile(r"(?<=[^iu])ee(s?)$"), r"ée\1"))
# Words that Snowball takes for others: nationality is not what is national, a concert no
# consultation, and governance no government.
_OTHER_MEANING = frozenset(
    {"nationalite", "nationalites", "concert", "concerts", "gouvernance", "gouvernances"}
)
_COUNTED = (
    "un/une deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize"
)
_RANKED = (
    "premier/premiere/1er/1re/1ere deuxieme/second/seconde/2e/2eme troisieme/3e/3eme "
    "quatrieme/4e/4eme cinquieme sixieme septieme huitieme neuvieme dixieme "
    "onzieme douzieme treizieme quatorzieme quinzieme seizieme"
)
_TENS = ("vingt trente quarante cinquante soixante", "vingtieme trentieme quarantieme")


def _new_stem() -> Callable[[str], str]:
    stemmer = snowballstemmer.stemmer("french")

    def stem(word: str) -> str:
        if len(word) < 4 or not word.isalpha():
            return word
        if word in _OTHER_MEANING:
            return word.rstrip("s") + "_"
        for pattern, accented in _ACCENTS:
            word = pattern.sub(accented, word)
        return str(stemmer.stemWord(word)).replace("é", "e").replace("è", "e").replace("ç", "c")

    return stem


RULES = LanguageRules(
    code="fr",
    new_stem=_new_stem,
    stop_words=folded_words(
        """
        à a afin ai aie ainsi après as au aucun aucune aujourd'hui auprès aura aurait auront
        aussi autre autres aux avaient avait avant avec avez avoir avons ayant bien car ce
        ceci cela celle celles celui cependant certains ces cet cette ceux chaque chez ci
        combien
        comme comment contre d dans de des depuis dès dessus devait doit doivent donc dont du
        durant elle elles en encore entre es est et étaient était étant été être eu eux fait
        faire faut hors il ils j je jusque l la là laquelle le lequel les lesquels leur leurs
        lors lorsque lui m ma mais me même mêmes mes mien moi moins mon n ne ni non nos notre
        nous on ont ou où par parce parmi pas pendant peut peuvent peu plus plutôt pour
        pourquoi pourrait puis qu quand que quel quelle quelles quelque quelques quels qui
        quoi s sa sans se selon sera serait seront ses si sien soi soit son sont sous sur t ta
        tandis te tel telle tels tes toi ton tous tout toute toutes très trop tu un une vers
        vers via voici voilà vos votre vous y y-a-t-il ya svp stp
        """
    ),
    asking_words=folded_words(
        """
        cherche chercher cherchez trouve trouver trouvez montre montrer montrez parle parlent
        parler parlez dit dire dites disent signifie signifier sens veut vouloir définition définir
        abréviation sigle acronyme information informations renseignement renseignements info
        infos mention mentionne mentionné question passage passages citation citer cite texte
        mot mots merci aide aidez date dates heure heures lieu
        """
    ),
    light_words=folded_words(
        """
        besoin chose choses connaître connait donner donne dois existe exister falloir gens
        grand grande grands idée important importante manière mettre met monde nombreux
        nouveau nouvelle petit possible pouvoir prendre prend prévoit prévu problème problèmes
        propos quelqu rôle sait savoir sujet temps type venir vient voir vois façon passe
        passer tient tenir partie mesure mesures propose proposent proposer recommande
        recommandent recommander solution solutions lutte lutter
        décide décidé décidée adopté adoptée concernant relatif relative relatifs
        """
    ),
    kind_hints={
        "quand": "meeting", "ou": "meeting", "date": "meeting", "dates": "meeting",
        "heure": "meeting", "signifie": "term", "definition": "term", "sigle": "term",
        "acronyme": "term", "abreviation": "term",
    },
    labels={
        "roundtable": "table ronde roundtable",
        "area": "domaine appel",
        "recommendation": "recommandation",
        "box": "encadré exemple",
        "mandate": "mandat",
        "position": "position",
        "background": "contexte",
        "term": "terme glossaire",
        "process": "processus consultatif régional pcr",
        "meeting": "réunion rencontre événement",
        "page": "informations pratiques infos",
    },
    months=(
        "janvier janv", "février févr", "mars", "avril avr", "mai", "juin",
        "juillet juil", "août", "septembre sept", "octobre oct", "novembre nov", "décembre déc",
    ),
    references=reference_words(
        {
            "roundtable": "roundtable rt tr",
            "area": "domaine domaines area",
            "rec": "recommandation recommandations reco recos rec recs recommendation",
            "box": "encadré encadrés box",
            "position": "point position",
            "footnote": "note fn",
            "art": "art article",
        },
        after_noun=numbered(_COUNTED, _RANKED, "i ii iii iv v vi vii viii ix x", "unieme")
        | tens(*_TENS),
        before_noun=numbered(_RANKED) | tens(_TENS[1]),
        number_signs="no n numéro nº n°",
        resolution_words="a res ares résolution résolutions ag onu nu no numéro n",
        roundtable=("table tables", "ronde rondes"),
        part_words="alinéa alinéas al paragraphe paragraphes par point",
        joining_words="et",
    ),
    endings=(
        "al", "ant", "ateur", "ation", "at", "e", "el", "ement", "ent", "er", "eur", "eux", "i",
        "ie", "ien", "if", "ion", "iqu", "ir", "ist", "it", "iv", "ment", "o", "or", "oir", "u",
        "aux", "air", "ial", "ienn",
    ),
    misspelt_endings=tuple("s e es er ent ant ation ations eur eurs ment ite ites if ive".split()),  # noqa: SIM905
)  # fmt: skip
