"""Notices about a meeting: what they say of it."""

from __future__ import annotations

from handlers.notices import change_view
from tests.factories import a_reader
from tests.views.test_one_meeting import a_meeting, text


def test_what_was_cancelled_and_takes_place_says_so_with_when_and_where() -> None:
    said = text(change_view(a_reader(), a_meeting(), a_meeting(), restored=True))
    assert "It takes place after all." in said
    assert "from 09:00 (Accra time)" in said and "Accra, Ghana" in said
    moved = a_meeting(city="Lagos")
    said = text(change_view(a_reader(), a_meeting(), moved, restored=True))
    assert "It takes place after all." in said and "Lagos" in said
    assert "after all" not in text(change_view(a_reader(), a_meeting(), moved))
