"""The real program as a process, and people who talk to it over the preview's HTTP."""

from __future__ import annotations

import asyncio
import os
import re
import selectors
import socket
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from bot.app import PREVIEW_TOKEN
from tests.databases import database_settings
from tests.factories import BOT

ROOT = Path(__file__).parents[2]
AMINA, DIEGO, OLGA = 101, 102, 201
GROUP, FORUM = -1001000000001, -1001000000002
_START_SECONDS = 60
# The longest that anything is waited for, on a machine with other work.
_PATIENCE_SECONDS = 60


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def bot(folder: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run one of the program's commands in a folder, to its end."""
    environment = {
        "PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **database_settings(folder),
        **settings,
    }  # fmt: skip
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "bot", *arguments],
        cwd=folder, env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


class Program:
    """`python -m bot …` in a folder of its own; stopped by its own handle. `under` is a command
    that runs it."""

    def __init__(
        self, folder: Path, *arguments: str, under: Sequence[str] = (), **settings: str
    ) -> None:
        self.log = folder / "log.txt"
        self._log = self.log.open("wb")
        passed = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        environment = {
            **passed, "PYTHONPATH": str(ROOT), "PREVIEW_PORT": "0", "PYTHONWARNINGS": "error",
            "PYTHONUNBUFFERED": "1", **database_settings(folder), **settings,
        }  # fmt: skip
        self.process = subprocess.Popen(
            [*under, sys.executable, "-m", "bot", *(arguments or ("preview",))],
            cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=self._log,
        )  # fmt: skip

    def address(self) -> str:
        """The page's address, once the program says that it is ready."""
        stream = self.process.stdout
        if stream is None:
            raise RuntimeError("the program has no output")
        said, until = "", time.monotonic() + _START_SECONDS
        with selectors.DefaultSelector() as selector:
            selector.register(stream, selectors.EVENT_READ)
            while (found := re.search(r"http://127\.0\.0\.1:\d+", said)) is None:
                if not selector.select(until - time.monotonic()):
                    raise TimeoutError(f"no address within {_START_SECONDS} s: {self.said()}")
                chunk = os.read(stream.fileno(), 4096).decode()
                if not chunk:
                    raise RuntimeError(f"the program ended: {said}{self.said()}")
                said += chunk
        return found[0]

    def said(self) -> str:
        return self.log.read_text()

    async def logs(self, words: str) -> None:
        """Wait until the log says something."""
        async with asyncio.timeout(_START_SECONDS):
            while words not in self.said():
                await asyncio.sleep(0.02)

    async def ended(self) -> int:
        """Wait until the program ends by itself; its exit code."""
        return await asyncio.wait_for(asyncio.to_thread(self.process.wait), _START_SECONDS)

    def stop(self) -> int:
        """SIGTERM, and its exit code."""
        self.process.terminate()
        try:
            return self.process.wait(timeout=20)
        finally:
            self.process.kill()
            self.process.wait()
            if self.process.stdout is not None:
                self.process.stdout.close()
            self._log.close()

    async def killed(self) -> None:
        """SIGKILL, and wait until it is gone."""
        self.process.kill()
        await self.stopped()

    async def stopped(self) -> int:
        """As `stop`, while this process goes on serving."""
        return await asyncio.to_thread(self.stop)


