"""What people type is understood in every language, whatever the reader's is."""

from __future__ import annotations

import pytest

from content.languages import NAMES
from content.typed_words import language_named, means, without
from handlers.reminders.digest import OFF, parse_hour
from handlers.reminders.topic import parse_quiet_hours
from handlers.wording.durations import InvalidLeadTimes, parse_lead_times
from handlers.wording.subscribable import parse_subject
from tests.factories import shipped_pack


@pytest.mark.parametrize(
    ("subject", "typed"),
    [
        (("all", ""), "all, everything, all meetings, tout, toutes, Toutes les réunions, todas, "
         "todo, все, Всё, الكل, كل الاجتماعات, 全部, 所有会议"),
        (("roundtable", "2"), "roundtable 2, rt2, RT 2, roundtable two, table ronde 2, "
         "Table ronde deux, mesa redonda 2, Круглый стол 2, круглый стол два, 圆桌会议2, "
         "第二圆桌会议, المائدة المستديرة 2, مائدة مستديرة ٢, Runder Tisch 2, Runder Tisch zwei"),
        (("region", "africa"), "africa, Afrique, África, Африка, أفريقيا, 非洲"),
        (("region", "asia-pacific"), "asia, asia pacific, Asie et Pacifique"),
        (("kind", "rcp"), "rcp, RCPs, PCR, processus consultatifs régionaux"),
        (("meeting", shipped_pack().meetings[0].id), shipped_pack().meetings[0].id),
    ],
)  # fmt: skip
def test_a_subject_is_understood(subject: tuple[str, str], typed: str) -> None:
    pack = shipped_pack()
    for words in typed.split(", "):
        for language in NAMES:
            assert parse_subject(pack.in_language(language), words) == subject, words


@pytest.mark.parametrize("language", NAMES)
def test_kinds_and_regions_are_understood_by_their_names(language: str) -> None:
    pack = shipped_pack()
    named = pack.in_language(language)
    for region, name in named.regions.items():
        if name.casefold() not in named.kinds:
            assert parse_subject(pack, name) == ("region", region)
    for kind, name in named.kinds.items():
        assert parse_subject(pack, name) == ("kind", kind)


@pytest.mark.parametrize("words", ["", "roundtable 9", "table ronde", "soon", "quelque chose"])
def test_other_words_are_no_subject(words: str) -> None:
    assert parse_subject(shipped_pack(), words) is None


@pytest.mark.parametrize(
    ("code", "typed"),
    [
        ("ar", "العربية, عربي, Arabic, arabe, árabe, арабский, 阿拉伯语"),
        ("zh", "中文, 汉语, Chinese, chinois, chino, китайский, الصينية"),
        ("en", "English, anglais, inglés, ingles, английский, الإنجليزية, 英语"),
        ("fr", "Français, francais, FRANCAIS, French, francés, французский, الفرنسية, 法语"),
        ("ru", "Русский, русский язык, Russian, russe, ruso, الروسية, 俄语"),
        ("de", "Deutsch, auf Deutsch, German, allemand, alemán, немецкий, الألمانية, 德语"),
        ("es", "Español, espanol, castellano, Spanish, espagnol, испанский, الإسبانية, 西班牙语"),
    ],
)
def test_a_language_is_known_by_its_names(code: str, typed: str) -> None:
    assert [language_named(words) for words in typed.split(", ")] == [code] * len(typed.split(", "))


@pytest.mark.parametrize(
    "words",
    ["22-7", "22–7", "22h-7h", "22 h à 7 h", "de 22h à 7h", "from 10 pm to 7 am", "22:00 to 07:00",
     "de 22 a 7", "de las 22 a las 7", "с 22 до 7", "с 22:00 до 7:00", "с 10 вечера до 7 утра",
     "من 22 إلى 7", "من الساعة ٢٢ إلى الساعة ٧", "22点到7点", "22:00至07:00", "晚上10点到早上7点",
     "entre 22h et 7h", "von 22 bis 7 Uhr"],
)  # fmt: skip
def test_quiet_hours_are_read(words: str) -> None:
    assert parse_quiet_hours(words) == (22 * 60, 7 * 60)


@pytest.mark.parametrize(
    "words",
    ["8", "8h", "8 h", "08:00", "8am", "at 8", "à 8h", "8 heures", "a las 8", "las 8", "8 horas",
     "8.00 horas", "в 8", "8 утра", "в 8 часов", "8点", "早上8点", "الساعة 8", "٨ صباحًا", "8 ص",
     "um 8 Uhr", "8 Uhr morgens"],
)  # fmt: skip
def test_the_hour_of_the_digest_is_read(words: str) -> None:
    assert parse_hour(words) == 8 * 60


@pytest.mark.parametrize(
    "words",
    ["off", "Off", "none", "non", "désactivé", "no", "нет", "выкл", "إيقاف", "关闭", "无", "aus"],
)
def test_off_is_understood(words: str) -> None:
    assert parse_hour(words) == OFF
    assert parse_quiet_hours(words) == (0, 0)


@pytest.mark.parametrize(
    ("meaning", "typed"),
    [
        ("usual", "as usual, As usual, comme d’habitude, Comme d'habitude, como siempre, "
         "как обычно, كالمعتاد, 照常, wie üblich"),
        ("file", "file, fichier, archivo, файл, ملف, 文件, Datei"),
        ("past", "past, passées, pasadas, прошедшие, السابقة, 过去, vergangene"),
    ],
)  # fmt: skip
def test_words_are_known_in_every_language(meaning: str, typed: str) -> None:
    for words in typed.split(", "):
        assert means(words, meaning), words


@pytest.mark.parametrize(
    ("words", "meaning", "rest"),
    [
        ("past rcp", "past", "rcp"), ("rcp past", "past", "rcp"), ("passées Afrique", "past",
         "afrique"), ("rec 3.2", "recommendation", "3.2"), ("建议3.2", "recommendation", "3.2"),
        ("Recommandation 3,2", "recommendation", "3,2"), ("توصية ٣٫٢", "recommendation", "3.2"),
        ("domaine 3", "area", "3"), ("digest 8h", "digest", "8h"), ("сводка в 8", "digest", "в 8"),
        ("quiet 22-7", "quiet", "22-7"), ("heures calmes : 22h-7h", "quiet", "22h-7h"),
        ("digestive", "digest", None), ("pasta", "past", None),
    ],
)  # fmt: skip
def test_a_word_is_taken_off(words: str, meaning: str, rest: str | None) -> None:
    assert without(words, meaning) == rest


@pytest.mark.parametrize("words", ["2 minutes", "61 days", "1d 2d 3d 4d 5d 6d", "22-7", ""])
def test_lead_times_out_of_bounds_are_refused(words: str) -> None:
    with pytest.raises(InvalidLeadTimes):
        parse_lead_times(words)
