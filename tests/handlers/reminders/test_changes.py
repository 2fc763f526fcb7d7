"""The one message for all changes of meetings that a chat is told of at once."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest

from bot.telegram.rendering import in_brief, render, shown_units
from content.languages import NAMES
from content.model import Meeting
from handlers.meetings.conversion import row_of
from handlers.reminders.changes import changes_view
from storage.deliveries import Delivery
from tests.factories import a_meeting, a_reader, shipped_pack, text_of

START = datetime.fromisoformat("2013-06-03T09:00")
LONG = "W" * 120


def a_change(number: int, before: Meeting, after: Meeting, **changed: object) -> Delivery:
    now = a_reader().now
    fields = {
        "id": number, "chat_id": 101, "subject": after.id, "revision": 2, "notice": "change",
        "lead": 0, "due": now, "expires": now, "late": False, "attempts": 1,
        "body": row_of(after).body, "previous_body": row_of(before).body, "language": "en",
        "time_zone": None,
    } | changed  # fmt: skip
    return Delivery(**fields)  # type: ignore[arg-type]


def in_room(number: int, room: str | None, **changed: object) -> Meeting:
    start = START + timedelta(hours=number)
    times = {"start": start, "end": start + timedelta(minutes=45)}
    return a_meeting(**{"id": f"talk-{number}", "title": f"Talk {number}", "room": room, **times,
                        **changed})  # fmt: skip


def test_a_swap_of_rooms_names_both_meetings_with_both_rooms() -> None:
    changes = [
        a_change(1, in_room(1, "Room A"), in_room(1, "Room B"), reason="The projector"),
        a_change(2, in_room(2, "Room B"), in_room(2, "Room A"), reason="The projector"),
    ]
    shown = text_of(changes_view(a_reader(), shipped_pack(), changes))
    assert shown.startswith("<b>2 of your meetings have changed</b> <b>Talk 1</b> ")
    one, two = shown.split("<b>Talk 2</b>")
    assert one.index("Room A") < one.index("Room B")
    assert two.index("Room B") < two.index("Room A")
    assert shown.count("Reason:</b> The projector") == 1
    assert shown.count("When:") == 2 and "When (" not in shown


def test_each_reason_stands_with_its_meeting_and_a_cancelled_one_is_struck_through() -> None:
    changes = [
        a_change(1, in_room(1, "A"), in_room(1, "B"), reason="First"),
        a_change(2, in_room(2, "B"), in_room(2, "B"), notice="cancellation", reason="Second"),
        a_change(3, in_room(3, "B"), in_room(3, "B"), restored=True),
    ]
    shown = text_of(changes_view(a_reader(), shipped_pack(), changes))
    assert shown.index("First") < shown.index("Cancelled: <s>Talk 2</s>") < shown.index("Second")
    assert "<b>Talk 3</b> · It will take place after all." in shown


@pytest.mark.parametrize("language", NAMES)
@pytest.mark.parametrize("number", [2, 3, 40, 300])
def test_however_many_they_are_one_message_with_short_labels(language: str, number: int) -> None:
    reader = a_reader(language)
    long = {"title": LONG, "venue": LONG, "city": LONG, "country": LONG}
    for given in (long, {}):
        changes = [
            a_change(
                each, in_room(each, "A" * 120, **given),
                in_room(each + 50, "B" * 120, **{**given, "title": f"{each} " + "V" * 110}),
                reason="R" * 300, edited_by="the secretariat",
            )
            for each in range(number)
        ]  # fmt: skip
        reply = changes_view(reader, shipped_pack(), changes)
        rendered = render(reply, right_to_left=reader.right_to_left)
        assert len(rendered.texts) == 1 and shown_units(rendered.texts[0]) <= 4096
        assert not re.search(r"\{\w*\}", rendered.texts[0])
        assert str(number) in rendered.texts[0] or number == 2
        assert ("/agenda" in rendered.texts[0]) == (number >= 40)
        assert all(0 < len(button.label) <= 64 for row in reply.buttons for button in row)
        brief = in_brief(reply.brief or ())
        assert len(render(type(reply)(brief)).texts) == 1


def test_meetings_beyond_those_told_in_full_stand_in_a_folded_list() -> None:
    changes = [a_change(each, in_room(each, "A"), in_room(each, "B")) for each in range(20)]
    shown = text_of(changes_view(a_reader(), shipped_pack(), changes))
    assert "<blockquote expandable>Talk " in shown
    assert "Talk 19 · " in shown and "/agenda" not in shown
