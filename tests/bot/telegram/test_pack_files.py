"""A file of the pack is uploaded once, and again where Telegram refuses its id."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from telegram import error

from bot.telegram.flood_control import FloodControl
from bot.telegram.pack_files import FileChanged, PackFileSender
from bot.telegram.rendering import Rendered
from bot.telegram.sender import Destination, Sender
from content.model import PackFile
from handlers.framework.reply import File
from storage.database import Database, open_database
from tests.content.pages_example import PDF, a_png
from tests.databases import database_url

HERE = Destination(101)
REFUSED = error.BadRequest("wrong file identifier/HTTP URL specified")


class Telegram:
    """Answers calls with the next problem of its script, or else with the message as sent."""

    def __init__(self) -> None:
        self.script: list[error.TelegramError | None] = []
        self.calls: list[tuple[str, Any]] = []  # the method, and the file or its id
        self.uploads = 0

    async def call(
        self, method: str, parameters: Mapping[str, Any], file: File | None = None
    ) -> dict[str, Any]:
        kind = {"sendDocument": "document", "sendPhoto": "photo"}.get(method, "text")
        self.calls.append((method, file or parameters[kind]))
        await asyncio.sleep(0)
        problem = self.script.pop(0) if self.script else None
        if problem is not None:
            raise problem
        if file is not None:
            self.uploads += 1
        file_id = {"file_id": f"id-{self.uploads}"}
        return {
            "message_id": 1,
            kind: [{"file_id": "small"}, file_id] if kind == "photo" else file_id,
        }

    act = call


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = open_database(database_url(tmp_path / "test.db"))
    await opened.migrate()
    yield opened
    await opened.close()


@pytest.fixture
def telegram() -> Telegram:
    return Telegram()


def a_sender(telegram: Telegram, database: Database, bot_id: int = 1) -> PackFileSender:
    sender = Sender(telegram, FloodControl(), nullcontext)  # type: ignore[arg-type]
    return PackFileSender(sender, database, bot_id, nullcontext)


def a_file(folder: Path, name: str = "plan.png", content: bytes = a_png()) -> PackFile:
    location = folder / name
    location.write_bytes(content)
    digest = hashlib.sha256(content).hexdigest()
    is_photo = name.endswith(".png")
    return PackFile(f"maps/{name}", location, "image/png", is_photo, len(content), digest)


def rendered(file: PackFile, *texts: str) -> Rendered:
    return Rendered(texts or ("Plan",), [], file)


async def test_a_file_is_uploaded_once_and_then_sent_by_its_id(
    tmp_path: Path, telegram: Telegram, database: Database
) -> None:
    file, sender = a_file(tmp_path), a_sender(telegram, database)
    await sender.send(HERE, rendered(file), file)
    await sender.send(HERE, rendered(file), file)
    # After a restart, also under another name.
    renamed = a_file(tmp_path, "first-floor.png")
    await a_sender(telegram, database).send(HERE, rendered(renamed), renamed)
    (first, uploaded), second, third = telegram.calls
    assert (first, uploaded.name, uploaded.content) == ("sendPhoto", "plan.png", a_png())
    assert second == third == ("sendPhoto", "id-1")  # that of the largest size


async def test_another_bot_and_another_content_are_uploaded_anew(
    tmp_path: Path, telegram: Telegram, database: Database
) -> None:
    file = a_file(tmp_path)
    await a_sender(telegram, database).send(HERE, rendered(file), file)
    await a_sender(telegram, database, bot_id=2).send(HERE, rendered(file), file)
    changed = a_file(tmp_path, content=a_png(5, 5))
    await a_sender(telegram, database).send(HERE, rendered(changed), changed)
    assert telegram.uploads == 3


async def test_a_refused_id_is_uploaded_again_without_the_texts_before_it(
    tmp_path: Path, telegram: Telegram, database: Database
) -> None:
    file, sender = a_file(tmp_path, "plan.pdf", PDF), a_sender(telegram, database)
    await sender.send(HERE, rendered(file), file)
    telegram.calls.clear()
    telegram.script = [None, REFUSED]  # of the text, and of the file
    await sender.send(HERE, rendered(file, "x" * 1025), file)
    methods = [method for method, _file in telegram.calls]
    assert methods == ["sendMessage", "sendDocument", "sendDocument"]
    await sender.send(HERE, rendered(file), file)
    assert telegram.calls[-1] == ("sendDocument", "id-2")


async def test_a_photo_that_telegram_cannot_show_goes_out_as_a_file(
    tmp_path: Path, telegram: Telegram, database: Database
) -> None:
    file, sender = a_file(tmp_path), a_sender(telegram, database)
    telegram.script = [error.BadRequest("IMAGE_PROCESS_FAILED")]
    await sender.send(HERE, rendered(file), file)
    await sender.send(HERE, rendered(file), file)
    assert [method for method, _file in telegram.calls] == [
        "sendPhoto", "sendDocument", "sendDocument",
    ]  # fmt: skip
    assert telegram.uploads == 1


async def test_many_who_ask_at_once_wait_for_one_upload(
    tmp_path: Path, telegram: Telegram, database: Database
) -> None:
    file, sender = a_file(tmp_path), a_sender(telegram, database)
    chats = [Destination(chat) for chat in range(101, 121)]
    await asyncio.gather(*(sender.send(chat, rendered(file), file) for chat in chats))
    assert telegram.uploads == 1
    assert len(telegram.calls) == len(chats)


async def test_a_chat_that_is_gone_costs_no_upload(
    tmp_path: Path, telegram: Telegram, database: Database
) -> None:
    file, sender = a_file(tmp_path), a_sender(telegram, database)
    await sender.send(HERE, rendered(file), file)
    for problem in (
        error.Forbidden("bot was blocked by the user"),
        error.BadRequest("chat not found"),
    ):
        telegram.script = [problem]
        with pytest.raises(type(problem)):
            await sender.send(HERE, rendered(file), file)
    assert telegram.uploads == 1


@pytest.mark.parametrize("content", [None, a_png(9, 9), a_png() + b"more"])
async def test_a_file_that_changed_on_disk_is_not_sent(
    tmp_path: Path, telegram: Telegram, database: Database, content: bytes | None
) -> None:
    file, sender = a_file(tmp_path), a_sender(telegram, database)
    if content is None:
        file.location.unlink()
    else:
        file.location.write_bytes(content)
    with pytest.raises(FileChanged):
        await sender.send(HERE, rendered(file), file)
    assert telegram.calls == []
