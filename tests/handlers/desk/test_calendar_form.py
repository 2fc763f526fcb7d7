"""The form of the calendar: what it asks, what it understands, and what it makes of it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import event

from bot.telegram.rendering import render
from content.languages import NAMES
from content.model import Meeting
from handlers.desk.calendar.buttons import FormCommand, PickAnswer
from handlers.desk.calendar.form import (
    CONFIRM,
    FIELD,
    FIELDS,
    Form,
    from_json,
    to_json,
    with_zone_of_city,
    without_unknown_answers,
)
from handlers.desk.calendar.form_answers import (
    InvalidAnswer,
    check_days,
    picked_days,
    read_answer,
)
from handlers.desk.calendar.form_meeting import meeting_from_form
from handlers.desk.calendar.form_questions import question_view
from handlers.desk.calendar.form_summary import summary_view
from handlers.desk.calendar.meeting_history import Change, ChangesSince
from handlers.desk.calendar.topic import answer, press_command, press_pick, visit_calendar
from handlers.desk.calendar.views import list_view, meeting_view
from handlers.framework.places import Place
from handlers.framework.reply import Press, Reply
from handlers.framework.request import Incoming
from handlers.framework.topic import Visit
from handlers.meetings.conversion import row_of
from storage import dialogs
from storage.audit_log import Entry
from storage.database import open_database
from storage.meetings import change_meeting
from tests.databases import database_url
from tests.factories import AFTER, BEFORE, a_reader, a_request, services_over, shipped_pack, text_of

LONG = "W" * 120
FULL = {
    "title": LONG, "kind": "global", "region": "africa", "city": LONG, "country": LONG,
    "room": LONG, "venue": LONG, "zone": "Africa/Addis_Ababa",
    "when": "2013-05-29T09:00/2013-05-31T17:30", "theme": "T" * 300,
    "roundtables": "1,2,3,4", "reason": "R" * 300,
}  # fmt: skip
ADD = Form("add", "", 0, "title", 999_999_999)


def lima() -> Meeting:
    found = shipped_pack().meeting("global-rcp-lima-2013")
    assert found is not None
    return found


def a_long_other_meeting() -> Meeting:
    """A meeting that differs from Lima's in all that can be changed."""
    return lima().model_copy(
        update={
            "title": "V" * 120, "city": "V" * 120, "country": "V" * 120, "venue": "V" * 120,
            "room": "V" * 120,
            "theme": "U" * 300, "time_zone": "Africa/Dakar", "roundtables": (1, 2, 3, 4),
            "start": datetime.fromisoformat("2014-05-01T09:00"),
            "end": datetime.fromisoformat("2014-05-03T17:30"),
        }
    )  # fmt: skip


def an_entry(act: str, name: str | None) -> Entry:
    return Entry(1, BEFORE, 201, name, act, "meeting:lima", json.dumps({"title": LONG}))


SINCE = ChangesSince(
    a_long_other_meeting(),
    (
        Change(BEFORE, an_entry("meeting-moved", "N" * 64), 2, "R" * 300),
        Change(BEFORE, an_entry("meeting-changed", None), 3),
        Change(BEFORE, None, 4),
        Change(BEFORE, an_entry("meeting-moved", "N" * 64), 5, "R" * 300),
    ),
)


def a_form(what: str, step: str, **answers: str) -> Form:
    return Form(what, "global-rcp-lima-2013", 1, step, 5, 0, (), answers)


def assert_fits(reply: Reply, right_to_left: bool) -> None:
    """Assert that a reply is one message whose buttons have short labels, all different."""
    rendered = render(reply, right_to_left=right_to_left)
    assert len(rendered.texts) == 1
    assert not re.search(r"\{\w*\}", rendered.texts[0])
    labels = [button.label for row in reply.buttons for button in row]
    assert labels and all(0 < len(label) <= 64 for label in labels), labels
    assert len(labels) == len(set(labels)), labels


