"""Reading a pack again while the program runs: its screens are checked once, in a limited time."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.clock import ShiftedClock
from bot.pack import current
from bot.pack.calendar import load_calendar
from bot.pack.current import CurrentPack
from content.loading import load_pack
from content.model import Pack
from content.problems import PackError
from handlers.framework.services import Signals
from handlers.framework.subprocesses import CompletedModule
from tests.content.example import edit, example
from tests.factories import BEFORE, a_database


async def _nothing(*_: object) -> None:
    pass


class Checks:
    """Stands in for the subprocess that checks a pack's screens: it succeeds at once, or takes too
    long."""

    def __init__(self) -> None:
        self.number = 0
        self.too_slow = False

    async def run(self, *arguments: str, timeout_seconds: float) -> CompletedModule:
        self.number += 1
        if self.too_slow:
            raise TimeoutError
        return CompletedModule(0, b"", b"")


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> Checks:
    made = Checks()
    monkeypatch.setattr(current, "run_module", made.run)
    return made


@pytest.fixture
async def packs(tmp_path: Path) -> AsyncIterator[tuple[CurrentPack, Path]]:
    folder = example(tmp_path)
    with a_database(tmp_path) as database:
        await database.migrate()
        pack = await load_calendar(load_pack(folder), database, BEFORE)
        clock = ShiftedClock(BEFORE)
        yield (
            CurrentPack(pack, str(folder), database, clock, Signals(), _nothing, _nothing),
            folder,
        )
        await database.close()


async def test_a_pack_is_checked_once_until_it_changes(
    packs: tuple[CurrentPack, Path], checks: Checks
) -> None:
    in_use, folder = packs

    async def use(pack: Pack) -> None:
        await in_use.use(pack, _nothing)

    await use((await in_use.read()).pack)
    await in_use.read()
    assert checks.number == 1
    edit(folder, "pack.yaml", 'version: "0.1"', 'version: "0.2"')
    assert (await in_use.read()).pack.version == "0.2"
    assert checks.number == 2


async def test_a_check_that_takes_too_long_says_what_to_do(
    packs: tuple[CurrentPack, Path], checks: Checks
) -> None:
    in_use, _folder = packs
    checks.too_slow = True
    with pytest.raises(PackError) as refused:
        await in_use.read()
    (problem,) = refused.value.problems
    assert "took over 5 minutes" in str(problem)
    assert "restart the bot" in str(problem)
    checks.too_slow = False
    await in_use.read()  # it is checked again
    assert checks.number == 2
