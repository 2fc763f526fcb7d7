"""Updates and files as Telegram hands them over; see update_cases/README.md."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.program.crowd import a_default_preview, serving
from tests.program.desk import label_of, sends
from tests.program.program import AMINA, GROUP, OLGA, Person, Said, free_port

UPDATES = Path(__file__).parent / "update_cases"
CALENDARS = Path(__file__).parents[1] / "content" / "calendars_cases"


class Desk:
    """Olga, an organiser, Amina, and the address at which the program takes updates."""

    def __init__(self, olga: Person, amina: Person, webhook: str) -> None:
        self.olga, self.amina, self.webhook = olga, amina, webhook

    async def hand_over(self, update: dict[str, Any], to: Person) -> Said:
        """Give the program an update; what it answers in a person's chat."""
        after = await to.now()
        headers = {"X-Telegram-Bot-Api-Secret-Token": "secret"}
        async with self.olga.session.post(self.webhook, json=update, headers=headers) as response:
            assert response.status == 200
        return await to.outcome(after)


@pytest.fixture
async def desk(session: aiohttp.ClientSession, tmp_path: Path) -> AsyncIterator[Desk]:
    port = free_port()
    webhook = f"http://127.0.0.1:{port}"
    settings = {"WEBHOOK_URL": webhook, "WEBHOOK_SECRET": "secret", "LISTEN": f"127.0.0.1:{port}",
                "OWNER_IDS": str(OLGA)}  # fmt: skip
    async with a_default_preview() as preview, serving(tmp_path, preview, **settings):
        olga, amina = Person(session, preview.url, OLGA), Person(session, preview.url, AMINA)
        for person in (olga, amina):
            await person.post(f"people/{person.person}", language_code="en")
            await person.says("/start")
        yield Desk(olga, amina, f"{webhook}/telegram")


def update(name: str) -> Any:
    (file,) = UPDATES.glob(f"case-{name}-*")
    return json.loads(file.read_text(encoding="utf-8"))


def table(name: str) -> tuple[bytes, str]:
    (file,) = CALENDARS.glob(f"case-{name}-*")
    return file.read_bytes(), file.name


async def test_a_topic_that_is_gone_is_answered_without_it(desk: Desk) -> None:
    answer = await desk.hand_over(update("56"), desk.amina)
    assert "Lima" in answer.plain


async def test_anonymous_administrators_may_what_administrators_may(desk: Desk) -> None:
    administrator, channel = update("58")
    group = Person(desk.olga.session, desk.olga.base, OLGA, GROUP)
    for case, expected in ((administrator, "Zurich"), (channel, "administrators")):
        case["message"]["chat"]["id"] = GROUP
        if case is administrator:
            case["message"]["sender_chat"]["id"] = GROUP
        assert expected in (await desk.hand_over(case, group)).plain


async def test_a_reply_from_another_chat_is_told_to_be_one(desk: Desk) -> None:
    answer = await desk.hand_over(update("60"), desk.olga)
    assert "Nothing found" not in answer.plain and "repl" in answer.plain.casefold()


async def test_nested_formatting_is_announced_as_it_was_written(desk: Desk) -> None:
    asked = await desk.olga.says("/announce")
    await desk.olga.press(asked, label_of(asked, "Write"))
    shown = await desk.hand_over(update("63"), desk.olga)
    assert shown.plain.count("the list of speakers") == 1
    assert shown.plain.count("+41-22-1234567") == 1
    entities = {entity["type"]: entity for entity in shown.raw["entities"]}
    assert entities["text_link"]["url"] == "https://example.test/?a=1&b=2"
    assert {"blockquote", "bold", "italic", "underline"} <= set(entities)


async def test_a_spreadsheet_that_is_damaged_is_asked_for_as_csv(desk: Desk) -> None:
    answer = await sends(desk.olga, *table("44"))
    assert "Please save it as CSV and send it again." in answer.plain


async def test_our_own_table_after_excel_changes_nothing(desk: Desk) -> None:
    shown = await sends(desk.olga, *table("42"))
    assert "Unchanged: 4" in shown.plain
    assert not [label for label in shown.labels if label.startswith("Import")]


async def test_a_schedule_is_previewed(desk: Desk) -> None:
    shown = await sends(desk.olga, *table("53"))
    assert "What kind of meetings are they?" in shown.plain


async def imported(desk: Desk, name: str, new: int) -> None:
    kind = await sends(desk.olga, *table(name))
    region = await desk.olga.press(kind, "IOM HLD Series")
    shown = await desk.olga.press(region, "Global")
    await desk.olga.press(shown, label_of(shown, f"Import: {new} new"))


async def test_no_label_has_half_a_character(desk: Desk) -> None:
    await imported(desk, "46", 2)
    found = await desk.olga.says("/meetings emoji")
    for words in ("family unit", "Flags"):
        found = await desk.olga.says(f"/meetings {words}")
        labels = "\n".join((found.plain, *found.labels))
        for mark in ("\u200d…", "\U0001f1e8…", "\U0001f1f5…", "\U0001f1ea…"):
            assert mark not in labels
        flags = "".join(sign for sign in labels if "\U0001f1e6" <= sign <= "\U0001f1ff")
        assert len(flags) % 2 == 0


async def test_arabic_keeps_numbers_and_brackets_together(desk: Desk) -> None:
    await imported(desk, "47", 2)
    await desk.amina.says("/language ar")
    shown = await desk.amina.says("/meeting HLD 2013 RT2")
    assert "\u2068HLD 2013 – RT2\u2069 (\u20685–7\u2069" in shown.text


async def test_long_chinese_titles_fold_and_come_back(desk: Desk) -> None:
    await imported(desk, "48", 1)
    screen = await desk.olga.press(await desk.olga.says("/desk"), "Calendar files")
    content = await desk.olga.file(await desk.olga.press(screen, "As .ics"))
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    for line in content.split(b"\r\n"):
        line.decode()  # between letters
    assert "The file matches" in (await sends(desk.olga, content, "calendar.ics")).plain
