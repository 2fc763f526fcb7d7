"""Spanish."""

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
from content.search.words import fold

# Accents are gone when a word is stemmed; Snowball knows this ending only with its own.
_ACCENT = re.compile(r"(?<=[csx])ion$")
# Words that Snowball, or a family of endings, takes for others: gender is not what is general.
_OTHER_MEANING = frozenset(
    """
    genero generos libro libros planta plantas autor autora autores autoras personal personales
    """.split()  # noqa: SIM905
)
# Letters that sound alike in much of the Spanish-speaking world.
_ALIKE = (
    (re.compile("c(?=[ei])|z"), "s"), (re.compile("v"), "b"), (re.compile("(?<!c)h"), ""),
    (re.compile("ll"), "y"), (re.compile("g(?=[ei])"), "j"),
)  # fmt: skip
_COUNTED = (
    "uno/una dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince "
    "dieciséis diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro "
    "veinticinco veintiséis veintisiete veintiocho veintinueve"
)
_RANKED = (
    "primera/primero/primer/1a/1o segunda/segundo/2a tercera/tercero/tercer/3a cuarta/cuarto/4a "
    "quinta/quinto sexta/sexto séptima/séptimo octava/octavo novena/noveno décima/décimo "
    "undécima/undécimo duodécima/duodécimo decimotercera/decimotercero decimocuarta/decimocuarto"
)
_TENS = (
    "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
    "vigésima/vigésimo trigésima/trigésimo",
)


def _new_stem() -> Callable[[str], str]:
    stemmer = snowballstemmer.stemmer("spanish")

    def stem(word: str) -> str:
        if len(word) < 4 or not word.isalpha():
            return word
        if word in _OTHER_MEANING:
            return f"{stemmer.stemWord(word)}_"
        return fold(str(stemmer.stemWord(_ACCENT.sub("ión", word))))

    return stem


def _sound(word: str) -> str:
    """Write a folded word as it sounds: "azilo" and "asilo" are the same then."""
    for letters, instead in _ALIKE:
        word = letters.sub(instead, word)
    return word


RULES = LanguageRules(
    code="es",
    new_stem=_new_stem,
    stop_words=folded_words(
        """
        a acerca además ahora al algo alguien algún alguna algunas alguno algunos ambos ante
        antes aquel aquella aquellos aquí así aun aún aunque cada casi como cómo con contra
        cual cuál cuales cuáles cualquier cuando cuándo cuanta cuánta cuanto cuánto
        de del desde después
        donde dónde dos durante e el él ella ellas ellos en entre era eran eres es esa esas
        ese eso esos esta está estaba están estar estas este esto estos estoy fue fueron ha
        habrá había haber hace hacen hacer hacia han has hasta hay he hemos la las le les lo
        los luego más me mediante menos mi mí mientras mis mismo muy nada ni no nos nosotros
        nuestra nuestras nuestro nuestros o os otra otras otro otros para pero poco por porque
        pues que qué quien quién quienes se sea sean según ser será si sí sido sin sino sobre
        sois solo sólo somos son soy su sus tal también tampoco tan tanto te tiene tienen toda
        todas todo todos tras tu tú tus un una unas uno unos usted ustedes cuántos cuántas va
        van vosotros vuestra y ya yo favor
        """
    ),
    asking_words=folded_words(
        """
        buscar busco busca encontrar encuentra encuentro muestra mostrar hablar habla hablan
        dice decir dicen significa significar quiere querer definición definir abreviatura
        sigla siglas acrónimo información informaciones info mención menciona mencionado
        pregunta pasaje pasajes cita citar texto palabra palabras gracias ayuda fecha fechas
        hora horas lugar
        """
    ),
    light_words=folded_words(
        """
        cosa cosas conocer conoce dar da debe deben debería existe existir gente grande
        grandes idea importante manera mundo necesita nuevo nueva pequeño posible poder puede
        pueden tomar problema problemas propósito papel saber sabe tema temas tipo
        venir viene ver forma relativo relativa referente respecto pasa pasar llevar tener
        cuenta tarea tareas medida medidas propone proponen proponer recomienda recomiendan
        recomendar combatir lucha luchar
        """
    ),
    kind_hints={
        "cuando": "meeting", "donde": "meeting", "fecha": "meeting", "fechas": "meeting",
        "hora": "meeting", "significa": "term", "definicion": "term", "sigla": "term",
        "siglas": "term", "acronimo": "term", "abreviatura": "term",
    },
    labels={
        "roundtable": "mesa redonda roundtable",
        "area": "esfera área llamamiento",
        "recommendation": "recomendación",
        "box": "recuadro ejemplo",
        "mandate": "mandato",
        "position": "posición",
        "background": "antecedentes contexto",
        "term": "término glosario",
        "process": "proceso consultivo regional pcr",
        "meeting": "reunión encuentro evento",
        "page": "información práctica",
    },
    months=(
        "enero ene", "febrero feb", "marzo mar", "abril abr", "mayo", "junio jun",
        "julio jul", "agosto ago", "septiembre setiembre sept", "octubre oct", "noviembre nov",
        "diciembre dic",
    ),
    references=reference_words(
        {
            "roundtable": "roundtable rt mr",
            "area": "área áreas esfera esferas area ámbito",
            "rec": "recomendación recomendaciones reco rec recs recommendation",
            "box": "recuadro recuadros box",
            "position": "punto posición position",
            "footnote": "nota fn",
            "art": "art artículo article",
        },
        after_noun=numbered(_COUNTED, _RANKED, "i ii iii iv v vi vii viii ix x")
        | tens(*_TENS),
        before_noun=numbered(_RANKED) | tens(_TENS[1]),
        number_signs="no n nro núm número nº",
        resolution_words="a res ares resolución resoluciones ag onu nu no núm número n",
        roundtable=("mesa mesas", "redonda redondas"),
        part_words="párrafo párrafos parr apartado apartados inciso numeral",
        joining_words="y",
    ),
    endings=(
        "acion", "ador", "al", "ant", "ari", "ativ", "cion", "ent", "er", "ial",
        "ian", "ic", "ient", "ion", "ism", "ist", "iv", "ment", "or", "os", "ur",
    ),
    sound=_sound,
    misspelt_endings=tuple("s es a as o os cion ciones dor dores mente ar er ir ado ada".split()),  # noqa: SIM905
)  # fmt: skip
