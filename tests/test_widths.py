"""How many of the ways in which people write a thing are understood: the fifteen variations of
docs/cases.md, but for those that need chats. `pytest -s` prints the figures."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.pack.calendar import load_calendar
from bot.telegram.rendering import render
from content.calendars import read
from content.calendars.cancellations import split_title
from content.moments import AmbiguousDate, NotADate, read_when
from content.zones import find_places
from handlers.framework.reply import Paragraph, Reply
from storage.database import open_database
from tests.content.calendar_files import ics, starts
from tests.content.encoded_texts import TEXTS
from tests.databases import database_url
from tests.factories import BEFORE, a_reader, a_request, a_switchboard, services_over, shipped_pack

CASES = Path(__file__).parent / "content" / "calendars_cases"
TODAY = date(2013, 5, 20)
NOTHING: tuple[str, ...] = ()


def counted(name: str, before: int, outcomes: Mapping[str, bool], promised: int) -> None:
    """Print a figure, before and now, and what is not understood; it is to be as promised."""
    right = sum(outcomes.values())
    print(f"\n{name}: {before} before, {right} now, of {len(outcomes)}")
    print(*(f"  not: {form}" for form, is_right in outcomes.items() if not is_right), sep="\n")
    assert right >= promised


def rules(name: str, winter: str, summer: str) -> tuple[str, ...]:
    return (
        "BEGIN:VTIMEZONE", f"TZID:{name}",
        "BEGIN:STANDARD", "DTSTART:19701025T030000", "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10",
        f"TZOFFSETFROM:{summer}", f"TZOFFSETTO:{winter}", "END:STANDARD",
        "BEGIN:DAYLIGHT", "DTSTART:19700329T020000", "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3",
        f"TZOFFSETFROM:{winter}", f"TZOFFSETTO:{summer}", "END:DAYLIGHT", "END:VTIMEZONE",
    )  # fmt: skip


ZONES = {
    "tzone://Microsoft/Custom": ("+0100", "+0200"), "tzone://Microsoft/Utc": ("+0000", "+0000"),
    "(GMT+01.00) Paris/Madrid/Brussels/Copenhagen": ("+0100", "+0200"),
    "(UTC+03:00) Nairobi": ("+0300", "+0300"), "W. Europe Standard Time 1": ("+0100", "+0200"),
    "Mitteleuropäische Zeit": ("+0100", "+0200"), "GMT+0300": ("+0300", "+0300"),
    "UTC+03:00": ("+0300", "+0300"),
    "GMT -0500 (Standard) / GMT -0400 (Daylight)": ("-0500", "-0400"),
    "CET": ("+0100", "+0200"), "EST": ("-0500", "-0500"), "EST5EDT": ("-0500", "-0400"),
    "Europe/Zurich-2": ("+0100", "+0200"), "Central Europe": ("+0100", "+0200"),
    "Romance Standard Time": ("+0100", "+0200"),
    "/freeassociation.sourceforge.net/Europe/Zurich": ("+0100", "+0200"),
}  # fmt: skip


def test_v01_time_zones_of_sixteen_sorts() -> None:
    outcomes = {}
    for name, (winter, summer) in ZONES.items():
        line = f'DTSTART;TZID="{name}":20130709T090000'
        found = read(ics("SUMMARY:A", line, before=rules(name, winter, summer)))
        outcomes[name] = found is not None and len(found.entries) == 1 and not found.unknown_zones
    counted("V01 time zones", 9, outcomes, 16)


BAD = {
    "without a title": ("DTSTART:20130620T090000Z",),
    "title of 121": (f"SUMMARY:{'x' * 121}", "DTSTART:20130620T090000Z"),
    "place of 301": ("SUMMARY:A", f"LOCATION:{'x' * 301}", "DTSTART:20130620T090000Z"),
    "unknown zone": ("SUMMARY:A", "DTSTART;TZID=Home:20130620T090000"),
    "endless series": ("SUMMARY:A", "DTSTART:20130620T090000Z", "RRULE:FREQ=WEEKLY"),
    "hourly series": ("SUMMARY:A", "DTSTART:20130620T090000Z", "RRULE:FREQ=HOURLY;COUNT=3"),
    "RDATE": ("SUMMARY:A", "DTSTART:20130620T090000Z", "RDATE:20130621T090000Z"),
    "birthday": ("SUMMARY:A", "DTSTART;VALUE=DATE:20080620", "RRULE:FREQ=YEARLY"),
    "ends before": ("SUMMARY:A", "DTSTART:20130620T090000Z", "DTEND:20130620T080000Z"),
    "status NEEDS-ACTION": ("SUMMARY:A", "DTSTART:20130620T090000Z", "STATUS:NEEDS-ACTION"),
    "THISANDFUTURE": ("SUMMARY:A", "DTSTART:20130620T090000Z",
                      "RECURRENCE-ID;RANGE=THISANDFUTURE:20130613T090000Z"),
}  # fmt: skip


def test_v02_one_bad_entry_among_forty_good_ones() -> None:
    outcomes = {}
    for name, bad in BAD.items():
        good = [
            line
            for number in range(40)
            for line in ("END:VEVENT", "BEGIN:VEVENT", f"UID:{number}@b", f"SUMMARY:M{number}",
                         f"DTSTART:20130701T{number % 24:02}0000Z")
        ]  # fmt: skip
        found = read(ics(*bad, *good))
        assert found is not None
        outcomes[name] = sum(entry.title.startswith("M") for entry in found.entries) == 40
    counted("V02 one bad entry among forty", 1, outcomes, 11)


SERIES = ("SUMMARY:A", "DTSTART;TZID=Europe/Paris:20130605T100000", "RRULE:FREQ=WEEKLY;COUNT=6")
EXCEPTIONS = {
    "with zone": ";TZID=Europe/Paris:20130612T100000", "in UTC": ":20130612T080000Z",
    "without a zone": ":20130612T100000", "as a day": ";VALUE=DATE:20130612",
    "at midnight": ":20130612T000000",
    "of Windows": ";TZID=Romance Standard Time:20130612T100000",
}  # fmt: skip


def test_v03_exceptions_of_a_series() -> None:
    outcomes = {f"EXDATE {name}": len(starts(ics(*SERIES, f"EXDATE{way}"))) == 5
                for name, way in EXCEPTIONS.items()}  # fmt: skip
    for name in ("with zone", "as a day", "without a zone"):
        change = ("END:VEVENT", "BEGIN:VEVENT", "UID:a@b", f"RECURRENCE-ID{EXCEPTIONS[name]}",
                  "SUMMARY:A", "STATUS:CANCELLED")  # fmt: skip
        outcomes[f"cancelled {name}"] = len(starts(ics(*SERIES, *change))) == 5
    counted("V03 exceptions of a series", 5, outcomes, 9)


def test_v04_ways_to_say_cancelled() -> None:
    event = ("SUMMARY:Forum", "DTSTART:20130620T090000Z")
    files = {
        "STATUS:CANCELLED": ics(*event, "STATUS:CANCELLED"),
        "STATUS:CANCELED": ics(*event, "STATUS:CANCELED"),
        "METHOD:CANCEL": ics(*event, before=("METHOD:CANCEL",)),
        "METHOD:CANCEL, no title": ics("SEQUENCE:1", before=("METHOD:CANCEL",)),
    }
    files |= {f"CSV {status}": f"Title,Start,Status\nForum,2013-06-20,{status}\n".encode()
              for status in ("cancelled", "Canceled", "postponed", "annulé")}  # fmt: skip
    outcomes = {}
    for name, content in files.items():
        found = read(content)
        assert found is not None
        # What is unknown is said to be, and nothing is taken.
        outcomes[name] = all(entry.cancelled for entry in found.entries)
    for title in ("Canceled: Forum", "CANCELLED - Forum", "[Cancelled] Forum", "Annulé : Forum",
                  "Abgesagt: Forum", "Отменено: Forum"):  # fmt: skip
        outcomes[title] = split_title(title) == ("Forum", True)
    counted("V04 ways to say cancelled", 4, outcomes, 14)


def test_v05_encodings() -> None:
    outcomes = {}
    for language, (codecs, titles) in TEXTS.items():
        for codec in codecs:
            found = read("\n".join(("Title,Start", *(f"{title},2013-06-10" for title in titles)))
                         .encode(codec, "ignore"), called=True)  # fmt: skip
            assert found is not None
            kept = [title.encode(codec, "ignore").decode(codec) for title in titles]
            right = [entry.title for entry in found.entries] == kept
            outcomes[f"{language} {codec}"] = right or bool(found.uncertain_letters)
    counted(
        "V05 encodings (of 17 then, of which 7 were silent nonsense)", 3, outcomes, len(outcomes)
    )


MIDNIGHTS = {
    **{f"CSV {cell}": f"Title,Start\nA,{cell}\nB,2013-07-13\n".encode()
       for cell in ("2013-07-03 00:00", "2013-07-03 00:00:00", "2013-07-03T00:00:00",
                    "2013-07-03T00:00:00Z", "03.07.2013 00:00", "3/7/2013 0:00",
                    "3/7/2013 12:00:00 AM")},
    "mark": ics("SUMMARY:A", "DTSTART;TZID=Europe/Paris:20130703T000000",
                "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE"),
    "mark in UTC": ics("SUMMARY:A", "DTSTART:20130702T220000Z", "DTEND:20130703T220000Z",
                       "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE"),
    "other mark": ics("SUMMARY:A", "DTSTART:20130703T000000", "X-FUNAMBOL-ALLDAY:1"),
    "VALUE=DATE with hour": ics("SUMMARY:A", "DTSTART;VALUE=DATE:20130703T000000"),
    "to 23:59:59": ics("SUMMARY:A", "DTSTART:20130703T000000", "DTEND:20130703T235959"),
    "right": ics("SUMMARY:A", "DTSTART;VALUE=DATE:20130703"),
    "without VALUE": ics("SUMMARY:A", "DTSTART:20130703"),
}  # fmt: skip


def test_v06_a_day_with_a_midnight() -> None:
    outcomes = {}
    for name, content in MIDNIGHTS.items():
        found = read(content)
        assert found is not None
        outcomes[name] = [entry.start for entry in found.entries if entry.title == "A"] == [
            "2013-07-03"
        ]
    counted("V06 midnights of days", 2, outcomes, 14)


HEADINGS = (
    "Titre,Début", "Título,Inicio", "Название,Начало", "العنوان,البداية", "标题,开始", "What,When",
    "Name,Date", "Event,From", "Meeting title,Start", "Title*,Start*", "TITLE,START",
    "Title,Start date/time", "title,start_datetime",
)  # fmt: skip


def test_v07_headings() -> None:
    outcomes = {}
    for headings in HEADINGS:
        found = read(f"{headings}\nA,2013-06-24 10:00\nSum,1\n".encode(), called=True)
        outcomes[headings] = found is not None and len(found.entries) == 1
    counted("V07 headings, with a sum below", 1, outcomes, 13)


WHEN = (
    "today 15:00", "tomorrow 9:00", "in two weeks", "demain 9h", "mañana 9:00", "завтра 9:00",
    "明天9点", "غدا 9:00", "Friday", "vendredi 24 mai 9h", "пятница 24 мая 9:00",
    "viernes 24 de mayo 9:00", "le 24 mai à 9 h", "24 mai 9h00-12h30", "5月24日上午9点",
    "24 мая с 9 до 12", "24 May 9 to 12", "24 May 9am-noon", "May 24th, 9 o'clock",
    "24. Mai 9 Uhr",
)  # fmt: skip


def is_read(words: str) -> bool:
    try:
        read_when(words, ZoneInfo("Europe/Paris"), TODAY)
    except AmbiguousDate:
        return True  # asked
    except NotADate:
        return False
    return True


def test_v08_days_in_the_calendar_s_form() -> None:
    counted("V08 days in the form", 7, {words: is_read(words) for words in WHEN}, 20)


MONTHS = {
    "Egypt": "يناير|فبراير|مارس|أبريل|مايو|يونيو|يوليو|أغسطس|سبتمبر|أكتوبر|نوفمبر|ديسمبر",
    "Levant": "كانون الثاني|شباط|آذار|نيسان|أيار|حزيران|تموز|آب|أيلول|تشرين الأول|تشرين الثاني"
              "|كانون الأول",
    "Algeria": "جانفي|فيفري|مارس|أفريل|ماي|جوان|جويلية|أوت|سبتمبر|أكتوبر|نوفمبر|ديسمبر",
    "Morocco": "يناير|فبراير|مارس|أبريل|ماي|يونيو|يوليوز|غشت|شتنبر|أكتوبر|نونبر|دجنبر",
    "French": "janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre"
              "|decembre",
    "others": "setiembre|Juni|Okt|сен",
}  # fmt: skip


def test_v09_names_of_months() -> None:
    outcomes = {}
    for where, names in MONTHS.items():
        for number, name in enumerate(names.split("|"), 1):
            try:
                month = read_when(f"5 {name}", ZoneInfo("UTC"), TODAY).start.month
            except NotADate:
                month = 0
            outcomes[f"{where} {name}"] = month == number if where != "others" else month > 0
    counted("V09 names of months", 32, outcomes, len(outcomes))


COMMANDS = """
fr: /meetings afrique | /meetings passées | /subscribe table ronde 2 | /subscribe afrique
fr: /unsubscribe tout | /reminders silence 22-7 | /reminders résumé 08:00 | /reminders 7j 1j 2h
fr: aide | réunions | rappels
es: /meetings áfrica | /meetings pasadas | /subscribe mesa redonda 2 | /unsubscribe todo
es: /reminders silencio 22-7 | ayuda | reuniones
ru: /meetings африка | /subscribe круглый стол 2 | /unsubscribe всё | /reminders тихо 22-7
ru: помощь | совещания
ar: /meetings أفريقيا | /subscribe المائدة المستديرة 2 | /unsubscribe الكل | مساعدة | الاجتماعات
zh: /meetings 非洲 | /subscribe 圆桌会议2 | /unsubscribe 全部 | 帮助 | 会议
"""
# The headings of screens that do not answer what was asked.
REFUSALS = (
    "I found no meetings", "I do not know", "I could not read", "Nothing found", "result",
)  # fmt: skip


async def test_v10_words_of_commands(tmp_path: Path) -> None:
    """Asked by a reader of English, whose refusals are known; words of all languages hold."""
    database = open_database(database_url(tmp_path / "widths.db"))
    await database.migrate()
    await load_calendar(shipped_pack(), database, BEFORE)
    services, board = services_over(database), a_switchboard()
    outcomes = {}
    for line in COMMANDS.strip().splitlines():
        language, _, texts = line.partition(": ")
        for text in texts.split(" | "):
            request = a_request(services, text, reader=a_reader("en"), incoming=None)
            if text.startswith("/"):
                name, _, words = text[1:].partition(" ")
                request = a_request(services, words, reader=a_reader("en"), incoming=None)
                answer = await board.command(request, name)
            else:
                answer = await board.message(request, True)
            assert isinstance(answer, Reply)
            shown = " ".join(render(answer).texts)[:300]
            outcomes[f"{language} {text}"] = not any(words in shown for words in REFUSALS)
    await database.close()
    counted("V10 words of commands", 1, outcomes, 34)


TITLES = (
    "دورة حول A/RES/65/170 (الفقرة 3) و IOM", "جلسة HLD 2013 – RT2 (5–7 بعد الظهر)",
    "القرار (A/RES/65/170)", "ورشة [RT2] عن GFMD (2013)", "الغرفة 4 (الطابق 2، المبنى B)",
    "اجتماع (عبر Zoom) الساعة 10:00", "الفريق العامل (WG III)", "القاعة XX (قصر الأمم)",
    "“Migration” (الهجرة)", "التوصية 3.2 (أ)",
)  # fmt: skip
ISOLATED = re.compile("\u2068([^\u2069]*)\u2069")


def test_v13_arabic_brackets() -> None:
    outcomes = {}
    for title in TITLES:
        (shown,) = render(Reply((Paragraph(title),)), right_to_left=True).texts
        runs = ISOLATED.findall(shown)
        rest = ISOLATED.sub("", shown)
        outcomes[title] = all(
            text.count(one) == text.count(other)
            for text in (*runs, rest)
            for one, other in ("()", "[]", "“”")
        )
    counted("V13 Arabic brackets", 5, outcomes, 10)


UNKNOWN_ZONES = (
    "UTC +5½", "+5.5", "5.5", "3", "UTC 3", "GMT3", "UTC+3 Moscow", "Мск+3", "MSK+3", "Москва+2",
    "Beijing time +0", "Godthåb", "Godthab", "Kishinev",
)  # fmt: skip
KNOWN_ZONES = (
    "UTC+3", "GMT-3", "+05:30", "Geneva", "Genève", "日内瓦", "Женева", "جنيف", "NYC", "CET",
    "Almaty", "Mexico City", "Cairo", "Amman", "Nuuk", "Kyiv", "Kiev", "Calcutta", "Saigon",
    "Eastern Time", "heure de Paris", "北京时间", "Europe/Paris", "San José, Costa Rica", "Asmara",
)  # fmt: skip


def test_v14_zones() -> None:
    outcomes = {words: bool(find_places(words).places) for words in (*UNKNOWN_ZONES, *KNOWN_ZONES)}
    counted("V14 zones", 25, outcomes, 39)
