"""Callback data: typed, at most 64 bytes, and nothing but what a button wrote is read."""

from __future__ import annotations

import contextlib
import dataclasses
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pack.calendar import load_calendar
from handlers import TOPICS
from handlers.framework.buttons import ButtonTable, OutOfDate
from handlers.framework.places import Go, Place, go
from handlers.framework.reply import Notice, Reply
from handlers.framework.switchboard import DuplicateHandler
from handlers.framework.topic import Topic
from handlers.me.announcement_buttons import SwitchAnnouncements
from handlers.me.time_zone import ChooseZone
from tests.factories import (
    BEFORE,
    a_database,
    a_request,
    a_switchboard,
    services_over,
    shipped_pack,
)

NAMES = st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,2}", fullmatch=True)


@given(NAMES, NAMES)
def test_what_a_button_packs_comes_back(place: str, back: str) -> None:
    button = Go(place, back)
    assert ButtonTable([Go]).parse(button.pack()) == button


@given(st.text(max_size=80))
def test_anything_else_is_out_of_date_and_never_an_error(data: str) -> None:
    switchboard = a_switchboard()
    try:
        button = switchboard.parse(data)
    except OutOfDate:
        return
    assert button.pack() == data


@given(st.from_regex(r"[gclzf]1(:[A-Za-z0-9.\-/_]{0,20}){0,4}", fullmatch=True))
def test_forged_data_in_our_own_form_is_read_exactly_or_refused(data: str) -> None:
    switchboard = a_switchboard()
    with contextlib.suppress(OutOfDate):
        assert switchboard.parse(data).pack() == data


def test_the_way_back_is_left_out_rather_than_the_place() -> None:
    long = "meeting-" + "x" * 40
    assert go(long, "y" * 28) == Go(long, "")
    assert len(go(long, "y" * 28).pack()) <= 64


def test_a_field_that_cannot_be_packed_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="cannot be packed"):
        Go("a:b").pack()
    with pytest.raises(ValueError, match="64 bytes"):
        Go("x" * 40, "y" * 40).pack()


def test_every_time_zone_fits_its_button() -> None:
    from zoneinfo import available_timezones

    assert all(ChooseZone(zone).pack() for zone in available_timezones())


@pytest.mark.parametrize("text", ["", "a b", "rt3.rec.2.4", "x" * 60, "rt3.rec.9999", "ü"])
def test_what_is_no_place_is_none(text: str) -> None:
    assert Place.parse(text) is None


def test_places_are_written_as_they_are_read() -> None:
    for text in ("rt3", "rt3.rec", "rt3.rec.2", "meetings..3"):
        place = Place.parse(text)
        assert place is not None
        assert str(place) == text


@pytest.mark.parametrize("kind", ["commands", "screens", "entries", "buttons", "dialogs", "links"])
def test_two_topics_that_answer_the_same_are_refused(kind: str) -> None:
    """Otherwise the later one would take the earlier one's place unseen."""
    a_switchboard()
    name = next(name for topic in TOPICS for name in getattr(topic, kind))
    with pytest.raises(DuplicateHandler, match=re.escape(str(name))):
        a_switchboard(Topic("another", **{kind: {name: object()}}))


def test_every_kind_of_entry_has_a_screen() -> None:
    from content.model import EntryKind

    shown = {kind for topic in TOPICS for kind in topic.entries}
    assert shown == set(get_args(EntryKind))


FORGED = [
    (button, value)
    for topic in TOPICS
    for button in topic.buttons
    # Any number but 0 is on, for one's own chat.
    if dataclasses.fields(button) and button is not SwitchAnnouncements
    for value in ("nowhere", "999999999", "../x")
]


async def test_a_forged_button_of_any_kind_changes_nothing_that_is_kept(tmp_path: Path) -> None:
    """Values that no button of ours has, pressed by somebody who is not on the team."""
    path = tmp_path / "test.db"

    def kept() -> list[str]:
        with closing(sqlite3.connect(path)) as connection:
            return list(connection.iterdump())

    with a_database(tmp_path) as database:
        await database.migrate()
        await load_calendar(shipped_pack(), database, BEFORE)
        switchboard, request = a_switchboard(), a_request(services_over(database), user_id=101)
        before = kept()
        for button, value in FORGED:
            data = ":".join([button.tag, *[value] * len(dataclasses.fields(button))])
            answer = await switchboard.button(request, data)
            assert isinstance(answer, Notice | Reply)
            assert kept() == before, data
        await database.close()
