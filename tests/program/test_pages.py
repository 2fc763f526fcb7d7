"""Practical pages and files of the pack, from the real program."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.content.example import edit
from tests.content.pages_example import PDF, a_png, pages_example
from tests.factories import BOT
from tests.program.program import AMINA, DIEGO, GROUP, Meet, Person, Program


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = pages_example(tmp_path_factory.mktemp("pack"))
    edit(folder, "pages.yaml", "password is on the back", "password is on the back side")
    return folder


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory, pack: Path) -> Iterator[Program]:
    running = Program(tmp_path_factory.mktemp("program"), PACK=str(pack))
    yield running
    assert running.stop() == 0


async def sent_files(person: Person) -> list[tuple[str, Any]]:
    """The calls that sent a photo or a document, with its size if it was uploaded, or its id."""
    calls = (await person.get("transcript"))["calls"]
    found = []
    for call in calls:
        kind = {"sendPhoto": "photo", "sendDocument": "document"}.get(call["method"])
        if kind is not None:
            file = call["parameters"][kind]
            found.append((call["method"], file if isinstance(file, str) else file["file_size"]))
    return found


async def test_a_page_is_found_from_the_first_screen_and_by_words(meet: Meet) -> None:
    amina = meet(AMINA)
    listed = await amina.press(await amina.says("/start"), "Practical information")
    assert "Dial 112 from any telephone." in listed.text
    page = await amina.press(listed, "Wi-Fi")
    assert page.id == listed.id
    assert "The password is on the back side of your badge." in page.text
    assert (await amina.press(page, "‹ Back")).labels == listed.labels
    found = await amina.says("wifi password")
    assert "① Wi-Fi" in found.labels
    assert "Practical information" in found.text
    assert (await amina.says("info")).text == (await amina.says("/info")).text


async def test_a_map_comes_as_a_photo_that_is_uploaded_once(meet: Meet) -> None:
    amina, diego = meet(AMINA), meet(DIEGO)
    before = len(await sent_files(amina))
    shown = await amina.opens("page-plan")
    assert shown.caption == "Plan of the first floor"
    assert shown.labels == ["All floors", "How to get here", "Share", "‹ Back", "Home"]
    [size] = shown.raw["photo"]
    assert (size["width"], size["height"]) == (640, 480)
    again = await diego.says("/info map")
    assert again.raw["photo"] == [size]
    assert (await sent_files(amina))[before:] == [
        ("sendPhoto", len(a_png(640, 480))), ("sendPhoto", size["file_id"]),
    ]  # fmt: skip
    # Text cannot take the place of a photo.
    listed = await amina.press(shown, "‹ Back")
    assert listed.id > shown.id
    assert "Wi-Fi" in listed.labels


async def test_a_document_is_sent_on_a_press_and_uploaded_again_if_its_id_is_refused(
    meet: Meet,
) -> None:
    amina = meet(AMINA)
    sent = await amina.press(await amina.opens("page-plan"), "All floors")
    assert sent.raw["document"]["file_name"] == "floors.pdf"
    assert sent.raw["document"]["mime_type"] == "application/pdf"
    assert sent.caption == "All floors"
    assert await amina.file(sent) == PDF
    # The stand-in for Telegram forgets all files, and keeps no id.
    await amina.post("reset")
    before = len(await sent_files(amina))
    door = await amina.says("/documents")
    again = await amina.press(door, "Appeal for Living Rivers")
    assert await amina.file(again) == PDF
    tried = (await sent_files(amina))[before:]
    assert tried == [("sendDocument", sent.raw["document"]["file_id"]), ("sendDocument", len(PDF))]


async def test_a_group_gets_the_picture_and_a_way_to_the_private_chat(meet: Meet) -> None:
    asked = await meet(AMINA, GROUP).says(f"/info@{BOT} plan")
    assert asked.caption == "Plan of the first floor"
    assert asked.labels == ["Open in private"]


async def test_a_page_in_another_language_says_so(meet: Meet) -> None:
    amina = meet(AMINA)
    await amina.post(f"people/{AMINA}", language_code="fr")
    assert "au dos de votre badge" in (await amina.says("/info wifi")).text
    page = await amina.opens("page-emergency")
    assert "Dial 112" in page.text
    assert "Langue de la page : anglais." in page.plain


async def test_inline_mode_shares_a_page(meet: Meet) -> None:
    found = await meet(AMINA).types_inline("wlan")
    assert [result["id"] for result in found["results"]] == ["page-wifi"]


async def test_a_file_that_vanished_is_told_and_the_rest_is_shown(meet: Meet, pack: Path) -> None:
    amina = meet(AMINA)
    (pack / "maps" / "floor-1.png").rename(pack / "maps" / "moved.png")
    try:
        await amina.post("reset")
        shown = await amina.opens("page-plan")
        assert "Plan of the first floor" in shown.text
        told = await amina.hears("The file cannot be sent at the moment.")
        assert "All floors" in told.labels
    finally:
        (pack / "maps" / "moved.png").rename(pack / "maps" / "floor-1.png")


async def test_files_are_handed_out_as_what_they_are(meet: Meet) -> None:
    """No browser runs what somebody put into a pack."""
    amina = meet(AMINA)
    sent = await amina.press(await amina.opens("page-plan"), "All floors")
    file = sent.raw["document"]["file_id"]
    async with amina.session.get(f"{amina.base}/sim/files/{file}") as response:
        assert response.content_type == "application/octet-stream"
        assert response.headers["Content-Disposition"].startswith("attachment")
        assert response.headers["X-Content-Type-Options"] == "nosniff"


async def test_the_ids_of_files_outlast_what_a_chat_asks_to_be_forgotten(meet: Meet) -> None:
    amina = meet(AMINA)
    shown = await amina.opens("page-plan")
    asked = await amina.says("/forget")
    await amina.press(asked, asked.labels[0])
    before = len(await sent_files(amina))
    await amina.opens("page-plan")
    [size] = shown.raw["photo"]
    assert (await sent_files(amina))[before:] == [("sendPhoto", size["file_id"])]