@pytest.mark.parametrize("language", NAMES)
def test_every_question_and_summary_fits_in_every_language(language: str) -> None:
    reader, pack = a_reader(language), shipped_pack()
    turned = reader.right_to_left
    for step in FULL:
        assert_fits(question_view(reader, pack, replace(ADD, step=step), None), turned)
        again = replace(ADD, step=step, chosen_fields=("zone",), answers=FULL)
        assert_fits(question_view(reader, pack, again, None, "?"), turned)
    after = meeting_from_form(replace(ADD, answers=FULL), pack, None, "the secretariat")
    done = replace(ADD, step=CONFIRM, answers=FULL)
    for chats in (0, 1, 2, 5, 11, 100):
        assert_fits(summary_view(reader, pack, done, None, after, chats), turned)
        for what in ("move", "change", "cancel", "restore"):
            form = replace(a_form(what, CONFIRM), answers=FULL, chosen_fields=FIELDS)
            changed = meeting_from_form(form, pack, lima(), "the secretariat")
            assert_fits(summary_view(reader, pack, form, lima(), changed, chats, SINCE), turned)
    assert_fits(question_view(reader, pack, a_form("change", FIELD), lima()), turned)
    for meeting in (lima(), lima().model_copy(update={"cancelled": True})):
        for last in (None, *SINCE.changes):
            assert_fits(meeting_view(reader, pack, meeting, last, 143, "Saved."), turned)
    assert_fits(list_view(reader, pack, Place("desk-calendar"), "desk-calendar.form"), turned)
    past = list_view(a_reader(language, AFTER), pack, Place("desk-calendar", "past", 999), None)
    assert_fits(past, turned)


@pytest.mark.parametrize("language", NAMES)
def test_the_example_of_a_date_can_be_read_as_it_stands(language: str) -> None:
    reader = a_reader(language)
    example = reader.gettext("For example: 29 May 09:00, or 22-23 May, or 29 May 2013 09:00-17:30")
    *_, last = re.split(r"[،，,]\s*(?:or|ou|o|или|أو|或)?\s*|\sили\s", example)
    form = a_form("move", "when")
    kept = read_answer(reader, shipped_pack(), form, lima(), re.sub(r"^[أو或]+\s*", "", last))
    assert kept == "2013-05-29T09:00:00/2013-05-29T17:30:00"


@pytest.mark.parametrize(
    ("step", "words", "kept"),
    [
        ("roundtables", "1 3", "1,3"),
        ("roundtables", "٣، ١", "1,3"),
        ("kind", "GLOBAL meetings and hearings", "global"),
        ("region", "africa", "africa"),
        ("zone", "Addis Ababa", "Africa/Addis_Ababa"),
        ("title", "  A \u202etitle\n in   lines ", "A title in lines"),
        ("when", "24 May", "2013-05-24/2013-05-25"),
    ],
)
def test_an_answer_is_read_as_it_is_meant(step: str, words: str, kept: str) -> None:
    form = a_form("change", step)
    assert read_answer(a_reader(), shipped_pack(), form, lima(), words) == kept


@pytest.mark.parametrize(
    ("step", "words", "problem"),
    [
        ("roundtables", "9", "I could not read “9”."),
        ("roundtables", "all of them", "I could not read “all of them”."),
        ("roundtables", "1" * 4000, "I could not read “1111"),
        ("when", "1/2", "“1/2” can mean more than one date. Which one do you mean?"),
        ("when", "29 May 17:00-9:00", "“29 May 17:00-9:00”: the end is before the beginning."),
        ("when", "1 May 2013", "That date has already passed."),
        ("when", "9" * 4000, "I could not read “999"),
        ("zone", "the moon", "I could not read “the moon”."),
        ("kind", "x" * 4000, "I could not read “xxx"),
        ("title", "\u202e\x00\ud800", "Please write some text."),
        ("reason", "r" * 301, "That has 301 characters; the maximum is 300."),
    ],
)
def test_an_answer_that_cannot_be_used_gets_a_short_reason(
    step: str, words: str, problem: str
) -> None:
    form = a_form("change", step)
    with pytest.raises(InvalidAnswer) as refused:
        read_answer(a_reader(), shipped_pack(), form, lima(), words)
    assert str(refused.value).startswith(problem)
    assert len(str(refused.value)) < 120


def test_an_hour_alone_is_of_the_meetings_own_day() -> None:
    (one_day,) = [m for m in shipped_pack().meetings if m.id == "iom-hld-series-2012-10"]
    moved = one_day.model_copy(update={"start": one_day.start.replace(year=2013)})
    form = a_form("move", "when")
    kept = read_answer(a_reader(), shipped_pack(), form, moved, "9:30-11:00")
    assert kept == "2013-10-12T09:30:00/2013-10-12T11:00:00"


