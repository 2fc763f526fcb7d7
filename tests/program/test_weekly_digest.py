"""The weekly digest: choosing its weekday and hour, and receiving it."""

from __future__ import annotations

import pytest

from tests.factories import BOT
from tests.program.program import AMINA, DIEGO, GROUP, OLGA, Meet

pytestmark = pytest.mark.usefixtures("nothing_kept")


async def test_it_lists_the_week_on_the_chosen_day_beside_the_daily_one(meet: Meet) -> None:
    amina = meet(AMINA)
    await amina.says("/reminders 60 days")
    await amina.says("/timezone Europe/Paris")
    await amina.says("/subscribe all")
    shown = await amina.press(await amina.says("/reminders"), "Weekly digest")
    assert "Weekly digest: off" in shown.plain
    chosen = await amina.press(shown, "Tuesday")
    assert "Weekly digest: Tuesday, 08:00 (Paris time)" in chosen.plain
    assert "Tuesday" not in chosen.labels
    await amina.hears_nothing_at("2013-05-21T05:59:00+00:00")
    message = await amina.hears_at("2013-05-21T06:00:01+00:00")
    assert message.plain.startswith("Your week: Tue, 21")
    assert "Fourth Global Meeting" in message.plain
    off = await amina.press(message, "No weekly digest")
    assert "Weekly digest: off" in off.plain


async def test_it_can_be_typed_also_in_other_languages(meet: Meet) -> None:
    amina = meet(AMINA)
    assert "Sunday, 18:00" in (await amina.says("/reminders weekly sunday 18:00")).plain
    assert (
        "Weekly digest: Monday, 07:30"
        in (await amina.says("/reminders hebdomadaire le lundi à 7h30")).plain
    )
    assert "Weekly digest: off" in (await amina.says("/reminders weekly off")).plain
    unread = await amina.says("/reminders weekly soon")
    assert "I could not read “soon” as a weekday and a time." in unread.plain
    for forged in ("wd1:10080", "wd1:-2"):
        assert "out of date" in (await amina.forge(unread, forged))["text"]


async def test_a_group_has_it_where_an_administrator_chose_it(meet: Meet) -> None:
    refused = await meet(DIEGO, GROUP).says(f"/reminders@{BOT} weekly tuesday 8:00")
    assert "administrators" in refused.text
    olga = meet(OLGA, GROUP)
    await olga.says(f"/reminders@{BOT} 60d")
    await olga.says(f"/subscribe@{BOT} all")
    assert "Tuesday, 08:00" in (await olga.says(f"/reminders@{BOT} weekly tuesday 8:00")).text
    message = await olga.hears_at("2013-05-21T12:00:01+00:00")
    assert "Fourth Global Meeting" in message.text
    assert len(message.text.splitlines()) <= 3
