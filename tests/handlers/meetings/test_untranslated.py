"""The screen of a meeting says where not all of it is in the reader's language."""

from __future__ import annotations

from handlers.meetings.meeting_screen import meeting_view
from tests.factories import LIMA, a_reader, shipped_pack, text_of

SENTENCE = "Tout n’est pas traduit ici. Langue d’origine : anglais."


def test_it_says_so_only_where_something_is_missing() -> None:
    reader = a_reader("fr")
    whole = shipped_pack().in_language("fr")
    nothing = shipped_pack().model_copy(update={"translations": {}}).in_language("fr")
    for pack, told in ((whole, False), (nothing, True)):
        meeting = pack.meeting(LIMA)
        assert meeting is not None
        shown = text_of(meeting_view(reader, pack, meeting)).replace("\u00a0", " ")
        assert (SENTENCE in shown) is told
