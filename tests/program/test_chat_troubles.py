"""Groups that take no messages, and topics that are gone: with Telegram's words, and for real."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.factories import BOT
from tests.program.program import AMINA, DIEGO, FORUM, GROUP, OLGA, Meet, Person, Said

DAY_BEFORE = "2013-05-21T13:30:01+00:00"  # Lima begins on 22 May at 08:30 there, 13:30 UTC
HOUR_BEFORE = "2013-05-22T12:30:01+00:00"
LOGISTICS = 12


@pytest.fixture(autouse=True)
async def as_before(meet: Meet) -> AsyncIterator[None]:
    yield
    olga = meet(OLGA, GROUP)
    async with olga.session.delete(f"{olga.base}/sim/faults"):
        pass
    for chat in (GROUP, FORUM):
        olga = meet(OLGA, chat)
        await bot_becomes(olga, "member")
        if chat == FORUM:
            for number in (None, 11):
                await topic_becomes(olga, number, "open")
        asked = await olga.says(f"/forget@{BOT}")
        await olga.press(asked, asked.labels[0])
    await forgotten(meet(OLGA))


async def forgotten(person: Person) -> None:
    asked = await person.says("/forget")
    await person.press(asked, asked.labels[0])


async def bot_becomes(olga: Person, status: str) -> None:
    await olga.post(f"chats/{olga.chat}/bot", person=OLGA, status=status)


async def topic_becomes(olga: Person, number: int | None, status: str) -> None:
    await olga.post(f"chats/{olga.chat}/topics", person=OLGA, topic=number, status=status)


async def refuse(olga: Person, kind: str, description: str) -> None:
    rule = {"method": "sendMessage", "kind": kind, "chat": olga.chat, "description": description}
    await olga.post("faults", rules=[rule])


def reminders(heard: list[Said]) -> list[Said]:
    return [said for said in heard if "Begins in" in said.text]


@pytest.mark.parametrize(
    ("description", "why"),
    [
        ("TOPIC_CLOSED", "The topic General is closed"),
        ("not enough rights to send text messages to the chat", "not allowed to write"),
        ("CHAT_WRITE_FORBIDDEN", "not allowed to write"),
        ("CHAT_RESTRICTED", "Telegram has restricted this group"),
        ("have no rights to send a message", "not allowed to write"),
    ],
)
async def test_an_administrator_is_told_once_and_the_notice_arrives_later(
    meet: Meet, description: str, why: str
) -> None:
    olga, private = meet(OLGA, GROUP), meet(OLGA)
    await private.says("/start")
    await olga.says(f"/subscribe@{BOT} all")
    await refuse(olga, "400", description)
    told = await private.hears_at(DAY_BEFORE)
    assert told.text.startswith("Delegation of Exampleland")
    assert why in told.text
    assert "waiting" in told.text
    await olga.post("clock", advance_seconds=3600)
    await private.says("/now")
    await private.settled()
    assert len([said for said in await private.heard() if why in said.text]) == 1
    assert not reminders(await olga.heard())
    async with olga.session.delete(f"{olga.base}/sim/faults"):
        pass
    await olga.says(f"/next@{BOT}")
    await olga.hears("Begins in")


@pytest.mark.parametrize(
    ("kind", "description"),
    [
        ("403", "bot was kicked from the supergroup chat"),
        ("403", "the group chat was deleted"),
        ("400", "chat not found"),
        ("400", "PEER_ID_INVALID"),
    ],
)
async def test_a_group_that_is_gone_is_given_up_without_a_word(
    meet: Meet, kind: str, description: str
) -> None:
    olga, private = meet(OLGA, GROUP), meet(OLGA)
    await private.says("/start")
    await olga.says(f"/subscribe@{BOT} all")
    await refuse(olga, kind, description)
    await private.hears_nothing_at(DAY_BEFORE)
    async with olga.session.delete(f"{olga.base}/sim/faults"):
        pass
    await olga.post("clock", advance_seconds=7200)
    await private.says("/now")
    assert not reminders(await olga.heard())


async def test_rights_that_come_back_bring_what_waited(meet: Meet) -> None:
    olga, private = meet(OLGA, GROUP), meet(OLGA)
    await private.says("/start")
    await olga.says(f"/subscribe@{BOT} all")
    await bot_becomes(olga, "restricted")
    assert "not allowed to write" in (await private.hears_at(DAY_BEFORE)).text
    await bot_becomes(olga, "member")
    await olga.hears("Begins in")


async def test_an_answer_that_is_refused_tells_an_administrator(meet: Meet) -> None:
    olga, private = meet(OLGA, GROUP), meet(OLGA)
    await private.says("/start")
    await bot_becomes(olga, "restricted")
    for _ in range(2):
        await meet(DIEGO, GROUP).writes(f"/next@{BOT}")
    await private.hears("not allowed to write")
    await private.settled()
    assert len([said for said in await private.heard() if "not allowed" in said.text]) == 1


async def test_a_subscription_of_a_topic_is_reminded_there(meet: Meet) -> None:
    amina = meet(AMINA, FORUM)
    said = await amina.says(f"/subscribe@{BOT} all", thread=LOGISTICS)
    assert "They come in this topic." in said.text
    reminder = await amina.hears_at(DAY_BEFORE)
    assert reminder.raw["message_thread_id"] == LOGISTICS
    said = await amina.says(f"/subscribe@{BOT} all")
    assert "in this topic" not in said.text
    assert "message_thread_id" not in (await amina.hears_at(HOUR_BEFORE)).raw


async def test_each_subscription_has_its_own_topic_and_the_digest_follows_the_last(
    meet: Meet,
) -> None:
    amina = meet(AMINA, FORUM)
    await amina.says(f"/subscribe@{BOT} all")
    await amina.says(f"/subscribe@{BOT} rcp", thread=LOGISTICS)
    await amina.says(f"/reminders@{BOT} digest 08:00", thread=11)
    assert (await amina.hears_at(DAY_BEFORE)).raw["message_thread_id"] == LOGISTICS
    digest = await amina.hears_at("2013-05-22T12:00:01+00:00")
    assert digest.raw["message_thread_id"] == 11


@pytest.mark.parametrize(("status", "words"), [("closed", "was closed"), ("deleted", "deleted")])
async def test_what_went_to_a_lost_topic_arrives_in_general_which_is_told_once(
    meet: Meet, status: str, words: str
) -> None:
    olga = meet(OLGA, FORUM)
    made = await olga.post(f"chats/{FORUM}/topics", person=OLGA, name="Travel")
    await olga.says(f"/subscribe@{BOT} all", thread=made["topic"])
    await topic_becomes(olga, made["topic"], status)
    await olga.post("clock", now=DAY_BEFORE)
    assert "message_thread_id" not in (await olga.hears("Begins in")).raw
    assert "message_thread_id" not in (await olga.hears(words)).raw
    assert "message_thread_id" not in (await olga.hears_at(HOUR_BEFORE)).raw
    await olga.settled()
    assert len([said for said in await olga.heard() if words in said.text]) == 1


@pytest.mark.parametrize("status", ["closed", "hidden"])
async def test_a_closed_general_lets_notices_wait_but_not_those_of_topics(
    meet: Meet, status: str
) -> None:
    olga, private = meet(OLGA, FORUM), meet(OLGA)
    await private.says("/start")
    await olga.says(f"/subscribe@{BOT} all")
    await topic_becomes(olga, None, status)
    assert "General is closed" in (await private.hears_at(DAY_BEFORE)).text
    await olga.says(f"/subscribe@{BOT} all", thread=LOGISTICS)
    assert (await olga.hears("Begins in")).raw["message_thread_id"] == LOGISTICS


async def test_a_topic_of_a_private_chat_that_is_gone_is_answered_without_it(meet: Meet) -> None:
    amina = meet(AMINA)
    made = await amina.post(f"chats/{AMINA}/topics", person=AMINA, name="Notes")
    number = made["topic"]
    assert (await amina.says("/next", thread=number)).raw["message_thread_id"] == number
    rule = {
        "method": "sendMessage", "kind": "400", "description": "message thread not found",
        "times": 1,
    }  # fmt: skip
    await amina.post("faults", rules=[rule])
    assert "message_thread_id" not in (await amina.says("/next", thread=number)).raw
    await amina.post(f"chats/{AMINA}/topics", person=AMINA, topic=number, status="deleted")
