"""kill -9 during a session: list, clock, limits and record are as a plain model says."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.program.floor_lives import killed_floor

KILLS = 8  # a hundred of them: KILLS=100 make attack ONLY=session


@pytest.mark.timeout(300)
async def test_kills_during_a_session_change_nothing_and_lose_no_notice(tmp_path: Path) -> None:
    found = await killed_floor(tmp_path, KILLS)
    print(f"\n{found}")
    assert found.acts >= KILLS and found.notices > 0
    assert found.lost == 0
    assert found.doubled <= KILLS
