"""What is on, what comes next, and when it is for the person who asks."""

from __future__ import annotations

from tests.program.program import AMINA, Meet


async def test_before_it_begins(meet: Meet) -> None:
    amina = meet(AMINA)
    assert "No meeting is in progress." in (await amina.says("/now")).text
    assert "Lima" in (await amina.says("/next")).text
    assert "There are no meetings today." in (await amina.says("/today")).text


async def test_while_it_is_on(meet: Meet) -> None:
    amina = meet(AMINA)
    await amina.post("clock", now="2013-05-22T13:29:00+00:00")
    assert "No meeting is in progress" in (await amina.says("/now")).text
    assert "in 1 minute" in (await amina.says("/next")).text
    await amina.post("clock", now="2013-05-22T13:31:00+00:00")
    on = await amina.says("/now")
    assert "Fourth Global Meeting" in on.text
    assert "No meeting is in progress" not in on.text


async def test_when_all_is_over_it_says_when_it_took_place(meet: Meet) -> None:
    amina = meet(AMINA)
    await amina.post("clock", now="2014-02-01T12:00:00+00:00")
    for command in ("/now", "/next", "/today"):
        said = await amina.says(command)
        assert "took place on Thursday 3 October – Friday 4 October 2013" in said.plain
    assert "Took place on:" in (await amina.says("/meeting hld-2013")).text


async def test_today_is_the_persons_own_day(meet: Meet) -> None:
    amina = meet(AMINA)
    await amina.says("/timezone Asia/Tokyo")
    # 23:30 on 21 May in Tokyo; the Lima meeting begins at 22:30 on 22 May there.
    await amina.post("clock", now="2013-05-21T14:30:00+00:00")
    assert "There are no meetings today." in (await amina.says("/today")).text
    # 00:30 on 22 May in Tokyo, still 21 May in Lima.
    await amina.post("clock", now="2013-05-21T15:30:00+00:00")
    said = await amina.says("/today")
    assert "22 May 2013" in said.text
    assert "Fourth Global Meeting" in said.text
    await amina.says("/forget")


async def test_a_meeting_is_shown_in_both_zones_and_in_the_readers(meet: Meet) -> None:
    amina = meet(AMINA)
    await amina.says("/timezone Geneva")
    said = await amina.says("/meeting global-rcp-lima-2013")
    assert "from 08:30 (Lima time)" in said.text
    assert "15:30 (Zurich time)" in said.text
    entity = next(each for each in said.raw["entities"] if each["type"] == "date_time")
    assert entity["unix_time"] == 1369229400


async def test_no_hour_is_ever_invented(meet: Meet) -> None:
    said = await meet(AMINA).says("/meeting escap-bangkok-2013")
    assert "Wednesday 29 May – Friday 31 May 2013" in said.plain
    assert "not the time" in said.text
    assert ":00" not in said.text
    assert "date_time" not in {each["type"] for each in said.raw["entities"]}
