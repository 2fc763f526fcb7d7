"""A large pack is loaded, compared and used without holding up the event loop."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.clock import ShiftedClock
from bot.pack import current
from bot.pack.calendar import load_calendar
from bot.pack.current import CurrentPack
from content.loading import load_pack
from handlers.framework.services import Signals
from handlers.framework.subprocesses import CompletedModule
from storage import chats, deliveries, subscriptions
from tests.factories import BEFORE, a_database
from tests.large_packs import write_pack
from tests.slow_callbacks import longest_callback

MEETINGS = 2000
# Of one callback. 12,000 when batches of meetings are worked on, 63,000 when all are.
MOST_CALLS = 30_000


@pytest.fixture(autouse=True)
def _frozen_as_in_the_program() -> Iterator[None]:
    """Keep the garbage collector from what the tests themselves made, as the program does."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


async def _nothing(*_: object) -> None:
    pass


async def test_a_large_calendar_is_reloaded_step_by_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def checked(*_: str, timeout_seconds: float) -> CompletedModule:
        return CompletedModule(0, b"", b"")

    monkeypatch.setattr(current, "run_module", checked)
    folder = write_pack(tmp_path / "large", 100, MEETINGS)
    pack = load_pack(folder)
    with a_database(tmp_path) as database:
        await database.migrate()
        with longest_callback() as loading:
            loaded = await load_calendar(pack, database, BEFORE)
        packs = CurrentPack(
            loaded, str(folder), database, ShiftedClock(BEFORE), Signals(), _nothing, _nothing
        )
        # Every meeting moves by an hour.
        file = folder / "meetings.yaml"
        file.write_text(file.read_text().replace("T09:", "T08:").replace("T11:", "T10:"))
        with longest_callback() as reading:
            fresh = await packs.read()
        assert len(fresh.load.changed) > MEETINGS / 20
        with longest_callback() as using:
            await packs.use(fresh.pack, _nothing)
        await database.close()
    figures = {"load": loading, "read": reading, "use": using}
    print({name: f"{longest.calls:,}" for name, longest in figures.items()})
    assert all(longest.calls < MOST_CALLS for longest in figures.values()), figures
    assert gc.isenabled()


async def test_a_large_agenda_is_read_by_the_page(tmp_path: Path) -> None:
    with a_database(tmp_path) as database:
        await database.migrate()
        await load_calendar(
            load_pack(write_pack(tmp_path / "large", 100, MEETINGS)), database, BEFORE
        )
        async with database.transaction() as connection:
            await chats.record_contact(connection, 1, BEFORE)
            await subscriptions.subscribe(connection, 1, "all", "", BEFORE)
        async with database.transaction() as connection:
            every = await subscriptions.agenda_ids(connection, 1, BEFORE)
            assert len(every) == MEETINGS
            for page, number in ((1, 1), (2, 2), (200, 200), (999, 200)):
                ids, shown, pages = await subscriptions.agenda_page(connection, 1, BEFORE, page, 10)
                assert (ids, shown, pages) == (every[number * 10 - 10 : number * 10], number, 200)
            nobody = await subscriptions.agenda_page(connection, 2, BEFORE, 1, 10)
            assert nobody == ([], 1, 1)
        with longest_callback() as longest:
            async with database.transaction() as connection:
                await deliveries.next_due(connection, BEFORE, "Europe/Zurich")
        await database.close()
    print(f"next_due {longest.calls:,}")
    assert longest.calls < MOST_CALLS