@dataclass(frozen=True)
class Said:
    """A message of the bot's, as a person sees it."""

    raw: Mapping[str, Any]

    @property
    def id(self) -> int:
        return int(self.raw["message_id"])

    @property
    def text(self) -> str:
        return str(self.raw.get("text", ""))

    @property
    def plain(self) -> str:
        """The text with ordinary spaces; dates are set with narrow ones."""
        return " ".join(self.text.split())

    @property
    def caption(self) -> str:
        """As `plain`, of a photo or a file."""
        return " ".join(str(self.raw.get("caption", "")).split())

    @property
    def rows(self) -> list[list[Mapping[str, Any]]]:
        return list(self.raw.get("reply_markup", {}).get("inline_keyboard", []))

    @property
    def labels(self) -> list[str]:
        return [button["text"] for row in self.rows for button in row]

    @property
    def quotations(self) -> list[str]:
        return [
            part for kind in ("blockquote", "expandable_blockquote") for part in self.parts(kind)
        ]

    def parts(self, kind: str) -> list[str]:
        """The pieces of text that an entity of this kind covers; offsets are UTF-16 units."""
        units = self.text.encode("utf-16-le")
        return [
            units[each["offset"] * 2 : (each["offset"] + each["length"]) * 2].decode("utf-16-le")
            for each in self.raw.get("entities", [])
            if each["type"] == kind
        ]

    def place_of(self, label: str) -> tuple[int, int]:
        for row, buttons in enumerate(self.rows):
            for column, button in enumerate(buttons):
                if button["text"] == label:
                    return row, column
        raise AssertionError(f"no button “{label}” among {self.labels}")