@pytest.mark.parametrize(
    ("start", "end", "words", "kept"),
    [
        ("22T13:15", "22T14:30", "29 May 10:00", "29T10:00/29T11:15"),
        ("22T08:30", "23T17:00", "29 May 9:00", "29T09:00/30T17:30"),
        ("22T08:30", "23", "29 May 9:00", "29T09:00/30"),
        ("22", "24", "29 May", "29/31"),
        ("22", "24", "29 May 9:00", "29T09:00/31"),
        ("22T08:30", "22T12:00", "29 May", "29/"),
        ("22T08:30", None, "29 May 9:00", "29T09:00/"),
        # What is said of the end holds.
        ("22T13:15", "22T14:30", "29 May 10:00-11:00", "29T10:00/29T11:00"),
        ("22", "24", "29-29 May", "29/"),
    ],
)  # fmt: skip
def test_a_move_keeps_the_length(start: str, end: str | None, words: str, kept: str) -> None:

    def moment(text: str) -> date:
        full = f"2013-05-{text}"
        return datetime.fromisoformat(full) if "T" in full else date.fromisoformat(full)

    times = {"start": moment(start), "end": moment(end) if end else None}
    meeting = lima().model_copy(update=times)
    answer = read_answer(a_reader(), shipped_pack(), a_form("move", "when"), meeting, words)
    assert answer.replace("2013-05-", "").replace(":00/", "/").removesuffix(":00") == kept


def test_a_deadline_is_one_moment() -> None:
    due = lima().model_copy(update={"deadline": "due"})
    form = a_form("move", "when")
    with pytest.raises(InvalidAnswer, match="a single day or time"):
        read_answer(a_reader(), shipped_pack(), form, due, "22-23 May")
    assert read_answer(a_reader(), shipped_pack(), form, due, "23 May 18:00")


@pytest.mark.parametrize("language", NAMES)
def test_what_may_be_two_dates_is_asked_with_a_button_for_each(language: str) -> None:
    reader, pack, form = a_reader(language), shipped_pack(), a_form("move", "when")
    with pytest.raises(InvalidAnswer) as asked:
        read_answer(reader, pack, form, lima(), "8/7 9:00")
    view = question_view(reader, pack, form, lima(), str(asked.value), asked.value.readings)
    pressed = [
        button.data
        for row in view.buttons
        for button in row
        if isinstance(button, Press) and isinstance(button.data, PickAnswer)
    ]
    assert all(len(data.pack().encode()) <= 64 for data in pressed)
    assert [picked_days(reader, pack, form, lima(), data.value) for data in pressed] == [
        "2013-07-08T09:00:00/2013-07-09", "2013-08-07T09:00:00/2013-08-08",
    ]  # fmt: skip


@pytest.mark.parametrize("value", ["", "x", "2013/2014", "20130508T0900/x", "99999999/"])
def test_a_forged_button_for_days_is_refused(value: str) -> None:
    with pytest.raises(ValueError):
        picked_days(a_reader(), shipped_pack(), a_form("move", "when"), lima(), value)


def test_days_that_end_before_they_begin_or_are_over_are_refused() -> None:
    reader = a_reader()
    backwards = a_form("move", CONFIRM, when="2013-05-29/2013-05-28")
    with pytest.raises(InvalidAnswer, match="before the beginning"):
        check_days(reader, shipped_pack(), backwards, lima())
    with pytest.raises(InvalidAnswer, match="already passed"):
        check_days(
            a_reader(now=AFTER), shipped_pack(), a_form("move", CONFIRM, when="2013-05-29/"), lima()
        )


def test_another_city_asks_for_its_zone_only_where_that_is_another_or_unclear() -> None:
    pack = shipped_pack()

    def asked(form: Form, meeting: Meeting | None) -> bool:
        return "zone" in with_zone_of_city(form, pack, meeting, "en").questions

    assert not asked(replace(a_form("change", "city", city="Cusco")), lima())
    assert asked(a_form("change", "city", city="Geneva", country="Switzerland"), lima())
    known = with_zone_of_city(
        replace(ADD, answers={"city": "Dakar", "country": "Senegal"}), pack, None, "en"
    )
    assert known.answers["zone"] == "Africa/Dakar"
    assert asked(replace(ADD, answers={"city": "Nowhere", "country": "Utopia"}), None)


