"""The screen of one meeting: it shows what the pack knows, and nothing else."""

from __future__ import annotations

import pytest

from content.model import Meeting
from handlers.framework.reply import Link, Paragraph, Press, Reply, Share
from handlers.meetings import meeting_line
from handlers.meetings.calendar_buttons import MeetingFile
from handlers.meetings.meeting_screen import meeting_view
from handlers.meetings.subscribe_buttons import Subscribe, subscribe_rows
from handlers.wording import labels
from tests.factories import BOT, a_meeting, a_reader, shipped_pack, text_of

PACK = shipped_pack()


def shown(meeting: Meeting) -> Reply:
    reader = a_reader()
    return meeting_view(reader, PACK, meeting, "", subscribe_rows(reader, meeting, False, (3600,)))


def test_it_shows_all_that_the_pack_knows() -> None:
    text = text_of(shown(a_meeting()))
    for part in (
        "Preparatory meeting",
        "Monday 3 June – Tuesday 4 June 2013, from 05:00 (New York time)</tg-time> · "
        "from 09:00 (Accra time)",
        "in 14 days",
        "Hall &lt;1&gt;, Accra, Ghana",
        "ECA, IOM",
        "High-level Dialogue on International Migration and Development</a>",
        f'<a href="https://t.me/{BOT}?start=rt2">2</a>, <a href="https://t.me/{BOT}?start=rt4">4',
        "Regional preparatory meetings",
        "Africa",
        'the report, <a href="https://example.org/a/b.html">example.org/a/b.html</a> (page 3)',
    ):
        assert part in text, part


def test_one_can_subscribe_add_it_to_a_calendar_and_share_it() -> None:
    buttons = [button for row in shown(a_meeting()).buttons for button in row]
    data = [button.data for button in buttons if isinstance(button, Press)]
    assert Subscribe("meeting", "accra") in data
    assert MeetingFile("accra") in data
    assert any(isinstance(button, Share) and button.query == "meeting-accra" for button in buttons)


def test_what_the_pack_does_not_know_is_not_shown() -> None:
    text = text_of(
        shown(a_meeting(roundtables=[], prepares=None, organisers=[], start="2013-06-03"))
    )
    for label in ("Prepares", "Roundtables", "Organized by", "Your time"):
        assert f"{label}:" not in text
    assert "not the time" in text


def test_a_cancelled_meeting_is_struck_through_and_says_so_in_words() -> None:
    cancelled = a_meeting(cancelled=True)
    reader = a_reader()
    reply = meeting_view(reader, PACK, cancelled)
    text = text_of(reply)
    assert "<b>Cancelled:</b>" in text and "<s>Preparatory meeting</s>" in text
    assert "Was scheduled for:" in text
    assert "Begins:" not in text and "in 14 days" not in text
    listed = text_of(Reply((Paragraph(meeting_line(reader, cancelled)),)))
    assert listed.startswith("Cancelled: <s>Preparatory meeting</s>")
    assert "in 14 days" not in listed


@pytest.mark.parametrize(
    ("words", "url"),
    [
        ("un.org/en/ga/68.shtml", "https://un.org/en/ga/68.shtml"),
        ("see http://example.org/x, page 3", "http://example.org/x"),
        ("warbe.org/a-b (quoting A/RES/67/219)", "https://warbe.org/a-b"),
        ("the position paper, section B", None),
        ("A/RES/67/219", None),
        ("and/or the like, e.g. this", None),
    ],
)
def test_an_address_in_a_source_is_a_link(words: str, url: str | None) -> None:
    phrase = labels.source_phrase(words)
    parts = (phrase,) if isinstance(phrase, str) else phrase
    assert [part.url for part in parts if isinstance(part, Link)] == ([url] if url else [])
    assert "".join(part if isinstance(part, str) else part.text for part in parts) == words
