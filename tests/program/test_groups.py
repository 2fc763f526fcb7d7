"""Groups: short answers to commands meant for the bot, in their topic, and silence otherwise."""

from __future__ import annotations

import asyncio

import pytest

from tests.factories import BOT, shipped_pack
from tests.program.program import AMINA, DIEGO, FORUM, GROUP, OLGA, Meet, Person, Said


async def test_a_command_is_answered_with_the_words_and_a_way_to_the_private_chat(
    meet: Meet,
) -> None:
    diego = meet(DIEGO, GROUP)
    said = await diego.says(f"/recommendation@{BOT} 3.2")
    assert said.parts("expandable_blockquote") == [shipped_pack().passages["rec-3-2"].text]
    assert said.labels == ["Open in private"]
    assert said.rows[0][0]["url"] == f"https://t.me/{BOT}?start=rec-3-2"
    assert said.raw["reply_to_message"]["text"].startswith("/recommendation")


@pytest.mark.parametrize(
    "command",
    [
        "start", "help", "roundtables", "meetings", "glossary", "now", "next", "today", "privacy",
        "mydata", "settings", "language zz", "verify", "processes", "mandate pizza", "meeting xyz",
        "glossary pizza", "glossary GMG", "search pizza", "dance", "mandate", "position",
    ],
)  # fmt: skip
async def test_a_first_answer_is_three_lines_at_most(meet: Meet, command: str) -> None:
    name, _, words = command.partition(" ")
    said = await meet(DIEGO, GROUP).says(f"/{name}@{BOT} {words}".strip())
    assert len([line for line in said.text.split("\n") if line.strip()]) <= 3
    assert said.labels == ["Open in private"]


@pytest.mark.parametrize(
    "talk", ["hello everyone", "/help@another_bot", "equal pay", "@somebody hello"]
)
async def test_other_talk_is_left_alone(meet: Meet, talk: str) -> None:
    diego = meet(DIEGO, GROUP)
    await diego.hears_nothing_of(diego.writes(talk))


async def test_a_mention_with_words_is_a_search(meet: Meet) -> None:
    said = await meet(DIEGO, GROUP).says(f"@{BOT} portability of social security")
    assert "3.2" in said.text


async def test_an_answer_stays_in_its_topic(meet: Meet) -> None:
    said = await meet(DIEGO, FORUM).says(f"/roundtable@{BOT} 2", thread=11)
    assert said.raw["message_thread_id"] == 11
    general = await meet(DIEGO, FORUM).says(f"/roundtable@{BOT} 2")
    assert "message_thread_id" not in general.raw


async def test_only_administrators_change_a_groups_settings(meet: Meet) -> None:
    refused = await meet(DIEGO, GROUP).says(f"/language@{BOT} fr")
    assert "administrators" in refused.text
    done = await meet(OLGA, GROUP).says(f"/language@{BOT} fr")
    assert "Français" in done.text
    back = await meet(OLGA, GROUP).says(f"/language@{BOT} en")
    assert "English" in back.text


@pytest.mark.parametrize(
    ("kind", "more"), [("502", {}), ("429", {"retry_after": 1}), ("close_before", {})]
)
async def test_who_administers_is_asked_again_where_telegram_fails(
    meet: Meet, kind: str, more: dict[str, int]
) -> None:
    olga, diego = meet(OLGA, GROUP), meet(DIEGO, GROUP)
    rule = {"method": "getChatMember", "kind": kind, "times": 1, **more}
    try:
        await olga.post("faults", rules=[rule])
        assert "Français" in (await olga.says(f"/language@{BOT} fr")).text
    finally:
        await olga.says(f"/language@{BOT} en")
    await olga.post("faults", rules=[rule])
    assert "administrators" in (await diego.says(f"/language@{BOT} fr")).text


async def test_while_telegram_does_not_say_who_administers_nothing_changes(meet: Meet) -> None:
    olga = meet(OLGA, GROUP)
    await olga.post("faults", rules=[{"method": "getChatMember", "kind": "502", "times": 99}])
    failed = await olga.says(f"/language@{BOT} fr")
    assert "tell the secretariat this code" in failed.text
    async with olga.session.delete(f"{olga.base}/sim/faults") as response:
        assert response.status == 200
    assert "Open in private" in (await olga.says(f"/recommendation@{BOT} 3.2")).labels


async def bot_becomes(olga: Person, status: str) -> None:
    """Olga adds, promotes or removes the bot."""
    await olga.post(f"chats/{olga.chat}/bot", person=OLGA, status=status)


async def greeting_of(olga: Person) -> Said:
    """What the bot says once Olga has added it."""
    after = await olga.now()
    await bot_becomes(olga, "member")
    return await olga.outcome(after)


