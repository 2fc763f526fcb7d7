"""The form of the calendar: what it asks, what it understands, and what it makes of it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from bot.telegram.rendering import render
from content.languages import NAMES
from content.model import Meeting
from handlers.desk.calendar.answers import Unfit, check, read_answer
from handlers.desk.calendar.buttons import Pick, Turn
from handlers.desk.calendar.draft import drafted
from handlers.desk.calendar.form import (
    CONFIRM,
    FIELD,
    FIELDS,
    Form,
    packed,
    still_asked,
    unpacked,
    with_zone,
)
from handlers.desk.calendar.history import Change, Since
from handlers.desk.calendar.listing import list_view, one_view
from handlers.desk.calendar.questions import question_view
from handlers.desk.calendar.summary import summary_view
from handlers.desk.calendar.topic import answer, pick, turn, visit_calendar
from handlers.framework.places import Place
from handlers.framework.reply import Reply
from handlers.framework.request import Incoming
from handlers.framework.topic import Visit
from storage import dialogs
from storage.audit_log import Entry
from storage.database import open_database
from tests.factories import AFTER, BEFORE, a_reader, a_request, services_over, shipped_pack

LONG = "W" * 120
FULL = {
    "title": LONG, "kind": "global", "region": "africa", "city": LONG, "country": LONG,
    "venue": LONG, "zone": "Africa/Addis_Ababa", "when": "2013-05-29T09:00/2013-05-31T17:30",
    "theme": "T" * 300, "roundtables": "1,2,3,4", "reason": "R" * 300,
}  # fmt: skip
ADD = Form("add", "", 0, "title", 999_999_999)


def lima() -> Meeting:
    found = shipped_pack().meeting("global-rcp-lima-2013")
    assert found is not None
    return found


def all_other() -> Meeting:
    """As unlike Lima's as a meeting can be."""
    return lima().model_copy(
        update={
            "title": "V" * 120, "city": "V" * 120, "country": "V" * 120, "venue": "V" * 120,
            "theme": "U" * 300, "time_zone": "Africa/Dakar", "roundtables": (1, 2, 3, 4),
            "start": datetime.fromisoformat("2014-05-01T09:00"),
            "end": datetime.fromisoformat("2014-05-03T17:30"),
        }
    )  # fmt: skip


def a_step(act: str, name: str | None) -> Entry:
    return Entry(1, BEFORE, 201, name, act, "meeting:lima", json.dumps({"title": LONG}))


SINCE = Since(
    all_other(),
    (
        Change(BEFORE, a_step("meeting-moved", "N" * 64), 2, "R" * 300),
        Change(BEFORE, a_step("meeting-changed", None), 3),
        Change(BEFORE, None, 4),
        Change(BEFORE, a_step("meeting-moved", "N" * 64), 5, "R" * 300),
    ),
)


def a_form(what: str, step: str, **answers: str) -> Form:
    return Form(what, "global-rcp-lima-2013", 1, step, 5, 0, (), answers)


def whole(reply: Reply, right_to_left: bool) -> None:
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
        whole(question_view(reader, pack, replace(ADD, step=step), None), turned)
        again = replace(ADD, step=step, chosen=("zone",), answers=FULL)
        whole(question_view(reader, pack, again, None, "?"), turned)
    after = drafted(replace(ADD, answers=FULL), pack, None, "the secretariat")
    done = replace(ADD, step=CONFIRM, answers=FULL)
    for chats in (0, 1, 2, 5, 11, 100):
        whole(summary_view(reader, pack, done, None, after, chats), turned)
        for what in ("move", "change", "cancel", "restore"):
            form = replace(a_form(what, CONFIRM), answers=FULL, chosen=FIELDS)
            changed = drafted(form, pack, lima(), "the secretariat")
            whole(summary_view(reader, pack, form, lima(), changed, chats, SINCE), turned)
    whole(question_view(reader, pack, a_form("change", FIELD), lima()), turned)
    for meeting in (lima(), lima().model_copy(update={"cancelled": True})):
        for last in (None, *SINCE.changes):
            whole(one_view(reader, pack, meeting, last, 143, "Saved."), turned)
    whole(list_view(reader, pack, Place("desk-calendar"), True), turned)
    past = list_view(a_reader(language, AFTER), pack, Place("desk-calendar", "past", 999), False)
    whole(past, turned)


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
        ("when", "24 May", "2013-05-24/"),
    ],
)
def test_an_answer_is_read_as_it_is_meant(step: str, words: str, kept: str) -> None:
    form = a_form("change", step)
    assert read_answer(a_reader(), shipped_pack(), form, lima(), words) == kept


