"""Loading a pack stores its delegations, and keeps lists of speakers as the desk switched them."""

from __future__ import annotations

from pathlib import Path

from bot.pack.calendar import load_calendar
from content.model.delegations import Delegation
from storage.floor import delegations, switches
from tests.factories import BEFORE, LIMA, a_database
from tests.handlers.floor.room import MEETING, a_pack_with_a_floor


async def test_delegations_are_stored_with_their_names(tmp_path: Path) -> None:
    pack = a_pack_with_a_floor()
    one = Delegation(id="ruritania", name="Ruritania", names={"fr": "Ruritanie"})
    with a_database(tmp_path) as database:
        await database.migrate()
        with_one = pack.model_copy(update={"delegations": (one,)})
        await load_calendar(with_one, database, BEFORE)
        async with database.transaction() as connection:
            (stored,) = (await delegations.all_delegations(connection)).values()
        assert stored.names == {"en": "Ruritania", "fr": "Ruritanie"}
        await load_calendar(pack, database, BEFORE)
        async with database.transaction() as connection:
            assert await delegations.all_delegations(connection) == {}
        await database.close()


async def test_a_list_of_speakers_stays_as_the_desk_switched_it(tmp_path: Path) -> None:
    with a_database(tmp_path) as database:
        await database.migrate()
        async with database.write_transaction() as connection:
            await switches.switch_off(connection, MEETING)
            await switches.switch_on(connection, LIMA)
        pack = await load_calendar(a_pack_with_a_floor(), database, BEFORE)
        on = {meeting.id for meeting in pack.meetings if meeting.floor}
        assert on == {LIMA}
        async with database.write_transaction() as connection:
            await switches.switch_on(connection, MEETING)
        pack = await load_calendar(a_pack_with_a_floor(words_a_minute=120), database, BEFORE)
        meeting = pack.meeting(MEETING)
        assert meeting is not None
        assert pack.floor_rules(meeting).words_a_minute == 120
        await database.close()
