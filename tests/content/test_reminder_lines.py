"""The secretariat's own line of a meeting: the desk's before the pack's, in one's language."""

from __future__ import annotations

from content.model import Pack
from content.model.translation import EntryWords, Translation
from handlers.framework.reply import Bullets, Facts
from handlers.reminders.notices import reminder_view
from handlers.wording.reminder_line import line_blocks, with_line
from tests.factories import a_meeting, a_reader, shipped_pack, text_of


def a_pack(line: str | None = "Bring your badge.") -> Pack:
    words = EntryWords(reminder_line="Apportez votre badge.")
    french = Translation(entries={"meeting-accra": words})
    meeting = a_meeting(reminder_line=line)
    update = {"meetings": (meeting,), "translations": {"fr": french}}
    return shipped_pack().model_copy(update=update)


def test_the_packs_line_is_translated() -> None:
    pack = a_pack()
    (meeting,) = pack.meetings
    assert pack.reminder_line(meeting) == "Bring your badge."
    french = pack.in_language("fr")
    assert french.reminder_line(meeting) == "Apportez votre badge."
    assert a_pack(None).reminder_line(meeting) is None


def test_the_desks_line_comes_first_and_has_a_fallback() -> None:
    lines = {"accra": {"es": "Traiga su placa.", "ru": "Возьмите бейдж."}}
    pack = a_pack().with_reminder_lines(lines)
    (meeting,) = pack.meetings
    assert pack.in_language("ru").reminder_line(meeting) == "Возьмите бейдж."
    # Neither French, nor the pack's language, nor English.
    assert pack.in_language("fr").reminder_line(meeting) == "Traiga su placa."
    lines = {"accra": {"es": "Traiga su placa.", "en": "Badge <b>"}}
    assert a_pack().with_reminder_lines(lines).in_language("fr").reminder_line(meeting) == (
        "Badge <b>"
    )


def test_it_is_marked_as_the_secretariats_and_escaped() -> None:
    pack = a_pack("Badges & <b>pens</b>")
    (meeting,) = pack.meetings
    reader = a_reader()
    reminder = reminder_view(reader, meeting, 3600, False, None, line_blocks(reader, pack, meeting))
    assert "From the secretariat:</b> Badges &amp; &lt;b&gt;pens&lt;/b&gt;" in text_of(reminder)
    (item,) = Bullets((with_line(reader, pack, meeting, (meeting.title,)),)).items
    # In another direction than the reader's.
    (arabic,) = line_blocks(a_reader("ar"), pack, meeting)
    assert isinstance(arabic, Facts)
    assert arabic.rows[0][1] == "\u2068Badges & <b>pens</b>\u2069"
    assert item[-1] == "From the secretariat: Badges & <b>pens</b>"