@pytest.mark.parametrize(
    ("step", "words", "said"),
    [
        ("roundtables", "9", "I could not read “9”."),
        ("roundtables", "all of them", "I could not read “all of them”."),
        ("roundtables", "1" * 4000, "I could not read “1111"),
        ("when", "1/2", "I could not read “1/2”."),
        ("when", "29 May 17:00-9:00", "I could not read"),
        ("when", "1 May 2013", "That is over already."),
        ("when", "9" * 4000, "I could not read “999"),
        ("zone", "the moon", "I could not read “the moon”."),
        ("kind", "x" * 4000, "I could not read “xxx"),
        ("title", "\u202e\x00\ud800", "I need words here."),
        ("reason", "r" * 301, "That has 301 characters; at most 300 fit here."),
    ],
)
def test_what_does_not_do_is_said_so_in_few_words(step: str, words: str, said: str) -> None:
    form = a_form("change", step)
    with pytest.raises(Unfit) as refused:
        read_answer(a_reader(), shipped_pack(), form, lima(), words)
    assert str(refused.value).startswith(said)
    assert len(str(refused.value)) < 120


def test_an_hour_alone_is_of_the_meetings_own_day() -> None:
    (one_day,) = [m for m in shipped_pack().meetings if m.id == "iom-hld-series-2012-10"]
    moved = one_day.model_copy(update={"start": one_day.start.replace(year=2013)})
    form = a_form("move", "when")
    kept = read_answer(a_reader(), shipped_pack(), form, moved, "9:30-11:00")
    assert kept == "2013-10-12T09:30:00/2013-10-12T11:00:00"


def test_a_deadline_is_one_moment() -> None:
    due = lima().model_copy(update={"deadline": "due"})
    form = a_form("move", "when")
    with pytest.raises(Unfit, match="could not read"):
        read_answer(a_reader(), shipped_pack(), form, due, "22-23 May")
    assert read_answer(a_reader(), shipped_pack(), form, due, "23 May 18:00")


def test_days_that_end_before_they_begin_or_are_over_by_now_are_refused() -> None:
    reader = a_reader()
    backwards = a_form("move", CONFIRM, when="2013-05-29/2013-05-28")
    with pytest.raises(Unfit, match="end before it begins"):
        check(reader, shipped_pack(), backwards, lima())
    with pytest.raises(Unfit, match="over already"):
        check(
            a_reader(now=AFTER), shipped_pack(), a_form("move", CONFIRM, when="2013-05-29/"), lima()
        )


def test_another_city_asks_for_its_zone_only_where_that_is_another_or_unclear() -> None:
    pack = shipped_pack()

    def asked(form: Form, meeting: Meeting | None) -> bool:
        return "zone" in with_zone(form, pack, meeting, "en").questions

    assert not asked(replace(a_form("change", "city", city="Cusco")), lima())
    assert asked(a_form("change", "city", city="Geneva", country="Switzerland"), lima())
    known = with_zone(
        replace(ADD, answers={"city": "Dakar", "country": "Senegal"}), pack, None, "en"
    )
    assert known.answers["zone"] == "Africa/Dakar"
    assert asked(replace(ADD, answers={"city": "Nowhere", "country": "Utopia"}), None)


def test_who_changes_what_was_cancelled_meanwhile_is_told_so() -> None:
    gone = lima().model_copy(update={"cancelled": True})
    form = replace(a_form("change", CONFIRM, venue="Room 7"), chosen=("venue",))
    after = drafted(form, shipped_pack(), gone, "-")
    shown = summary_view(a_reader(), shipped_pack(), form, gone, after, 0, Since(lima(), ()))
    assert f"Cancelled: <s>{gone.title}</s>" in render(shown).texts[0]
    assert after.cancelled


async def test_a_message_that_comes_again_is_not_the_answer_to_the_next_question(
    tmp_path: Path,
) -> None:
    database = open_database(f"sqlite+aiosqlite:///{tmp_path / 'form.db'}")
    await database.migrate()
    services = services_over(database)
    form = replace(ADD, step="city", answers={"title": "T", "kind": "global", "region": "africa"})

    async def said(number: int, state: str) -> str:
        incoming = Incoming(number, "Nairobi", "Nairobi")
        request = replace(a_request(services, "Nairobi"), incoming=incoming)
        await answer(request, state)
        async with database.transaction() as connection:
            kept = await dialogs.dialog_of(connection, 101, request.reader.now)
        assert kept is not None
        return kept.state

    once = await said(7, packed(form))
    assert unpacked(once).step == "country"
    assert await said(7, once) == once
    assert unpacked(await said(8, once)).answers["country"] == "Nairobi"
    await database.close()


def test_what_a_new_pack_does_not_know_is_asked_for_again() -> None:
    pack = shipped_pack()
    form = replace(ADD, step=CONFIRM, answers=FULL)
    assert still_asked(form, pack) == form
    other = pack.model_copy(update={"kinds": {"talk": "Talks"}})
    assert still_asked(form, other).step == "kind"
    fewer = pack.model_copy(update={"roundtables": pack.roundtables[:2]})
    change = replace(a_form("change", CONFIRM, roundtables="1,3"), chosen=("roundtables",))
    assert still_asked(change, fewer).step == "roundtables"