@pytest.mark.parametrize("gone", ["left", "kicked"])
async def test_a_group_is_greeted_briefly_when_the_bot_joins(meet: Meet, gone: str) -> None:
    olga = meet(OLGA, GROUP)
    await bot_becomes(olga, gone)
    greeting = await greeting_of(olga)
    event, how = greeting.text.split("\n\n")
    assert event == shipped_pack().event.name
    assert greeting.parts("bold") == [event]
    assert how == "Ask me here: /recommendation 3.2 · /search pension transfer"
    assert greeting.labels == ["Open in private"]
    assert greeting.rows[0][0]["url"] == f"https://t.me/{BOT}?start=start"


async def test_a_new_group_is_greeted_and_what_the_greeting_names_is_answered(meet: Meet) -> None:
    made = await meet(OLGA).post("groups", title="Delegation", people=[OLGA, DIEGO])
    diego = meet(DIEGO, made["chat"]["id"])
    greeting = await diego.hears("Ask me here")
    first, second = greeting.text.partition(": ")[2].split(" · ")
    assert "Recommendation 3.2" in (await diego.says(first)).text
    assert "Recommendation" in (await diego.says(second)).text


async def test_a_group_is_greeted_in_the_language_that_it_chose(meet: Meet) -> None:
    olga = meet(OLGA, GROUP)
    await olga.says(f"/language@{BOT} fr")
    try:
        await bot_becomes(olga, "left")
        assert "Interrogez-moi ici" in (await greeting_of(olga)).plain
    finally:
        await olga.says(f"/language@{BOT} en")


async def test_only_joining_is_greeted(meet: Meet) -> None:
    olga = meet(OLGA, GROUP)
    await olga.hears_nothing_of(bot_becomes(olga, "administrator"))
    await olga.hears_nothing_of(bot_becomes(olga, "member"))
    # Out of the group it neither says farewell nor sees what is written.
    await bot_becomes(olga, "left")
    before = await olga.heard()
    await olga.writes(f"/roundtable@{BOT} 2")
    greeting = await greeting_of(olga)
    assert (await olga.heard())[len(before) :] == [greeting]


async def test_telegram_shows_the_commands_of_each_scope(meet: Meet) -> None:
    amina = meet(AMINA)
    # Menus are told to Telegram a moment after the first answers, those of administrators last.
    async with asyncio.timeout(30):
        while "language" not in await commands_of(amina, GROUP, OLGA):
            await asyncio.sleep(0.02)
    await amina.settled()
    private = await commands_of(amina, AMINA, AMINA)
    assert 5 <= len(private) <= 10
    assert "roundtables" in private
    assert "language" not in await commands_of(amina, GROUP, DIEGO)
    shown = await amina.get(f"chats/{AMINA}/commands?person={AMINA}")
    assert shown["menu_button"]["type"] == "commands"


async def commands_of(anybody: Person, chat: int, person: int) -> list[str]:
    """The commands that Telegram shows a person in a chat."""
    shown = await anybody.get(f"chats/{chat}/commands?person={person}")
    return [command["command"] for command in shown["commands"]]


async def test_an_editors_note_goes_with_the_words_in_a_group_too(meet: Meet) -> None:
    said = await meet(DIEGO, GROUP).says(f"/roundtable@{BOT} 2")
    assert "Editor’s note" in said.text


async def test_what_is_over_is_said_in_a_group_too(meet: Meet) -> None:
    diego = meet(DIEGO, GROUP)
    await diego.post("clock", now="2014-02-01T12:00:00+00:00")
    for command in ("now", "next", "today"):
        assert "took place on" in (await diego.says(f"/{command}@{BOT}")).text


async def test_an_anonymous_administrator_may_change_settings(meet: Meet) -> None:
    olga = meet(OLGA, GROUP)
    try:
        changed = await olga.says(f"/language@{BOT} fr", **{"as": "group"})
        assert "Français" in changed.text
    finally:
        await olga.says(f"/language@{BOT} en")


async def test_who_writes_as_a_channel_looks_things_up_and_changes_nothing(meet: Meet) -> None:
    olga = meet(OLGA, GROUP)
    refused = await olga.says(f"/language@{BOT} fr", **{"as": "channel"})
    assert "administrators" in refused.text
    assert " 2 · " in (await olga.says(f"/roundtable@{BOT} 2", **{"as": "channel"})).text


@pytest.mark.parametrize("text", [f"/subscribe@{BOT} all", "/next", f"@{BOT} pension"])
async def test_a_post_of_the_linked_channel_is_not_a_question(meet: Meet, text: str) -> None:
    olga = meet(OLGA, GROUP)
    await bot_becomes(olga, "administrator")  # that sees all messages
    try:
        await olga.hears_nothing_of(olga.writes(text, **{"as": "automatic"}))
    finally:
        await bot_becomes(olga, "member")
