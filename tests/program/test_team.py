"""The desk over HTTP: who is on the team is, and for anybody else there is no desk."""

from __future__ import annotations

import pytest

from tests.program.desk import invitation, payload_of
from tests.program.program import AMINA, DIEGO, OLGA, Meet, Person

Team = tuple[Person, Person, Person]


@pytest.fixture
async def people(meet: Meet) -> Team:
    """Olga, who owns the event, and two delegates of whom nothing is kept."""
    amina, diego = meet(AMINA), meet(DIEGO)
    for person in (amina, diego):
        await person.forgets()
    return meet(OLGA), amina, diego


async def commands_of(person: Person) -> set[str]:
    shown = (await person.get(f"chats/{person.chat}/commands?person={person.person}"))["commands"]
    return {command["command"] for command in shown}


async def test_an_organiser_joins_by_a_link_that_works_once(
    people: Team,
) -> None:
    olga, amina, diego = people
    unknown = await amina.says("/desk")
    assert unknown.plain.startswith("There is no command /desk.")
    payload = await invitation(olga)
    welcome = await amina.opens(payload)
    assert "Welcome to the team" in welcome.text
    desk = await amina.press(welcome, "The desk")
    assert "Your role: organizer." in desk.plain
    assert "desk" in await commands_of(amina)
    refused = await diego.opens(payload)
    assert "has been used or has expired" in refused.text
    assert "desk" not in await commands_of(diego)
    # The same person again is told nothing bad.
    assert "Welcome to the team" in (await amina.opens(payload)).text
    listed = await olga.says("/team")
    assert "Amina · organizer, since Mon, 20 May 2013" in listed.plain


async def test_who_was_taken_off_presses_an_old_button_in_vain(
    people: Team,
) -> None:
    olga, amina, _ = people
    await amina.opens(await invitation(olga))
    old = await amina.says("/team")
    assert "Invite an organizer" in old.labels
    asked = await olga.press(await olga.says("/team"), "Remove: Amina")
    gone = await olga.press(asked, "Remove Amina")
    assert "Amina" not in gone.text
    await olga.settled()
    data = old.rows[0][0]["callback_data"]
    assert "out of date" in (await amina.forge(old, data))["text"]
    assert (await amina.says("/team")).plain.startswith("There is no command /team.")
    assert "desk" not in await commands_of(amina)


async def test_a_delegate_forges_the_teams_buttons_in_vain(
    people: Team,
) -> None:
    _, amina, diego = people
    said = await diego.says("/help")
    for data in (
        "t1:",
        "t1:1-2",
        f"t2:{AMINA}",
        "g1:desk:",
        "g1:desk-team:",
        "g1:desk-team.chair:",
    ):
        assert "out of date" in (await diego.forge(said, data))["text"], data
    assert "does not lead to anything" in (await diego.opens("desk-team")).plain
    assert "does not lead to anything" in (await diego.opens("join")).plain
    assert (await amina.says("/cancel")).plain.startswith("There is nothing to cancel.")


async def test_a_chair_has_the_roundtables_of_the_invitation(
    people: Team,
) -> None:
    olga, amina, diego = people
    said = await olga.press(await olga.says("/team"), "Invite a chair")
    said = await olga.press(said, "Roundtable 3")
    said = await olga.press(said, "Roundtable 1")
    link = await olga.press(said, "Create the link")
    assert "chair of roundtables 1, 3" in link.plain
    await amina.opens(payload_of(link))
    desk = await amina.says("/desk")
    assert "chair of roundtables 1, 3" in desk.plain
    assert desk.labels == ["Roundtable 1", "Roundtable 3", "Home"]
    assert (await amina.says("/team")).plain.startswith("There is no command /team.")
    await diego.opens(await invitation(olga))
    team = await diego.says("/team")
    assert "Remove: Amina" in team.labels
    assert "Remove: Diego" not in team.labels


async def test_who_is_forgotten_is_off_the_team(people: Team) -> None:
    olga, amina, _ = people
    await amina.opens(await invitation(olga))
    assert "Team: Amina, organizer" in (await amina.says("/mydata")).plain
    await amina.forgets()
    assert (await amina.says("/desk")).plain.startswith("There is no command /desk.")
    assert "Amina" not in (await olga.says("/team")).text
