"""One chat's updates in order, and no chat that holds up others."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from bot.updates import chat_order
from bot.updates.chat_order import MAX_IN_MEMORY, MAX_WAITING, ChatOrder
from bot.updates.inbox import Arrival
from bot.updates.slots import Slots


class World:
    """A disk with updates, and a chat order that answers them."""

    def __init__(self, slots: int = 4) -> None:
        self.disk: dict[int, Arrival] = {}
        self.answered: list[int] = []
        self.told: list[int] = []
        self.in_memory: list[int] = []
        self.slots = Slots(slots)
        self.telegram = asyncio.Event()
        self.slow: set[int] = set()
        self.order = ChatOrder(self.slots, self.answer, self.read, self.tell)

    def arrives(self, id: int, key: int) -> bool:
        self.disk[id] = Arrival(id, {"update_id": id}, key)
        return self.order.add(self.disk[id])

    async def answer(self, arrival: Arrival) -> None:
        if arrival.key in self.slow:
            async with self.slots.given_back():
                await self.telegram.wait()
        await asyncio.sleep(0)
        self.answered.append(arrival.id)

    async def read(self, ids: Sequence[int]) -> list[Arrival]:
        self.in_memory.append(len(ids))
        return [self.disk[id] for id in ids]

    async def tell(self, arrival: Arrival) -> None:
        self.told.append(arrival.key)

    async def settled(self) -> None:
        async with asyncio.timeout(5):
            await self.order.finish(5)


async def test_updates_of_a_chat_are_answered_in_order_also_those_read_back() -> None:
    world = World()
    for id in range(200):
        assert world.arrives(id, key=7)
    await world.settled()
    assert world.answered == list(range(200))
    assert world.in_memory and max(world.in_memory) <= MAX_IN_MEMORY


async def test_updates_that_cannot_be_read_back_for_a_moment_are_answered_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(chat_order, "_RETRY_SECONDS", 0.01)
    world = World()
    read, failures = world.read, iter([OSError("locked"), ValueError("odd")])

    async def failing(ids: Sequence[int]) -> list[Arrival]:
        if (problem := next(failures, None)) is not None:
            raise problem
        return await read(ids)

    world.order = ChatOrder(world.slots, world.answer, failing, world.tell)
    for id in range(100):
        assert world.arrives(id, key=7)
    await world.settled()
    assert world.answered == list(range(100))


async def test_what_is_too_much_is_dropped_and_said_once() -> None:
    world = World()
    taken = [world.arrives(id, key=7) for id in range(MAX_WAITING + 4700)]
    await world.settled()
    assert sum(taken) == MAX_WAITING == len(world.answered)
    assert world.told == [7]


async def test_a_flood_of_one_chat_leaves_others_as_they_were() -> None:
    world = World()
    for id in range(5000):
        world.arrives(id, key=7)
    for id in range(9000, 9020):
        world.arrives(id, key=id)
    await world.settled()
    # Each round of the loop serves every chat: the others come after a few answers of the flood.
    assert max(world.answered.index(id) for id in range(9000, 9020)) < 60


async def test_chats_that_wait_for_telegram_leave_their_places_to_others() -> None:
    world = World(slots=4)
    world.slow = set(range(1, 501))
    for key in world.slow:
        world.arrives(key, key)
    for _ in range(5):
        await asyncio.sleep(0)
    for id in range(9000, 9020):
        world.arrives(id, key=id)
    async with asyncio.timeout(5):
        while len(world.answered) < 20:
            await asyncio.sleep(0)
    assert set(world.answered) == set(range(9000, 9020))
    world.telegram.set()
    await world.settled()
    assert len(world.answered) == 520


async def test_calls_beside_each_other_give_one_place_back_and_take_one() -> None:
    slots, inside, most = Slots(1), 0, 0

    async def update() -> None:
        nonlocal inside, most
        async with slots:
            async with asyncio.TaskGroup() as group:
                for _ in range(2):
                    group.create_task(call())
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0)
            inside -= 1

    async def call() -> None:
        async with slots.given_back():
            await asyncio.sleep(0)

    await asyncio.gather(*(update() for _ in range(20)))
    assert most == 1


def part(id: int, album: str | None = "1", kind: str = "private") -> dict[str, Any]:
    """An update with a part of an album; None for a message of its own."""
    grouped = {} if album is None else {"media_group_id": album}
    return {"update_id": id, "message": {"chat": {"id": 7, "type": kind}, **grouped}}


async def together(*raws: dict[str, Any]) -> list[list[int]]:
    """Return the ids of the updates that are answered together, in order."""
    answered = []

    async def answer(arrival: Arrival) -> None:
        answered.append([arrival.id, *(other.id for other in arrival.album)])

    async def nothing(arrival: Arrival) -> None:
        pass

    order = ChatOrder(Slots(1), answer, World().read, nothing)
    for raw in raws:
        order.add(Arrival(raw["update_id"], raw, 7))
    await order.finish(5)
    return answered


async def test_the_parts_of_an_album_are_answered_together(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(chat_order, "ALBUM_SECONDS", 0.01)
    assert await together(part(1), part(2), part(3)) == [[1, 2, 3]]
    assert await together(part(1), part(2, "2"), part(3, None)) == [[1], [2], [3]]
    # Ten at most, and in a group only where they reply.
    assert [len(some) for some in await together(*map(part, range(12)))] == [10, 2]
    assert await together(part(1, kind="group"), part(2, kind="group")) == [[1], [2]]


async def test_what_is_dropped_is_not_answered_but_for_what_is_under_way() -> None:
    world = World()
    world.slow = {7}
    for id in range(100):
        world.arrives(id, key=7)
        world.arrives(1000 + id, key=8)
    async with asyncio.timeout(5):
        while len(world.answered) < 100:
            await asyncio.sleep(0)
    assert world.order.drop(lambda key: key == 7) == {0}
    world.telegram.set()
    async with asyncio.timeout(5):
        await world.order.idle(lambda key: key == 7)
    assert [id for id in world.answered if id < 1000] == [0]
    # What comes afterwards is answered as ever.
    world.arrives(100, key=7)
    await world.settled()
    assert world.answered[-1] == 100
    assert len(world.answered) == 102


async def test_what_is_dropped_while_it_is_read_back_is_not_answered() -> None:
    world, reading = World(), asyncio.Event()

    async def slowly(ids: Sequence[int]) -> list[Arrival]:
        reading.set()
        await world.telegram.wait()
        return [world.disk[id] for id in ids]

    world.order = ChatOrder(world.slots, world.answer, slowly, world.tell)
    for id in range(MAX_IN_MEMORY + 5):
        world.arrives(id, key=7)
    async with asyncio.timeout(5):
        await reading.wait()
        assert world.order.drop(lambda key: key == 7) == set()
        world.telegram.set()
        await world.settled()
    assert world.answered == list(range(MAX_IN_MEMORY))