def test_the_summary_says_that_the_meeting_was_cancelled_meanwhile() -> None:
    gone = lima().model_copy(update={"cancelled": True})
    form = replace(a_form("change", CONFIRM, venue="Room 7"), chosen_fields=("venue",))
    after = meeting_from_form(form, shipped_pack(), gone, "-")
    shown = summary_view(a_reader(), shipped_pack(), form, gone, after, 0, ChangesSince(lima(), ()))
    assert f"Cancelled: <s>{gone.title}</s>" in render(shown).texts[0]
    assert after.cancelled


async def test_a_message_that_is_processed_again_is_not_the_answer_to_the_next_question(
    tmp_path: Path,
) -> None:
    database = open_database(database_url(tmp_path / "form.db"))
    await database.migrate()
    services = services_over(database)
    form = replace(ADD, step="city", answers={"title": "T", "kind": "global", "region": "africa"})

    async def state_after(message_id: int, state: str) -> str:
        incoming = Incoming(message_id, "Nairobi", "Nairobi")
        request = replace(a_request(services, "Nairobi"), incoming=incoming)
        await answer(request, state)
        async with database.transaction() as connection:
            kept = await dialogs.dialog_of(connection, 101, request.reader.now)
        assert kept is not None
        return kept.state

    once = await state_after(7, to_json(form))
    assert from_json(once).step == "country"
    assert await state_after(7, once) == once
    assert from_json(await state_after(8, once)).answers["country"] == "Nairobi"
    await database.close()


def test_an_answer_that_a_new_pack_does_not_have_is_asked_for_again() -> None:
    pack = shipped_pack()
    form = replace(ADD, step=CONFIRM, answers=FULL)
    assert without_unknown_answers(form, pack) == form
    other = pack.model_copy(update={"kinds": {"talk": "Talks"}})
    assert without_unknown_answers(form, other).step == "kind"
    fewer = pack.model_copy(update={"roundtables": pack.roundtables[:2]})
    change = replace(a_form("change", CONFIRM, roundtables="1,3"), chosen_fields=("roundtables",))
    assert without_unknown_answers(change, fewer).step == "roundtables"


def test_a_form_is_the_same_after_it_was_stored() -> None:
    form = replace(ADD, answers=FULL, chosen_fields=("venue", "zone"), last_message_id=7)
    assert from_json(to_json(form)) == form


def test_only_the_answered_fields_of_the_meeting_change() -> None:
    moved = lima().model_copy(update={"theme": "Another", "city": "Cusco"})
    after = meeting_from_form(a_form("change", CONFIRM, venue="Room 7"), shipped_pack(), moved, "-")
    assert after == moved.model_copy(update={"venue": "Room 7"})


async def test_a_form_about_a_meeting_that_is_gone_says_so_and_keeps_its_answers(
    tmp_path: Path,
) -> None:
    database = open_database(database_url(tmp_path / "form.db"))
    await database.migrate()
    services = services_over(database)
    for form in (
        a_form("move", CONFIRM, when="2013-06-03/", reason="R"),
        a_form("move", "when"),
        a_form("cancel", "reason"),
        replace(a_form("change", "zone", city="Cusco"), chosen_fields=("city", "zone")),
        replace(a_form("change", FIELD)),
    ):
        request = a_request(services, "Cusco")
        async with database.transaction() as connection:
            now = request.reader.now
            await dialogs.open_dialog(connection, request.chat_id, "calendar", to_json(form), now)
        answers = [
            await answer(request, to_json(form)),
            await press_pick(request, PickAnswer(form.nonce, "zone")),
            await visit_calendar(request, Visit(Place("desk-calendar", "form"))),
            *[
                await press_command(request, FormCommand(form.nonce, command))
                for command in ("back", "skip", "save")
            ],
        ]
        for reply in answers:
            assert isinstance(reply, Reply)
            text = re.sub("<.*?>", "", render(reply).texts[0])
            assert "no longer in the calendar" in text, text
            assert not form.answers.get("reason") or "Reason: R" in text
        async with database.transaction() as connection:
            kept = await dialogs.dialog_of(connection, request.chat_id, request.reader.now)
        assert kept is not None and from_json(kept.state) == form
        dropped = await press_command(request, FormCommand(form.nonce, "drop"))
        assert isinstance(dropped, Reply) and dropped.notice == "Stopped. Nothing was saved."
    await database.close()


