"""Practical pages: the list, one page, its files, and nothing of it where a pack has none."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.pack.check import check
from bot.printing.posters import posters_of
from content.loading import load_pack
from content.model import Pack
from handlers.documents.files import SendFile
from handlers.documents.inline import inline_result
from handlers.framework.places import Go
from handlers.framework.reply import Heading, Notice, Open, Press, Reply, Share
from handlers.framework.services import Services
from handlers.framework.topic import Answer
from storage.database import open_database
from tests.content.example import edit
from tests.content.pages_example import pages_example
from tests.factories import (
    a_reader,
    a_request,
    a_switchboard,
    offline,
    places_of,
    services_over,
    text_of,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return pages_example(tmp_path)


@pytest.fixture
def pack(folder: Path) -> Pack:
    return load_pack(folder)


@pytest.fixture
def services(pack: Pack) -> Services:
    return services_over(open_database("sqlite+aiosqlite:///:memory:"), pack)


async def said(services: Services, command: str, words: str = "", language: str = "en") -> Reply:
    request = a_request(services, words, reader=a_reader(language), may_have_saved=False)
    answer = await a_switchboard().command(request, command)
    assert isinstance(answer, Reply)
    return answer


async def pressed(services: Services, data: str) -> Answer:
    return await a_switchboard().button(a_request(services, may_have_saved=False), data)


async def test_the_list_begins_with_what_comes_first_and_its_text(services: Services) -> None:
    listed = await said(services, "info")
    assert "In an emergency" in text_of(listed)
    assert "Dial 112 from any telephone." in text_of(listed)
    assert "Danube-Forum" not in text_of(listed)
    assert list(places_of(listed).values()) == ["page-emergency", "page-wifi", "page-plan", "home"]


@pytest.mark.parametrize("words", ["wifi", "Wi-Fi", "wlan", "internet access", "WI-FI"])
async def test_its_command_shows_one_page_by_words(services: Services, words: str) -> None:
    page = await said(services, "info", words)
    assert page.payload == "page-wifi"
    assert page.blocks[0] == Heading("Wi-Fi")
    assert "the cable at your seat" in text_of(page)


async def test_words_that_no_page_has_are_told(services: Services) -> None:
    assert "Nothing found for “dress code”" in text_of(await said(services, "info", "dress code"))


async def test_links_and_search_open_a_page_with_its_picture(
    services: Services, pack: Pack
) -> None:
    opened = await said(services, "start", "page-plan")
    assert opened.payload == "page-plan"
    assert opened.file == pack.files["maps/floor-1.png"]
    assert opened.looked_up == "page-plan"
    found = await said(services, "search", "toilets")
    assert "page-plan" in places_of(found).values()
    again = await pressed(services, Go("page-plan", "search").pack())
    assert isinstance(again, Reply)
    assert again.file == opened.file
    assert places_of(again)["‹ Back"] == "search"


async def test_documents_of_a_page_are_opened_or_sent(services: Services, pack: Pack) -> None:
    page = await said(services, "info", "map")
    buttons = {button.label: button for row in page.buttons for button in row}
    assert buttons["How to get here"] == Open("How to get here", "https://example.org/travel")
    assert buttons["Share"] == Share("Share", "page-plan")
    send = buttons["All floors"]
    assert isinstance(send, Press)
    sent = await pressed(services, send.data.pack())
    assert isinstance(sent, Reply)
    assert sent.file == pack.files["maps/floors.pdf"]
    assert text_of(sent) == "All floors"


async def test_a_button_for_a_file_that_is_gone_is_out_of_date(services: Services) -> None:
    answer = await pressed(services, SendFile("0123456789ab").pack())
    assert isinstance(answer, Notice)
    assert "out of date" in answer.text


async def test_files_of_meetings_and_of_quoted_documents_are_sent(folder: Path) -> None:
    edit(
        folder, "meetings.yaml", "  city: Vienna",
        "  documents: [{title: Plan of the house, file: maps/floors.pdf}]\n  city: Vienna",
    )  # fmt: skip
    pack = load_pack(folder)
    services = services_over(open_database("sqlite+aiosqlite:///:memory:"), pack)
    data = SendFile(pack.files["maps/floors.pdf"].id)
    for reply in (
        await said(services, "documents"),
        a_meeting_screen(services, pack),
    ):
        assert data in [
            button.data for row in reply.buttons for button in row if isinstance(button, Press)
        ]


def a_meeting_screen(services: Services, pack: Pack) -> Reply:
    from handlers.meetings.meeting_screen import meeting_view

    meeting = pack.meeting("preparatory-vienna")
    assert meeting is not None
    return meeting_view(a_reader(), pack, meeting)


async def test_a_page_is_shown_in_the_readers_language_or_says_in_which(
    services: Services,
) -> None:
    french = await said(services, "info", "wifi", "fr")
    assert "Le mot de passe est au dos de votre badge." in text_of(french)
    assert "Langue de la page" not in text_of(french)
    english = await said(services, "start", "page-emergency", "fr")
    assert "Dial 112" in text_of(english)
    assert "Langue de la page : anglais." in text_of(english).replace("\u00a0", " ")
    assert "Its language" not in text_of(await said(services, "info", "wifi"))


async def test_a_pack_without_pages_has_nothing_of_them(services: Services) -> None:
    bare = services_over(offline().database, owners=frozenset({7}))
    assert "This event has nothing of that kind." in text_of(await said(bare, "info"))
    switchboard = a_switchboard()
    assert "info" not in switchboard.public_in(bare.packs.in_use.pack)
    assert "info" in switchboard.public_in(services.packs.in_use.pack)


async def test_inline_mode_and_posters_have_pages(pack: Pack) -> None:
    result = inline_result(a_reader(), pack, "page-wifi")
    assert result.title == "Wi-Fi"
    assert "The password is on the back of your badge." in text_of(result.reply)
    posters = posters_of(pack, "a_bot", datetime(2030, 5, 1, tzinfo=UTC))
    assert [poster.id for poster in posters if poster.id.startswith("page-")] == [
        "page-wifi", "page-plan", "page-emergency",
    ]  # fmt: skip


def test_the_checker_walks_its_screens_and_guards_its_names(folder: Path) -> None:
    assert check(folder).problems == ()
    assert a_switchboard().is_taken("info")