def test_the_form_is_the_same_after_it_was_kept() -> None:
    form = replace(ADD, answers=FULL, chosen=("venue", "zone"), heard=7)
    assert unpacked(packed(form)) == form


def test_only_what_was_changed_is_taken_over() -> None:
    moved = lima().model_copy(update={"theme": "Another", "city": "Cusco"})
    after = drafted(a_form("change", CONFIRM, venue="Room 7"), shipped_pack(), moved, "-")
    assert after == moved.model_copy(update={"venue": "Room 7"})


async def test_a_form_about_a_meeting_that_is_gone_says_so_and_keeps_its_answers(
    tmp_path: Path,
) -> None:
    database = open_database(f"sqlite+aiosqlite:///{tmp_path / 'form.db'}")
    await database.migrate()
    services = services_over(database)
    for form in (
        a_form("move", CONFIRM, when="2013-06-03/", reason="R"),
        a_form("move", "when"),
        a_form("cancel", "reason"),
        replace(a_form("change", "zone", city="Cusco"), chosen=("city", "zone")),
        replace(a_form("change", FIELD)),
    ):
        request = a_request(services, "Cusco")
        async with database.transaction() as connection:
            now = request.reader.now
            await dialogs.open_dialog(connection, request.chat_id, "calendar", packed(form), now)
        answers = [
            await answer(request, packed(form)),
            await pick(request, Pick(form.mark, "zone")),
            await visit_calendar(request, Visit(Place("desk-calendar", "form"))),
            *[await turn(request, Turn(form.mark, each)) for each in ("back", "skip", "save")],
        ]
        for each in answers:
            assert isinstance(each, Reply)
            said = render(each).texts[0]
            assert "not in the calendar any more" in said, said
            assert "R" not in form.answers.get("reason", "") or "Reason: R" in re.sub(
                "<.*?>", "", said
            )
        async with database.transaction() as connection:
            kept = await dialogs.dialog_of(connection, request.chat_id, request.reader.now)
        assert kept is not None and unpacked(kept.state) == form
        dropped = await turn(request, Turn(form.mark, "drop"))
        assert isinstance(dropped, Reply) and dropped.notice == "Stopped. Nothing was kept."
    await database.close()


@pytest.mark.parametrize(
    ("when", "title", "said"),
    [
        ("2023-05-21/", "Another", "ten years ahead"),
        ("2013-05-21/2023-05-22", "Another", "ten years ahead"),
        ("2011-05-01/2013-06-01", "Another", "two years ago"),
        ("2013-06-05/", "CAIRO", "of this title on that day"),
        ("2023-05-20/", "Another", None),
        ("2011-05-20/2013-06-01", "Another", None),
        ("2013-06-07/", "CAIRO", None),
        ("2013-06-05/", "Another", None),
    ],
)
def test_what_may_be_a_slip_is_said_and_can_be_saved(
    when: str, title: str, said: str | None
) -> None:
    pack = shipped_pack()
    cairo = pack.meeting("escwa-cairo-2013")  # 4 and 5 June
    assert cairo is not None
    title = cairo.title.upper() if title == "CAIRO" else title
    given = FULL | {"when": when, "title": title, "zone": "Africa/Cairo"}
    for form in (
        replace(ADD, step=CONFIRM, answers=given),
        replace(a_form("change", CONFIRM, title=title, when=when), chosen=("title",)),
    ):
        before = None if form.what == "add" else lima()
        after = drafted(form, pack, before, "-")
        shown = summary_view(a_reader(), pack, form, before, after, 0)
        text = render(shown).texts[0]
        assert any(said in text for said in ("already", "year right")) == (said is not None)
        assert said is None or said in text
        assert any(each.label.startswith("Save") for row in shown.buttons for each in row)
    cancels = replace(a_form("cancel", CONFIRM, reason=""), answers={"reason": ""})
    assert (
        "already" not in render(summary_view(a_reader(), pack, cancels, cairo, cairo, 0)).texts[0]
    )


def test_an_act_that_makes_two_revisions_is_told_once() -> None:
    step = a_step("calendar-imported", "Olga")
    twice = Since(lima(), (Change(BEFORE, step, 2), Change(BEFORE, step, 3)))
    form = replace(a_form("change", CONFIRM, venue="Room 7"), chosen=("venue",))
    after = drafted(form, shipped_pack(), lima(), "-")
    shown = summary_view(a_reader(), shipped_pack(), form, lima(), after, 0, twice)
    assert render(shown).texts[0].count("Olga") == 1