@pytest.mark.parametrize(
    ("when", "title", "warning"),
    [
        ("2023-05-21/", "Another", "ten years ahead"),
        ("2013-05-21/2023-05-22", "Another", "ten years ahead"),
        ("2011-05-01/2013-06-01", "Another", "two years ago"),
        ("2013-06-05/", "CAIRO", "with this title on that day"),
        ("2023-05-20/", "Another", None),
        ("2011-05-20/2013-06-01", "Another", None),
        ("2013-06-07/", "CAIRO", None),
        ("2013-06-05/", "Another", None),
    ],
)
def test_what_may_be_a_slip_gets_a_warning_and_can_be_saved(
    when: str, title: str, warning: str | None
) -> None:
    pack = shipped_pack()
    cairo = pack.meeting("escwa-cairo-2013")  # 4 and 5 June
    assert cairo is not None
    title = cairo.title.upper() if title == "CAIRO" else title
    given = FULL | {"when": when, "title": title, "zone": "Africa/Cairo"}
    for form in (
        replace(ADD, step=CONFIRM, answers=given),
        replace(a_form("change", CONFIRM, title=title, when=when), chosen_fields=("title",)),
    ):
        before = None if form.action == "add" else lima()
        after = meeting_from_form(form, pack, before, "-")
        shown = summary_view(a_reader(), pack, form, before, after, 0)
        text = render(shown).texts[0]
        warned = "already" in text or "year right" in text
        assert warned == (warning is not None)
        assert warning is None or warning in text
        assert any(button.label.startswith("Save") for row in shown.buttons for button in row)
    cancels = replace(a_form("cancel", CONFIRM, reason=""), answers={"reason": ""})
    assert (
        "already" not in render(summary_view(a_reader(), pack, cancels, cairo, cairo, 0)).texts[0]
    )


def test_an_entry_of_the_trace_for_two_revisions_is_shown_once() -> None:
    entry = an_entry("calendar-imported", "Olga")
    twice = ChangesSince(lima(), (Change(BEFORE, entry, 2), Change(BEFORE, entry, 3)))
    form = replace(a_form("change", CONFIRM, venue="Room 7"), chosen_fields=("venue",))
    after = meeting_from_form(form, shipped_pack(), lima(), "-")
    shown = summary_view(a_reader(), shipped_pack(), form, lima(), after, 0, twice)
    assert render(shown).texts[0].count("Olga") == 1


async def test_a_press_is_one_transaction_and_reads_the_meeting_once(tmp_path: Path) -> None:
    database = open_database(database_url(tmp_path / "form.db"))
    await database.migrate()
    services = services_over(database)
    form = a_form("move", "when", when="2013-06-03/")
    request = a_request(services)
    async with database.transaction() as connection:
        await change_meeting(connection, row_of(lima()), request.reader.now)
        now = request.reader.now
        await dialogs.open_dialog(connection, request.chat_id, "calendar", to_json(form), now)
    statements: list[str] = []
    commits: list[object] = []
    for engine in {database.engine.sync_engine, database.writing_engine.sync_engine}:
        event.listen(engine, "commit", commits.append)
        event.listen(
            engine, "before_cursor_execute", lambda *execution: statements.append(execution[2])
        )
    summary = await press_command(request, FormCommand(form.nonce, "keep"))
    assert isinstance(summary, Reply) and "Reason" not in render(summary).texts[0]
    assert len(commits) == 1
    assert sum("FROM meetings" in statement for statement in statements) == 1, statements
    await database.close()


def test_a_meeting_in_a_room_that_is_taken_is_told_before_it_is_saved() -> None:
    pack = shipped_pack()
    other = lima().model_copy(
        update={
            "id": "other", "title": "Another meeting", "room": "Hall A",
            "start": datetime.fromisoformat("2013-06-03T09:00"),
            "end": datetime.fromisoformat("2013-06-03T10:00"),
        }
    )  # fmt: skip
    pack = pack.with_meetings((*pack.meetings, other))
    before = other.model_copy(update={"id": "mine", "title": "Mine", "room": None})
    form = replace(a_form("change", CONFIRM, room="hall a"), chosen_fields=("room",))
    after = meeting_from_form(form, pack, before, "-")
    assert after.room == "hall a"
    text = text_of(summary_view(a_reader(), pack, form, before, after, 0))
    assert "“Another meeting” is in the same room at that time." in text
    elsewhere = after.model_copy(update={"room": "Hall B"})
    text = text_of(summary_view(a_reader(), pack, form, before, elsewhere, 0))
    assert "in the same room" not in text
