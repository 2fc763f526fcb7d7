"""The daily digest: choosing its hour, and receiving it."""

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
    message = await amina.hears_at("2013-05-22T06:00:01+00:00")
    assert message.plain.startswith("Today, Wednesday")
    assert "22 May 2013" in message.plain
    assert "Fourth Global Meeting" in message.text
    assert "08:30 (Lima time)" in message.plain
    assert "15:30 (Paris time)" in message.plain
    lima = next(label for label in message.labels if label.startswith("Lima"))
    opened = await amina.press(message, lima)
    assert "Organized by" in opened.text


async def test_a_digest_is_switched_off_by_its_own_button(meet: Meet) -> None:
    amina = meet(AMINA)
    await amina.says("/reminders 60 days")
    await amina.says("/subscribe all")
    assert "at 07:30" in (await amina.says("/reminders digest 7:30am")).text
    message = await amina.hears_at("2013-05-22T11:30:01+00:00")
    off = await amina.press(message, "No daily digest")
    assert "Daily digest: off" in off.text
    await amina.hears_nothing_at("2013-05-23T11:30:01+00:00")


@pytest.mark.parametrize("words", ["25:00", "soon", "13pm", "8:75"])
async def test_an_hour_that_is_not_understood_is_answered_with_an_example(
    meet: Meet, words: str
) -> None:
    answer = await meet(AMINA).says(f"/reminders digest {words}")
    assert words in answer.text
    assert "/reminders digest 08:00" in answer.text
    assert "Daily digest: off" in answer.text


async def test_only_administrators_choose_a_groups_digest_which_is_short(meet: Meet) -> None:
    refused = await meet(DIEGO, GROUP).says(f"/reminders@{BOT} digest 8:00")
    assert "administrators" in refused.text
    olga = meet(OLGA, GROUP)
    await olga.says(f"/reminders@{BOT} 60d")
    await olga.says(f"/subscribe@{BOT} all")
    assert "at 08:00" in (await olga.says(f"/reminders@{BOT} digest 8:00")).text
    message = await olga.hears_at("2013-05-22T12:00:01+00:00")
    assert "Fourth Global Meeting" in message.text
    assert len(message.text.splitlines()) <= 3
