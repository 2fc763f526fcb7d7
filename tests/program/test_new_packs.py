"""From nothing to a reminder: a new pack of each kind, made and served by the program."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest

from content.loading import load_pack
from content.new_pack import TEMPLATES
from tests.program.program import AMINA, Person, Program, bot


@pytest.mark.parametrize("like", TEMPLATES)
async def test_a_new_pack_is_served_and_reminds_of_what_is_to_come(
    tmp_path: Path, like: str
) -> None:
    made = bot(tmp_path, "new-pack", "my-event", "--like", like)
    assert made.returncode == 0, made.stderr
    pack = load_pack(tmp_path / "my-event")
    assert pack.event.rehearsal is not None
    to_come = {
        meeting.title: meeting for meeting in pack.meetings if meeting.opens > pack.event.rehearsal
    }
    program = Program(tmp_path, PACK="my-event")
    try:
        async with aiohttp.ClientSession() as session:
            amina = Person(session, program.address(), AMINA)
            await amina.post(f"people/{AMINA}", language_code="en")
            home = await amina.says("/start")
            assert home.text.startswith(pack.event.name)
            assert "Next" in home.text
            following = await amina.says("/next")
            shown = await amina.press(following, following.labels[0])
            meeting = to_come[shown.text.partition("\n")[0]]
            await amina.press(shown, "Remind me")
            assert meeting.begins is not None
            lead_time = min(pack.lead_times.get(meeting.kind, (3_600,)))
            due = meeting.begins - timedelta(seconds=lead_time)
            assert meeting.title in (await amina.hears_at(due.isoformat())).text
    finally:
        assert program.stop() == 0
