"""The daily digest, chosen and received."""

from __future__ import annotations

import pytest

from tests.factories import BOT
from tests.program.program import AMINA, DIEGO, GROUP, OLGA, Meet

pytestmark = pytest.mark.usefixtures("nothing_kept")


async def test_a_digest_lists_the_day_at_the_chosen_hour_and_skips_empty_days(meet: Meet) -> None:
    amina = meet(AMINA)
    await amina.says("/reminders 60 days")
    await amina.says("/timezone Europe/Paris")
    await amina.says("/subscribe all")
    shown = await amina.press(await amina.says("/reminders"), "Daily digest")
    assert "Daily digest: off" in shown.text
    chosen = await amina.press(shown, "08:00")
    assert "Daily digest: at 08:00" in chosen.text
    assert "08:00" not in chosen.labels
    # On the 21st nothing is on; on the 22nd Lima begins at 15:30 in Paris.
    await amina.hears_nothing_at("2013-05-21T06:00:01+00:00")
    said = await amina.hears_at("2013-05-22T06:00:01+00:00")
    assert said.plain.startswith("Today, Wednesday")
    assert "22 May 2013" in said.plain
    assert "Fourth Global Meeting" in said.text
    assert "08:30 (Lima time)" in said.plain
    assert "15:30 (Paris time)" in said.plain
    opened = await amina.press(said, next(each for each in said.labels if each.startswith("Lima")))
    assert "Organised by" in opened.text


async def test_a_digest_is_switched_off_under_itself(meet: Meet) -> None:
    amina = meet(AMINA)
    await amina.says("/reminders 60 days")
    await amina.says("/subscribe all")
    assert "at 07:30" in (await amina.says("/reminders digest 7:30am")).text
    said = await amina.hears_at("2013-05-22T11:30:01+00:00")
    off = await amina.press(said, "No daily digest")
    assert "Daily digest: off" in off.text
    await amina.hears_nothing_at("2013-05-23T11:30:01+00:00")


@pytest.mark.parametrize("words", ["25:00", "soon", "13pm", "8:75"])
async def test_an_hour_that_is_none_says_what_is(meet: Meet, words: str) -> None:
    said = await meet(AMINA).says(f"/reminders digest {words}")
    assert words in said.text
    assert "/reminders digest 08:00" in said.text
    assert "Daily digest: off" in said.text


async def test_a_groups_digest_is_its_administrators_choice_and_short(meet: Meet) -> None:
    refused = await meet(DIEGO, GROUP).says(f"/reminders@{BOT} digest 8:00")
    assert "administrators" in refused.text
    olga = meet(OLGA, GROUP)
    await olga.says(f"/reminders@{BOT} 60d")
    await olga.says(f"/subscribe@{BOT} all")
    assert "at 08:00" in (await olga.says(f"/reminders@{BOT} digest 8:00")).text
    said = await olga.hears_at("2013-05-22T12:00:01+00:00")
    assert "Fourth Global Meeting" in said.text
    assert len(said.text.splitlines()) <= 3
