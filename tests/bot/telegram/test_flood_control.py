"""Whom a 429 closes, and until when."""

from __future__ import annotations

from bot.telegram.flood_control import FloodControl


class Time:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_refusal_closes_its_chat_alone() -> None:
    time = Time()
    control = FloodControl(time)
    control.refused(-5, 40)
    assert control.closed_for(-5) == 40
    assert control.closed_for(7) == 0
    assert control.bulk_closed_for() == 0
    time.now += 41
    assert control.closed_for(-5) == 0


def test_a_shorter_refusal_does_not_open_a_chat_sooner() -> None:
    control = FloodControl(Time())
    control.refused(-5, 40)
    control.refused(-5, 1)
    assert control.closed_for(-5) == 40


def test_several_chats_refused_at_once_close_bulk_for_a_few_seconds() -> None:
    time = Time()
    control = FloodControl(time)
    for chat_id in (1, 2, 3):
        control.refused(chat_id, 300)
    assert 0 < control.bulk_closed_for() <= 5
    time.now += 6
    assert control.bulk_closed_for() == 0
    assert control.closed_for(1) > 200


def test_one_chat_refused_often_or_several_one_after_another_close_nobody_else() -> None:
    time = Time()
    control = FloodControl(time)
    for _ in range(10):
        control.refused(1, 30)
    for chat_id in (2, 3, 4, 5):
        time.now += 2
        control.refused(chat_id, 30)
    assert control.bulk_closed_for() == 0
