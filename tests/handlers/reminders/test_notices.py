"""What notices say about a meeting."""

from __future__ import annotations

from dataclasses import replace

from handlers.reminders.notices import cancellation_view, change_view, reason_facts
from storage.deliveries import Delivery
from tests.factories import a_meeting, a_reader, text_of


def test_a_restored_meeting_is_announced_with_its_time_and_place() -> None:
    shown = text_of(change_view(a_reader(), a_meeting(), a_meeting(), restored=True))
    assert "It will take place after all." in shown
    assert "from 09:00 (Accra time)" in shown and "Accra, Ghana" in shown
    moved = a_meeting(city="Lagos")
    shown = text_of(change_view(a_reader(), a_meeting(), moved, restored=True))
    assert "It will take place after all." in shown and "Lagos" in shown
    assert "after all" not in text_of(change_view(a_reader(), a_meeting(), moved))


def test_a_cancellation_gives_its_reason_and_author_if_they_are_known() -> None:
    reader = a_reader()
    delivery = Delivery(
        1, 101, "m", 2, "cancellation", 0, reader.now, reader.now, False, 1, "{}", None, "en",
        None, reason="the hall was <flooded>", edited_by="the secretariat",
    )  # fmt: skip
    text = text_of(cancellation_view(reader, a_meeting(), reason_facts(reader, delivery)))
    assert "<b>Reason:</b> the hall was &lt;flooded&gt;" in text
    assert "<b>Changed by:</b> the secretariat" in text
    without_reason = replace(delivery, reason=None, edited_by=None)
    assert "Reason" not in text_of(
        cancellation_view(reader, a_meeting(), reason_facts(reader, without_reason))
    )
    changed = text_of(
        change_view(
            reader, a_meeting(), a_meeting(city="Lagos"), reason=reason_facts(reader, delivery)
        )
    )
    assert changed.index("Lagos") < changed.index("Reason:")