class Person:
    """Someone in a chat with the bot (their private one, unless another is named)."""

    def __init__(
        self, session: aiohttp.ClientSession, base: str, person: int, chat: int | None = None
    ) -> None:
        self.session = session
        self.base = base
        self.person = person
        self.chat = person if chat is None else chat

    async def post(self, path: str, **body: Any) -> Any:
        async with self.session.post(f"{self.base}/sim/{path}", json=body) as response:
            answer = await response.json()
            assert response.status == 200, answer
            return answer

    async def get(self, path: str) -> Any:
        async with self.session.get(f"{self.base}/sim/{path}") as response:
            answer = await response.json()
            assert response.status == 200, answer
            return answer

    async def settled(self) -> None:
        """Wait until the bot has nothing left to answer."""
        assert (await self.get(f"idle?wait={_PATIENCE_SECONDS}"))["idle"]

    async def heard(self) -> list[Said]:
        """All that the bot has said in this chat, as it stands now."""
        messages = (await self.get(f"chats/{self.chat}/messages"))["messages"]
        return [Said(each) for each in messages if each.get("outgoing")]

    async def now(self) -> int:
        """The number of the last event so far."""
        return int((await self.get("state"))["last_event"])

    async def outcome(self, after: int, fits: Callable[[Said], bool] | None = None) -> Said:
        """Wait for the bot's next message or edit in this chat, or for the next one that fits.

        Messages that do not fit, such as reminders and delegates' questions, are skipped.
        """
        while True:
            found = await self.get(
                f"events?after={after}&wait={_PATIENCE_SECONDS}&chat={self.chat}&type=message,edit"
            )
            assert found["events"], f"the bot said nothing within {_PATIENCE_SECONDS} s"
            for event in found["events"]:
                after = event["n"]
                said = Said(event["message"])
                if event["message"].get("outgoing") and (fits is None or fits(said)):
                    return said

    async def last(self) -> Said:
        """What the bot said last in this chat."""
        return (await self.heard())[-1]

    async def hears(self, words: str) -> Said:
        """Wait until a message of the bot's, or its caption, says this; the newest that does."""
        return await self.finds(
            repr(words), lambda said: words in said.plain or words in said.caption
        )

    async def sees(self, said: Said, label: str) -> Said:
        """Wait until a message of the bot's has a button."""
        return await self.finds(
            f"a button “{label}”", lambda shown: shown.id == said.id and label in shown.labels
        )

    async def finds(self, what: str, fits: Callable[[Said], bool]) -> Said:
        """Wait until a message of the bot's fits; the newest that does. `what` names it."""
        while True:
            after = await self.now()
            for said in reversed(await self.heard()):
                if fits(said):
                    return said
            more = await self.get(
                f"events?after={after}&wait={_PATIENCE_SECONDS}&chat={self.chat}&type=message,edit"
            )
            assert more["events"], f"nothing new within {_PATIENCE_SECONDS} s, and not {what}"

    async def hears_at(self, instant: str) -> Said:
        """Move the clock, and take what the bot says by itself."""
        after = await self.now()
        await self.post("clock", now=instant)
        return await self.outcome(after)

    async def hears_nothing_at(self, instant: str) -> None:
        """Move the clock, and see that the bot says nothing by itself."""
        before = len(await self.heard())
        await self.post("clock", now=instant)
        # A question that is answered shows that the bot had its turn.
        await self.says("/now")
        await self.settled()
        assert len(await self.heard()) == before + 1

    async def says_all(self, text: str = "", **more: Any) -> list[Said]:
        """Write, and take all messages of the answer."""
        before = {said.id for said in await self.heard()}
        await self.says(text, **more)
        await self.settled()
        return [said for said in await self.heard() if said.id not in before]

    async def hears_nothing_of(self, act: Awaitable[object]) -> None:
        """See that the bot says nothing to what is done in this chat.

        It answers the updates of a chat in order, so the answer to a question that is asked
        afterwards is the only one.
        """
        before = {said.id for said in await self.heard()}
        await act
        answer = await self.says(f"/roundtable@{BOT} 4")
        assert " 4 · " in answer.text.partition("\n")[0], answer.text
        new = {said.id for said in await self.heard()} - before
        assert new == {answer.id}

    async def writes(self, text: str = "", **more: Any) -> None:
        """Write, and wait for nothing."""
        body = {"person": self.person, **({"text": text} if text else {}), **more}
        await self.post(f"chats/{self.chat}/send", **body)

    async def says(self, text: str = "", **more: Any) -> Said:
        """Write, and take the answer."""
        after = await self.now()
        await self.writes(text, **more)
        return await self.outcome(after)

    async def press(
        self, said: Said, label: str, fits: Callable[[Said], bool] | None = None
    ) -> Said:
        """Press a button, and see the message that it edits or makes."""
        after = await self.now()
        await self.pressed(said, label)
        return await self.outcome(after, fits)

    async def pressed(self, said: Said, label: str) -> Mapping[str, Any]:
        """Press a button; how the bot released it."""
        row, column = said.place_of(label)
        answer = await self.post(
            f"chats/{self.chat}/press",
            person=self.person, message_id=said.id, row=row, column=column,
            wait=_PATIENCE_SECONDS,
        )  # fmt: skip
        assert answer.get("answered"), answer
        return dict(answer)

    async def forge(self, said: Said, data: str) -> Any:
        """Press a button that the bot never wrote; what the bot answers to it."""
        return await self.post(
            f"chats/{self.chat}/press", person=self.person, message_id=said.id, data=data
        )

    async def file(self, said: Said) -> bytes:
        """The content of the document that a message brings."""
        api = f"{self.base}/bot{PREVIEW_TOKEN}/getFile"
        wanted = {"file_id": said.raw["document"]["file_id"]}
        async with self.session.post(api, json=wanted) as response:
            path = (await response.json())["result"]["file_path"]
        async with self.session.get(f"{self.base}/file/bot{PREVIEW_TOKEN}/{path}") as response:
            return await response.read()

    async def forgets(self) -> None:
        """Delete what the bot stores about this chat. Other messages may arrive meanwhile."""
        label = "Delete everything"
        after = await self.now()
        await self.writes("/forget")
        asked = await self.outcome(after, lambda said: label in said.labels)
        await self.press(
            asked, label, lambda said: said.id == asked.id and label not in said.labels
        )

    async def opens(self, payload: str, fits: Callable[[Said], bool] | None = None) -> Said:
        """Follow a deep link."""
        after = await self.now()
        await self.post(f"chats/{self.chat}/start", person=self.person, payload=payload)
        return await self.outcome(after, fits)

    async def types_inline(self, query: str, offset: str = "") -> Any:
        return await self.post(
            "inline", person=self.person, chat=self.chat, query=query, offset=offset
        )


# `meet(AMINA)` or `meet(DIEGO, GROUP)`: a person in a chat; see the fixture of this name.
Meet = Callable[..., Person]
