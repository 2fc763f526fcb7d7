"""Ids made for meetings are plain, short and nobody else's."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter

from content.meeting_ids import new_meeting_id
from content.model.field_types import MeetingId


@pytest.mark.parametrize(
    ("title", "taken", "made"),
    [
        ("Réunion préparatoire pour l’Afrique", set[str](), "reunion-preparatoire-pour-2013"),
        ("Briefing 2013", set(), "briefing-2013"),
        ("اجتماع", {"meeting-2013"}, "meeting-2013-2"),
        ("会议", {"meeting-2013", "meeting-2013-2"}, "meeting-2013-3"),
        ("Straßen", set(), "strassen-2013"),
        ("x" * 200, {"x" * 30 + "-2013"}, "x" * 30 + "-2013-2"),
        ("-- --", set(), "meeting-2013"),
    ],
)
def test_a_new_id_is_plain_short_and_nobody_elses(title: str, taken: set[str], made: str) -> None:
    found = new_meeting_id(title, 2013, taken)
    assert found == made
    TypeAdapter(MeetingId).validate_python(found)
