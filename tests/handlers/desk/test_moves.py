"""Swapping two meetings and moving several: what is planned, shown and saved."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from bot.telegram.rendering import render
from content.languages import NAMES
from content.model import Meeting, Pack
from handlers.desk.calendar.form import key_of
from handlers.desk.calendar.moves.buttons import (
    ChooseChange,
    ChooseScope,
    DraftCommand,
    PickOther,
    SaveDraft,
    SwapWith,
    ToggleMeeting,
    UndoAct,
)
from handlers.desk.calendar.moves.draft import Draft, from_json
from handlers.desk.calendar.moves.plan import Plan, later, make_plan, swappable
from handlers.desk.calendar.moves.preview import done_view, nothing_to_undo_view, preview_view
from handlers.desk.calendar.moves.questions import (
    change_view,
    names_view,
    other_view,
    question_view,
    select_view,
    start_view,
    what_view,
)
from handlers.desk.calendar.moves.saving import SavedMoves
from handlers.desk.calendar.moves.topic import (
    answer,
    press_change,
    press_command,
    press_other,
    press_save,
    press_scope,
    press_swap,
    press_toggle,
    show_undo,
    visit_moves,
)
from handlers.desk.meeting_choice import key_of_day
from handlers.framework.places import Place
from handlers.framework.reply import Notice, Press, Reply
from handlers.framework.request import Incoming, Request
from handlers.framework.topic import Answer, Visit
from handlers.meetings.conversion import meeting_of, row_of
from storage import audit_log, dialogs, meetings
from storage.database import Database, open_database
from storage.meetings import KeptMeeting
from storage.team_members import Member
from tests.databases import database_url
from tests.factories import BEFORE, a_meeting, a_reader, a_request, services_over, shipped_pack

ZONE = "Europe/Zurich"
SHIFT = Draft("shift", 7, ("one", "two"), ("one", "two"))


def a_talk(id: str, start: str, end: str | None, **changed: object) -> Meeting:
    given: dict[str, object] = {
        "id": id, "title": f"Talk {id}", "city": "Zurich", "country": "Switzerland", "venue": None,
        "time_zone": ZONE, "start": start, "end": end, "prepares": None, **changed,
    }  # fmt: skip
    return a_meeting(**given)


ONE = a_talk("one", "2013-06-12T09:00", "2013-06-12T10:00", room="A",
             people=[{"name": "Mona"}])  # fmt: skip
TWO = a_talk("two", "2013-06-12T14:00", "2013-06-12T14:45", room="B")
THREE = a_talk("three", "2013-06-12T11:00", "2013-06-12T12:00", room="A",
               people=[{"name": "mona "}])  # fmt: skip
TALKS = (ONE, TWO, THREE)


def kept_of(*given: Meeting) -> dict[str, KeptMeeting]:
    return {
        meeting.id: KeptMeeting(
            *(getattr(row_of(meeting), name) for name in row_of(meeting).__dataclass_fields__),
            1, "pack", "cancelled" if meeting.cancelled else "planned", BEFORE, "pack",
        )
        for meeting in given
    }  # fmt: skip


def planned(draft: Draft, *given: Meeting, now: datetime = BEFORE) -> Plan:
    return make_plan(draft, kept_of(*given), given, now)


def times(plan: Plan) -> dict[str, tuple[str, str]]:
    return {move.after.id: (str(move.after.start), str(move.after.end)) for move in plan.moves}


def test_two_meetings_swap_their_rooms_their_times_or_both() -> None:
    swap = Draft("swap", 7, ("one", "two"))
    rooms = planned(replace(swap, what="rooms"), *TALKS)
    assert [move.after.room for move in rooms.moves] == ["B", "A"]
    assert [move.after.start for move in rooms.moves] == [ONE.start, TWO.start]
    hours = planned(replace(swap, what="hours"), *TALKS)
    assert [(move.after.start, move.after.end) for move in hours.moves] == [
        (TWO.start, TWO.end), (ONE.start, ONE.end),
    ]  # fmt: skip
    assert [move.after.room for move in hours.moves] == ["A", "B"]
    both = planned(replace(swap, what="both"), *TALKS)
    assert [(move.after.room, move.after.start) for move in both.moves] == [
        ("B", TWO.start), ("A", ONE.start),
    ]  # fmt: skip


def test_hours_are_swapped_by_the_clock_of_each_venue_and_rooms_only_within_a_city() -> None:
    lima = a_talk("two", "2013-06-12T04:00", "2013-06-12T05:00", time_zone="America/Lima",
                  city="Lima", room="B")  # fmt: skip
    assert swappable(ONE, lima) == ["hours"]
    plan = planned(Draft("swap", 7, ("one", "two"), what="hours"), ONE, lima)
    assert times(plan) == {
        "one": ("2013-06-12 11:00:00", "2013-06-12 12:00:00"),
        "two": ("2013-06-12 02:00:00", "2013-06-12 03:00:00"),
    }
    assert not planned(Draft("swap", 7, ("one", "two"), what="rooms"), ONE, lima).moves


def test_half_a_swap_is_none() -> None:
    swap = Draft("swap", 7, ("one", "two"), what="rooms")
    cancelled = TWO.model_copy(update={"cancelled": True})
    assert planned(swap, ONE, cancelled).left_out == {"gone": ["Talk two"]}
    assert not planned(swap, ONE, cancelled).moves
    assert not planned(swap, ONE).moves


@pytest.mark.parametrize(
    ("start", "end", "by", "expected"),
    [
        # 31 March 2013, 02:00 to 03:00 does not exist in Zurich.
        ("2013-03-31T01:00", "2013-03-31T01:30", 30, ("01:30", "03:00")),
        ("2013-03-31T01:15", "2013-03-31T01:45", 60, ("03:15", "03:45")),
        ("2013-03-30T02:30", "2013-03-30T04:00", 1440, ("03:30", "05:00")),
        ("2013-03-30T09:00", "2013-03-30T10:00", 1440, ("09:00", "10:00")),
        # 27 October 2013, 02:00 to 03:00 comes twice.
        ("2013-10-26T02:30", "2013-10-26T03:30", 1440, ("02:30", "03:30")),
        ("2013-10-27T09:00", "2013-10-27T10:00", -1440, ("09:00", "10:00")),
        ("2013-06-12T23:30", "2013-06-13T00:30", 60, ("00:30", "01:30")),
    ],
)
def test_times_move_by_the_clock_of_the_venue_also_when_the_clocks_change(
    start: str, end: str, by: int, expected: tuple[str, str]
) -> None:
    moved = later(a_talk("one", start, end), timedelta(minutes=by))
    assert isinstance(moved, Meeting)
    assert (f"{moved.start:%H:%M}", f"{moved.end:%H:%M}") == expected
    assert moved.begins is not None and moved.begins < moved.closes


def test_what_cannot_be_moved_is_left_out_and_said() -> None:
    whole_day = a_talk("two", "2013-06-12", "2013-06-13")
    deadline = a_talk("three", "2013-06-12T18:00", None, deadline="due", room=None)
    draft = replace(SHIFT, meeting_ids=("one", "two", "three", "four"), what="minutes", value="30")
    plan = planned(draft, ONE, whole_day, deadline)
    assert plan.left_out == {"gone": ["four"], "no-hour": ["Talk two"]}
    assert [move.after.id for move in plan.moves] == ["one", "three"]
    by_day = planned(replace(draft, value="1440"), ONE, whole_day)
    assert by_day.moves[1].after.start == date(2013, 6, 13)
    room = planned(replace(draft, what="room", value="A"), ONE, whole_day, deadline)
    assert room.left_out == {"gone": ["four"], "same": ["Talk one"], "deadline": ["Talk three"]}
    over = planned(replace(SHIFT, what="minutes", value="-43200"), ONE)
    assert over.left_out == {"gone": ["two"], "over": ["Talk one"]}


def test_to_another_day_all_move_by_as_many_days_as_the_first() -> None:
    next_day = a_talk("two", "2013-06-13T14:00", "2013-06-13T15:00")
    plan = planned(replace(SHIFT, what="day", value="2013-06-20"), ONE, next_day)
    assert times(plan) == {
        "one": ("2013-06-20 09:00:00", "2013-06-20 10:00:00"),
        "two": ("2013-06-21 14:00:00", "2013-06-21 15:00:00"),
    }


def test_clashes_of_rooms_and_of_people_are_told() -> None:
    draft = Draft("shift", 7, ("one",), what="minutes", value="90")
    plan = planned(draft, *TALKS)
    assert [(one.id, other.id) for one, other in plan.rooms] == [("three", "one")]
    assert [(one.id, other.id, name) for one, other, name in plan.people] == [
        ("three", "one", "Mona")
    ]
    assert not planned(replace(draft, value="15"), *TALKS).rooms


def test_a_plan_is_another_one_once_a_meeting_begins_or_changes() -> None:
    draft = replace(SHIFT, what="minutes", value="600")
    plan = planned(draft, ONE, TWO)
    assert plan.fingerprint == planned(draft, ONE, TWO).fingerprint
    assert ONE.begins is not None
    begun = planned(draft, ONE, TWO, now=ONE.begins)
    assert begun.begun == ("Talk one",) and begun.fingerprint != plan.fingerprint
    moved = TWO.model_copy(update={"room": "C"})
    assert planned(draft, ONE, moved).fingerprint != plan.fingerprint


def assert_fits(reply: Reply, right_to_left: bool) -> None:
    rendered = render(reply, right_to_left=right_to_left)
    assert len(rendered.texts) == 1
    assert not re.search(r"\{\w*\}", rendered.texts[0])
    labels = [button.label for row in reply.buttons for button in row]
    assert labels and all(0 < len(label) <= 64 for label in labels), labels
    assert len(labels) == len(set(labels)), labels


@pytest.mark.parametrize("language", NAMES)
def test_every_screen_fits_in_every_language(language: str) -> None:
    reader, pack = a_reader(language), shipped_pack()
    turned = reader.right_to_left
    long = {"room": "R" * 120, "venue": "V" * 120, "people": [{"name": "P" * 120}]}
    talks = [
        a_talk(f"{number}" + "i" * 38, f"2013-06-12T{number % 20:02}:00", None,
               title=f"{number} " + "W" * 115, **long)
        for number in range(40)
    ]  # fmt: skip
    many = pack.with_meetings((*pack.meetings, *talks))
    ids = tuple(meeting.id for meeting in many.meetings)
    draft = Draft("shift", 10**9 - 1, ids, reason="R" * 300)
    swap = Draft("swap", 10**9 - 1, ids[-2:], step="other")
    for view in (
        start_view(reader, many),
        *(names_view(reader, many, part, 1) for part in ("days", "rooms", "tracks")),
        *(select_view(reader, many, draft, page) for page in (1, 3, 99)),
        change_view(reader, draft),
        other_view(reader, many, swap, 1),
        other_view(reader, many, swap, 1, []),
        done_view(reader, SavedMoves(3, 12, 2, None)),
        nothing_to_undo_view(reader),
        what_view(reader, talks[0], talks[1], swap),
        *(
            question_view(reader, many, replace(draft, step=step), "?")
            for step in ("later", "earlier", "room", "day", "reason")
        ),
    ):
        assert_fits(view, turned)
    for what, value in (("minutes", "-45"), ("room", "B" * 120), ("day", "2013-06-20")):
        chosen = replace(draft, what=what, value=value)
        plan = planned(chosen, *many.meetings)
        for page in (1, 99):
            assert_fits(preview_view(reader, chosen, plan, 143, page, changed=True), turned)


# What is pressed and written, over a database.


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[tuple[Database, Pack]]:
    database = open_database(database_url(tmp_path / "test.db"))
    await database.migrate()
    pack = shipped_pack().with_meetings((*shipped_pack().meetings, *TALKS))
    async with database.transaction() as connection:
        await meetings.load_pack_meetings(connection, list(map(row_of, pack.meetings)), BEFORE)
    yield database, pack
    await database.close()


def asked(desk: tuple[Database, Pack], words: str = "", message: int = 0) -> Request:
    database, pack = desk
    incoming = Incoming(message, words, words) if message else None
    request = a_request(services_over(database, pack), words, incoming=incoming, user_id=201)
    return replace(request, member=Member(201, "organiser", "Olga", ()))


async def draft_of(desk: tuple[Database, Pack]) -> Draft:
    async with desk[0].transaction() as connection:
        dialog = await dialogs.dialog_of(connection, 101, BEFORE)
    assert dialog is not None
    return from_json(dialog.state)


def shown(given: Answer | None) -> str:
    assert isinstance(given, Reply), given
    return re.sub("<.*?>", "", " ".join(render(given).texts))


def save_button(given: Answer | None) -> SaveDraft:
    assert isinstance(given, Reply)
    (button,) = [
        button.data
        for row in given.buttons
        for button in row
        if isinstance(button, Press) and isinstance(button.data, SaveDraft)
    ]
    return button


async def test_a_room_is_chosen_toggled_and_moved(desk: tuple[Database, Pack]) -> None:
    said = await press_scope(asked(desk), ChooseScope("room", key_of("a")))
    assert "2 meetings chosen." in shown(said)
    nonce = (await draft_of(desk)).nonce
    said = await press_toggle(asked(desk), ToggleMeeting(nonce, "one", 1))
    assert (await draft_of(desk)).meeting_ids == ("three",)
    said = await press_toggle(asked(desk), ToggleMeeting(nonce, "two", 1))
    assert (await draft_of(desk)).meeting_ids == ("three",)  # it is in another room
    await press_command(asked(desk), DraftCommand(nonce, "all"))
    assert (await draft_of(desk)).meeting_ids == ("one", "three")
    await press_command(asked(desk), DraftCommand(nonce, "change"))
    await press_command(asked(desk), DraftCommand(nonce, "earlier"))
    state = await dialog_state(desk)
    assert "I could not read" in shown(await answer(asked(desk, "31 days", 5), state))
    said = await answer(asked(desk, "une demi-heure", 6), state)
    assert "Earlier by 30 minutes" in shown(said)
    # The same message once more, after a crash, is no other answer.
    assert shown(await answer(asked(desk, "une demi-heure", 6), await dialog_state(desk))) == shown(
        said
    )
    # Without an open question, words are a search.
    assert await answer(asked(desk, "migration", 7), await dialog_state(desk)) is None
    done = await press_save(asked(desk), save_button(said))
    assert shown(done).startswith("Saved. 2 meetings changed.")
    async with desk[0].transaction() as connection:
        kept = await meetings.find_meeting(connection, "one")
        (entry,) = await audit_log.entries(connection, 9)
    assert kept is not None and str(meeting_of(kept).start) == "2013-06-12 08:30:00"
    assert (entry.act, entry.subject) == ("meetings-shifted", "calendar")
    # Both messages' buttons are out of date, and nothing is saved twice.
    assert isinstance(await press_save(asked(desk), save_button(said)), Notice)
    said = await show_undo(asked(desk))
    await press_save(asked(desk), save_button(said))
    async with desk[0].transaction() as connection:
        kept = await meetings.find_meeting(connection, "one")
    assert kept is not None and meeting_of(kept).start == ONE.start
    assert "There is no swap or move to undo." in shown(await show_undo(asked(desk)))


async def dialog_state(desk: tuple[Database, Pack]) -> str:
    async with desk[0].transaction() as connection:
        dialog = await dialogs.dialog_of(connection, 101, BEFORE)
    assert dialog is not None
    return dialog.state


async def test_a_stale_preview_changes_nothing(desk: tuple[Database, Pack]) -> None:
    await press_swap(asked(desk), SwapWith("one"))
    nonce = (await draft_of(desk)).nonce
    await press_other(asked(desk), PickOther(nonce, "two"))
    said = await press_change(asked(desk), ChooseChange(nonce, "both", "all"))
    async with desk[0].transaction() as connection:
        moved = TWO.model_copy(update={"room": "C"})
        await meetings.change_meeting(connection, row_of(moved), BEFORE)
    again = await press_save(asked(desk), save_button(said))
    assert "The calendar was changed in the meantime. Nothing was saved." in shown(again)
    async with desk[0].transaction() as connection:
        kept = await meetings.find_meeting(connection, "one")
        assert kept is not None and kept.revision == 1
        assert await audit_log.count(connection) == 0
    assert shown(await press_save(asked(desk), save_button(again))).startswith("Saved.")


async def test_forged_and_stale_buttons_do_nothing(desk: tuple[Database, Pack]) -> None:
    await press_scope(asked(desk), ChooseScope("list", "all"))
    nonce = (await draft_of(desk)).nonce
    group = replace(asked(desk), chat_kind="group")
    for given in (
        await press_scope(asked(desk), ChooseScope("room", "0123456789")),
        await press_scope(asked(desk), ChooseScope("what", "all")),
        await press_scope(group, ChooseScope("list", "all")),
        await press_swap(asked(desk), SwapWith("nothing")),
        await press_other(asked(desk), PickOther(nonce, "two")),
        await press_toggle(asked(desk), ToggleMeeting(nonce + 1, "one", 1)),
        await press_command(asked(desk), DraftCommand(nonce, "change")),  # none is chosen
        await press_command(asked(desk), DraftCommand(nonce, "other")),
        await press_command(asked(desk), DraftCommand(nonce, "reason")),
        await press_change(asked(desk), ChooseChange(nonce, "minutes", "30")),
        await press_save(asked(desk), SaveDraft(nonce + 1, "f" * 12)),
        await press_save(group, SaveDraft(nonce, "f" * 12)),
    ):
        assert isinstance(given, Notice), given
    await press_toggle(asked(desk), ToggleMeeting(nonce, "one", 1))
    for what, value in (
        ("minutes", "x"), ("minutes", "-"), ("minutes", "99999999"), ("minutes", "0"),
        ("room", "0123456789"), ("day", "20131301"), ("rooms", "all"), ("all", "all"),
    ):  # fmt: skip
        given = await press_change(asked(desk), ChooseChange(nonce, what, value))
        assert isinstance(given, Notice), (what, value)
    given = await press_change(asked(desk), ChooseChange(nonce, "day", key_of_day(date.max)))
    assert "There is nothing to save." in shown(given)


def test_every_button_fits_with_the_longest_id() -> None:
    longest, nonce = "i" * 40, 999_999_999
    for button in (
        SwapWith(longest), PickOther(nonce, longest), ToggleMeeting(nonce, longest, 999),
        ChooseScope("track", key_of("x")), ChooseChange(nonce, "minutes", "-43200"),
        DraftCommand(nonce, "preview"), SaveDraft(nonce, "f" * 12), UndoAct(nonce),
    ):  # fmt: skip
        assert button.pack()


async def test_the_draft_is_shown_again_by_the_page(desk: tuple[Database, Pack]) -> None:
    await press_scope(asked(desk), ChooseScope("list", "all"))
    first = shown(await visit_moves(asked(desk), Visit(Place("desk-moves", "draft"))))
    assert "0 meetings chosen." in first
    said = await visit_moves(asked(desk), Visit(Place("desk-moves", "draft", 2)))
    assert isinstance(said, Reply) and "‹ Previous page" in {
        button.label for row in said.buttons for button in row
    }
