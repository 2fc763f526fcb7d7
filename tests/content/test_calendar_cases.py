"""Files as people send them are read as what they mean; see calendars_cases/README.md."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.calendars import Read, read
from content.calendars.cancellations import split_title
from content.calendars.entries import parse_moment
from content.calendars.time_zones import instant
from content.characters import clipped
from content.languages import NAMES, data_files, read_toml
from content.typed_words import typed_words
from tests.content.calendar_files import ics, starts, written

CASES = Path(__file__).parent / "calendars_cases"
NEW_YORK = "America/New_York"


def case(name: str) -> Read:
    (file,) = CASES.glob(f"case-{name}-*")
    found = read(file.read_bytes(), called=True)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        # The file's own clocks are those of Paris; group B is in UTC.
        ("01", ["2013-07-09T09:00 Europe/Paris", "2013-07-09T13:00Z"]),
        ("03", ["2013-07-11T09:00 Etc/GMT-8", "2013-07-11T09:00 Europe/Amsterdam"]),
        ("04", ["2013-07-12T09:00 Asia/Kolkata"]),
        ("05", [f"2013-{day}T10:00 {NEW_YORK}" for day in ("06-05", "06-19", "07-03")]),
        ("06", [f"2013-07-0{day}T08:30 Europe/Zurich" for day in (2, 4, 6)]),
        ("07", ["2013-07-02T11:00 Pacific/Auckland", "2013-07-03T15:00 Pacific/Auckland",
                "2013-07-04T11:00 Pacific/Auckland",
                *(f"2013-07-0{day}T09:00 Africa/Addis_Ababa" for day in (2, 3, 4))]),
        ("09", ["2013-06-20T08:00Z"]),
        ("11", [f"2013-06-26T10:00 {NEW_YORK}"]),
        ("12", ["2013-06-27T10:00 Europe/Zurich", "2013-06-27T14:00 Europe/Zurich"]),
        ("15", ["2013-08-24T20:40Z"]),
        ("16", ["2013-06-12T09:00Z", "2013-06-13T14:00Z"]),
        ("17", ["2013-06-14T09:00 Europe/Brussels"]),
        ("19", ["2013-12-22"]),
        ("20", ["2013-07-01T16:00Z", "2013-07-02", f"2013-07-02T18:30 {NEW_YORK}"]),
        ("23", [f"2013-{day} Europe/Berlin" for day in
                ("06-05T14:00", "06-12T14:00", "06-19T14:00", "07-02T10:00")]),
        ("24", [f"2013-{day}T09:00 {NEW_YORK}" for day in
                ("10-16", "10-23", "10-30", "11-13", "11-20")]),
        ("27", ["2013-07-17T13:00Z"]),
        ("28", ["2013-07-18T16:00Z"]),
        ("31", ["2013-07-22T09:00 US/Eastern", "2013-07-22T09:00 Asia/Calcutta",
                "2013-07-22T09:00 Europe/Kiev", "2013-07-22T09:00 Europe/London"]),
        # RFC 5545, 3.3.5: the hour that the clocks skip is the one after.
        ("32", [f"2014-03-09T03:30 {NEW_YORK}", f"2013-11-03T01:30 {NEW_YORK}"]),
        ("35", ["2013-06-24T10:00", "2013-06-24T11:00"]),
        ("36", ["2013-06-24T09:00"]),
        ("37", ["2013-06-24T10:00", "2013-06-25T15:00"]),
        ("38", ["2013-06-26T10:45", "2013-06-27T08:45"]),
        ("39", ["2013-06-24T09:00", "2013-06-24T11:00"]),
        ("39b", ["2013-06-24T09:00", "2013-06-24T11:00"]),
        ("40", ["2013-06-24T09:00", "2013-06-28T16:00"]),
        ("41", ["2013-06-24T09:00", "2013-06-24T18:00"]),
        ("46", ["2013-06-24T10:00", "2013-06-25T10:00"]),
        ("47", ["2013-06-24T10:00", "2013-06-25T17:00"]),
        ("48", ["2013-06-24T10:00"]),
        ("53", ["2013-06-18T08:00Z"]),
    ],
)  # fmt: skip
def test_the_days_and_hours_of_a_file_are_read(name: str, expected: list[str]) -> None:
    found = case(name)
    assert not found.complaints and not found.skipped
    assert [written(entry) for entry in found.entries] == expected


def test_an_event_that_is_there_twice_is_the_last_one_written() -> None:
    (entry,) = case("09").entries
    assert entry.title == "Consultation with cities"


def test_texts_of_vcalendar_are_decoded() -> None:
    (entry,) = case("14").entries
    assert (entry.title, entry.location) == ("Réunion préparatoire", "Salle 3, Genève")


def test_what_is_too_long_is_shortened_and_named() -> None:
    (entry,) = case("11").entries
    assert len(entry.title) <= 120 and entry.title.endswith("…")
    assert [text.line for text in case("11").shortened] == [7]
    assert [len(entry.location) for entry in case("12").entries] == [300, 7]
    assert len(case("12").shortened) == 1


@pytest.mark.parametrize(
    ("name", "titles", "skipped"),
    [
        ("21", ["Visible meeting"], [("no-title", 11)]),
        ("22", ["Opening", "Closing"], [("ends-before", 16)]),
    ],
)
def test_one_bad_entry_leaves_the_others(
    name: str, titles: list[str], skipped: list[tuple[str, int]]
) -> None:
    found = case(name)
    assert [entry.title for entry in found.entries] == titles
    assert [(complaint.code, complaint.line) for complaint in found.skipped] == skipped


@pytest.mark.parametrize(
    ("name", "code", "line"),
    [("29", "unbalanced", 12), ("30", "cut-off", 15), ("45", "no-table", 2),
     ("44", "no-workbook", 0)],
)  # fmt: skip
def test_a_damaged_file_is_a_complaint(name: str, code: str, line: int) -> None:
    found = case(name)
    assert not found.entries
    assert (found.complaints[0].code, found.complaints[0].line) == (code, line)


@pytest.mark.parametrize(("name", "title"), [("10a", False), ("10b", True)])
def test_a_title_says_that_a_meeting_is_cancelled(name: str, title: bool) -> None:
    (entry,) = case(name).entries
    assert (entry.title, entry.cancelled) == ("Forum on diaspora policy", title)


def test_a_cancellation_needs_no_title() -> None:
    (invitation,), (cancellation,) = case("25a").entries, case("25b").entries
    assert case("25a").is_invitation and case("25b").is_invitation
    assert not invitation.cancelled and cancellation.cancelled
    assert invitation.uid == cancellation.uid and not cancellation.title
    (bare,) = read(ics("SEQUENCE:2", before=("METHOD:CANCEL",))).entries  # type: ignore[union-attr]
    assert (bare.uid, bare.cancelled, bare.start) == ("a@b", True, "")


WORDS = [*sorted(typed_words("cancelled")), "Annulé", "Отменён", "ملغاة", "已取消", "Abgesagt"]
FORMS = ("[{}] Forum", "{}: Forum", "{} : Forum", "{} - Forum", "{} – Forum", "({}) Forum",
         "Forum [{}]", "Forum ({})", "Forum - {}", "【{}】Forum", "*{}* Forum")  # fmt: skip


@given(st.sampled_from(WORDS), st.sampled_from(FORMS), st.sampled_from([str, str.title, str.upper]))
def test_cancelled_is_understood_in_every_language(word: str, form: str, case_of: object) -> None:
    assert callable(case_of)
    assert split_title(form.format(case_of(word))) == ("Forum", True)


@pytest.mark.parametrize(
    "title",
    ["Cancelled flights and visas: a workshop", "Forum: what if it is cancelled", "Forum",
     "取消债务会议", "Debt cancellation: a dialogue", "[Virtual] Forum", "Forum (closed)",
     "CANCELLED"],
)  # fmt: skip
def test_other_titles_cancel_nothing(title: str) -> None:
    assert split_title(title) == (title, False)


@pytest.mark.parametrize(
    "title",
    [
        "F̶o̶r̶u̶m̶ ̶o̶f̶ ̶c̶i̶t̶i̶e̶s̶",
        "~~Forum of cities~~",
        "<s>Forum of cities</s>",
        "CANCELLED Forum of cities",
    ],
)
def test_a_struck_title_is_a_cancellation(title: str) -> None:
    assert split_title(title) == ("Forum of cities", True)


SERIES = (
    "SUMMARY:A", "DTSTART;TZID=Europe/Paris:20130605T100000",
    "DTEND;TZID=Europe/Paris:20130605T110000", "RRULE:FREQ=WEEKLY;COUNT=6",
)  # fmt: skip
WAYS = (
    ";TZID=Europe/Paris:201306{}T100000", ":201306{}T080000Z", ":201306{}T100000",
    ";VALUE=DATE:201306{}", ":201306{}T000000", ";TZID=Europe/Paris:201306{}T000000",
    ";TZID=Romance Standard Time:201306{}T100000",
    ";TZID=Europe/London:201306{}T090000", ":201306{}T100000+0200",
)  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("day", [12, 26])
def test_an_exception_of_a_series_is_left_out_however_it_is_written(way: str, day: int) -> None:
    left = starts(ics(*SERIES, f"EXDATE{way.format(day)}"))
    assert len(left) == 5 and not any(f"-{day}T" in start for start in left)
    change = ("END:VEVENT", "BEGIN:VEVENT", "UID:a@b", f"RECURRENCE-ID{way.format(day)}",
              "DTSTART;TZID=Europe/Paris:20130701T120000", "SUMMARY:A")  # fmt: skip
    moved = starts(ics(*SERIES, *change))
    assert len(moved) == 6 and not any(f"-{day}T" in start for start in moved)
    found = starts(ics(*SERIES, *change[:-2], "STATUS:CANCELLED"))
    assert len(found) == 5


DAY = "2013-06-17"


@pytest.mark.parametrize(
    "lines",
    [
        ("DTSTART;VALUE=DATE:20130617",),
        ("DTSTART:20130617",),
        ("DTSTART;VALUE=DATE:20130617T000000",),
        ("DTSTART:20130617T000000", "DTEND:20130618T000000"),
        ("DTSTART:20130617T000000", "DTEND:20130617T235900"),
        ("DTSTART;TZID=Europe/Paris:20130617T000000", "DTEND;TZID=Europe/Paris:20130617T235959"),
        ("DTSTART;TZID=Europe/Paris:20130617T000000", "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE"),
        ("DTSTART:20130616T220000Z", "DTEND:20130617T220000Z", "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE"),
        ("DTSTART:20130617T050000Z", "DTEND:20130618T050000Z", "X-FUNAMBOL-ALLDAY:1"),
    ],
)
def test_a_whole_day_is_one_however_it_is_written(lines: tuple[str, ...]) -> None:
    found = read(ics("SUMMARY:A", *lines))
    assert found is not None
    assert [(entry.start, entry.end) for entry in found.entries] == [(DAY, None)]


@given(
    st.integers(-12 * 4, 14 * 4),
    st.sampled_from(["Customized Time Zone", "Home", "Europe/Zurich-2", "(UTC+09:00) Nowhere"]),
)
def test_a_zone_that_the_file_defines_gives_the_right_instant(quarters: int, name: str) -> None:
    sign, minutes = "+-"[quarters < 0], abs(quarters) * 15
    offset = f"{sign}{minutes // 60:02}{minutes % 60:02}"
    zone = (
        "BEGIN:VTIMEZONE", f"TZID:{name}", "BEGIN:STANDARD", "DTSTART:16010101T000000",
        f"TZOFFSETFROM:{offset}", f"TZOFFSETTO:{offset}", "END:STANDARD", "END:VTIMEZONE",
    )  # fmt: skip
    found = read(ics("SUMMARY:A", f'DTSTART;TZID="{name}":20130711T120000', before=zone))
    assert found is not None
    for entry in found.entries:
        start = parse_moment(entry.start)
        at = instant(start, entry.zone or "UTC")  # type: ignore[arg-type]
        assert at.hour * 60 + at.minute == (12 * 60 - quarters * 15) % (24 * 60)
    # Offsets that no place on earth has are not read.
    assert found.entries or found.complaints[0].code == "zone"


@pytest.mark.parametrize("language", sorted(NAMES))
def test_the_bot_knows_a_word_for_cancelled_in_each_of_its_languages(language: str) -> None:
    assert read_toml(data_files("typed_words.toml")[language]).get("cancelled")


ENCODED = {
    "gb18030": "移徙问题区域会议", "big5": "區域會議", "shift_jis": "地域会議と移住",
    "euc_kr": "지역 회의",
    "cp1256": "اجتماع إقليمي للتنمية", "cp1255": "פגישה אזורית", "cp1253": "Περιφερειακή συνάντηση",
    "cp1251": "Региональное совещание", "koi8_r": "Региональное совещание",
    "cp866": "Региональное совещание", "cp1250": "Regionální setkání o růstu",
    "cp1254": "Bölgesel toplantı ve göç", "cp1258": "Hôp khu vưc", "cp874": "การประชุมระดับภูมิภาค",
    "cp1252": "Réunion régionale", "mac_roman": "Réunion régionale à Genève",
    "utf-16": "区域会议", "utf-8": "区域会议",
}  # fmt: skip
RIGHT = {
    "gb18030", "shift_jis", "euc_kr", "cp1256", "cp1253", "cp1251", "koi8_r", "cp866", "cp874",
    "cp1252", "mac_roman", "utf-16", "utf-8",
}  # fmt: skip


@pytest.mark.parametrize("codec", ENCODED)
def test_letters_are_right_or_asked_about(codec: str) -> None:
    title = ENCODED[codec]
    found = read(f"Title,Start\n{title},2013-06-24 10:00\n".encode(codec, "replace"))
    assert found is not None
    (entry,) = found.entries
    assert entry.title == title or entry.title in found.uncertain_letters
    if codec in RIGHT:
        assert entry.title == title


@pytest.mark.parametrize("name", ["33a", "33b"])
def test_the_table_of_a_chinese_excel_is_read(name: str) -> None:
    assert "区域" in case(name).entries[0].title


@pytest.mark.parametrize(
    "cell",
    ["2013-07-03 00:00", "2013-07-03 00:00:00", "2013-07-03T00:00:00", "2013-07-03T00:00:00Z",
     "03.07.2013 00:00", "3 July 2013"],
)  # fmt: skip
def test_a_midnight_of_a_spreadsheet_is_a_day(cell: str) -> None:
    found = read(f"Title,Start\nA,{cell}\n".encode())
    assert found is not None and [entry.start for entry in found.entries] == ["2013-07-03"]


def test_a_meeting_that_begins_at_midnight_keeps_its_hours() -> None:
    found = read(b"Title,Start,End\nA,2013-07-03 00:00,2013-07-03 02:00\n")
    assert found is not None
    assert [(entry.start, entry.end) for entry in found.entries] == [
        ("2013-07-03T00:00", "2013-07-03T02:00")
    ]


@pytest.mark.parametrize(
    "headings",
    ["Titre,Début", "Título,Inicio", "Название,Начало", "العنوان,البداية", "标题,开始",
     "Titel,Beginn", "What,When", "Name,Date", "Event,From", "Meeting title,Start",
     "Title*,Start*", "TITLE,START",
     "Title,Start date/time", "title,start_datetime", "Programme,\n,\nTitle,Start"],
)  # fmt: skip
def test_headings_are_understood(headings: str) -> None:
    found = read(f"{headings}\nA,2013-06-24 10:00\n".encode(), called=True)
    assert found is not None
    assert [written(entry) for entry in found.entries] == ["2013-06-24T10:00"]


HEADINGS = {name: sorted(typed_words(f"column-{name}")) for name in ("title", "start", "end")}
HEADING_FORMS = ("{}", " {} ", "{}*", "{}:", "*{}", "[{}]")


@given(
    st.sampled_from(HEADINGS["title"]), st.sampled_from(HEADINGS["start"]),
    st.sampled_from(HEADING_FORMS), st.sampled_from([str, str.upper, str.title]),
    st.sampled_from([",", ";", "\t"]), st.integers(0, 8),
)  # fmt: skip
def test_headings_of_all_languages_are_understood(
    title: str, start: str, form: str, case_of: object, separator: str, above: int
) -> None:
    assert callable(case_of)
    headings = separator.join(form.format(case_of(name)) for name in ("№", title, start))
    table = "Programme\n" * above + f"{headings}\n1{separator}A{separator}2013-06-24 10:00\n"
    found = read(table.encode(), called=True)
    assert found is not None
    assert [written(entry) for entry in found.entries] == ["2013-06-24T10:00"], table


def test_a_table_says_which_column_is_missing() -> None:
    for table, code in (
        ("Title,Room\nA,B\n", "no-start-column"),
        ("Start,Room\n2013-06-24,B\n", "no-title-column"),
        ("Fruit,Colour\nApple,red\n", "no-calendar"),
    ):
        found = read(table.encode(), called=True)
        assert found is not None and found.complaints[0].code == code


@pytest.mark.parametrize("language", sorted(NAMES))
def test_a_status_is_understood_in_every_language(language: str) -> None:
    words = read_toml(data_files("typed_words.toml")[language])
    for meaning in ("planned", "cancelled"):
        for word in words[meaning].split(", "):
            found = read(f"Title,Start,Status\nA,2013-06-24,{word}\n".encode())
            assert found is not None
            (entry,) = found.entries
            assert entry.cancelled == (meaning == "cancelled")


def test_one_bad_row_leaves_the_others() -> None:
    rows = "".join(f"Meeting {day},2013-06-{day:02}\n" for day in range(1, 31))
    found = read(f"Title,Start\n{rows}Sum,30\n".encode())
    assert found is not None and len(found.entries) == 30
    assert [(complaint.code, complaint.line) for complaint in found.skipped] == [("no-moment", 32)]


SEEN = ("👨‍👩‍👧‍👦", "🇨🇭", "👍🏽", "é", "a", "界", "क्षि", "☂️")


@given(st.lists(st.sampled_from(SEEN), min_size=1, max_size=30), st.integers(3, 40))
def test_nothing_is_cut_within_what_people_see_as_one_character(seen: list[str], most: int) -> None:
    cut = clipped("".join(seen), most)
    assert len(cut) <= most
    whole = {"".join(seen[:count]) for count in range(len(seen) + 1)}
    # A syllable of Devanagari may be cut between its letters, as some programs do.
    assert cut.removesuffix("…") in whole or "क" in cut
