"""Notices about a meeting: what they say of it."""

from __future__ import annotations

from dataclasses import replace

from handlers.reminders.notices import cancellation_view, change_view, said
from storage.deliveries import Delivery
from tests.factories import a_meeting, a_reader, text_of


def test_what_was_cancelled_and_takes_place_says_so_with_when_and_where() -> None:
    shown = text_of(change_view(a_reader(), a_meeting(), a_meeting(), restored=True))
    assert "It takes place after all." in shown
    assert "from 09:00 (Accra time)" in shown and "Accra, Ghana" in shown
    moved = a_meeting(city="Lagos")
    shown = text_of(change_view(a_reader(), a_meeting(), moved, restored=True))
    assert "It takes place after all." in shown and "Lagos" in shown
    assert "after all" not in text_of(change_view(a_reader(), a_meeting(), moved))


def test_a_cancellation_says_why_and_by_whom_where_that_was_said() -> None:
    reader = a_reader()
    told = Delivery(
        1, 101, "m", 2, "cancellation", 0, reader.now, reader.now, False, 1, "{}", None, "en",
        None, reason="the hall was <flooded>", edited_by="the secretariat",
    )  # fmt: skip
    words = text_of(cancellation_view(reader, a_meeting(), said(reader, told)))
    assert "<b>Reason:</b> the hall was &lt;flooded&gt;" in words
    assert "<b>By:</b> the secretariat" in words
    silent = replace(told, reason=None, edited_by=None)
    assert "Reason" not in text_of(cancellation_view(reader, a_meeting(), said(reader, silent)))
    changed = text_of(
        change_view(reader, a_meeting(), a_meeting(city="Lagos"), why=said(reader, told))
    )
    assert changed.index("Lagos") < changed.index("Reason:")
