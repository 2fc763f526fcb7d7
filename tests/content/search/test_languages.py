"""What search promises in languages other than English, in figures, on queries that were written
from the documents before the translations and before search was tuned."""

from __future__ import annotations

from collections import Counter

import pytest

from content.model import Pack
from content.search import Search
from tests.content.search.conftest import QUERIES, Asked, read_queries

LANGUAGES = sorted(file.stem for file in QUERIES.glob("*.yaml"))
PROMISED = 0.9
PROMISED_NOTHING = 0.95
TOP = 3


def _right(search: Search, asked: Asked, language: str) -> bool:
    hits = search.find(asked.query, language=language).hits
    if not asked.right:
        return not hits
    return any(hit.id in asked.right for hit in hits[:TOP])


@pytest.mark.parametrize("held", [False, True], ids=["tuned", "held"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_right_entry_is_among_the_first_three(
    pack: Pack, search: Search, language: str, held: bool
) -> None:
    """Held queries are only counted, never shown, so that nobody tunes on them."""
    of_sort: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for asked in read_queries(QUERIES / f"{language}.yaml"):
        assert asked.right <= set(pack.entries)
        if asked.held != held:
            continue
        good = _right(search, asked, language)
        of_sort[asked.sort] += 1
        right[asked.sort] += good
        if not good and not held:
            shown = [hit.id for hit in search.find(asked.query, language=language).hits[:TOP]]
            print(f"missed ({asked.sort}): {asked.query!r} {sorted(asked.right)} {shown}")
    print(f"\n{language}, {'held' if held else 'tuned'}")
    for sort, count in of_sort.items():
        print(f"  {sort:12} {right[sort]:3} of {count:3}")
    nothing = right.pop("nothing") / of_sort.pop("nothing")
    found = right.total() / of_sort.total()
    print(f"  right entry among the first {TOP}: {found:.1%}; nothing found: {nothing:.1%}")
    assert found >= PROMISED
    assert nothing >= PROMISED_NOTHING


@pytest.mark.parametrize(
    ("language", "query", "right"),
    [
        ("fr", "main d’œuvre", "rt4"),
        ("fr", "main d’oeuvre", "rt4"),
        ("fr", "bien-être des migrants", "box-5"),
        ("fr", "gouvernance", "area-6"),
        ("fr", "combien d’organismes dans le GMG", "term-gmg"),
        ("es", "género", "rt2"),
        ("es", "¿qué propone la OIM sobre el clima?", "area-4"),
        ("ru", "3-й круглый стол", "rt3"),
        ("ru", "расскажите о правах женщин", "rt2"),
        ("ru", "сколько стран в АКТ", "term-acp"),
        ("zh", "RCP是什么意思", "term-rcp"),
        ("zh", "IOM的任务", "term-iom"),
        ("zh", "GMG成员", "term-gmg"),
        ("zh", "第1244号决议", "mandate-1244"),
        ("zh", "关于家庭团聚的材料", "rec-3-4"),
        ("zh", "曼谷会议的地点", "meeting-escap-bangkok-2013"),
        ("zh", "发展中国家", "area-2"),
        ("ar", "الهجره الغير شرعيه", "rec-3-5"),
        ("ar", "وين اجتماع بانكوك", "meeting-escap-bangkok-2013"),
        ("ar", "عملية كولومبو وحوار ابوظبي", "rcp-abu-dhabi"),
    ],
)
def test_ordinary_questions_are_understood(
    search: Search, language: str, query: str, right: str
) -> None:
    assert right in [hit.id for hit in search.find(query, language=language).hits[:TOP]]


@pytest.mark.parametrize(
    ("language", "query"),
    [
        ("es", "tiempo en Bangkok"),
        ("es", "libros de texto"),
        ("fr", "resto"),
        ("ru", "кофе"),
        ("zh", "中国"),
    ],
)
def test_words_that_look_like_those_of_the_documents_find_nothing(
    search: Search, language: str, query: str
) -> None:
    assert not search.find(query, language=language).hits


@pytest.mark.parametrize(
    ("language", "queries"),
    [
        ("en", "speakers | registration | wifi | wifi password | badge | lunch"),
        ("fr", "intervenants | inscription | wifi | mot de passe wifi | badge"),
        ("es", "oradores | inscripción | wifi | contraseña wifi"),
        ("ru", "докладчики | регистрация | вайфай | пароль wifi"),
        ("ar", "المتحدثون | التسجيل | واي فاي"),
        ("zh", "演讲者 | 注册 | 无线网络 | wifi密码"),
    ],
)
def test_practical_questions_are_for_the_secretariat(
    search: Search, language: str, queries: str
) -> None:
    for query in queries.split(" | "):
        assert not search.find(query, language=language).hits, query
