"""Home, help, menus and examples are made from what the pack has, whatever the event."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.pack.check import walk
from bot.telegram.command_menu import registrations, team_commands
from content.languages import Sentences
from content.loading import load_pack
from content.model import Pack
from content.search import Search
from handlers.documents.inline import answer_inline
from handlers.framework.offers import is_offered
from handlers.framework.places import Go
from handlers.framework.reply import Bullets, Press, Reply
from handlers.framework.request import Request
from handlers.framework.services import Services
from handlers.wording import examples
from storage.database import Database, open_database
from tests.databases import database_url
from tests.factories import a_reader, a_request, a_switchboard, places_of, services_over, text_of
from tests.small_packs import assembly, conference

LANGUAGES = ("en", "fr", "ar")
PACKS = ("conference", "assembly", "hld-2013", "hr75")
# A command in a text; /120 in a fraction and addresses are none.
COMMAND = re.compile(r"(?<![\w/:.<])/([a-z][a-z_]*)")
# What is wrong with a text that is made from nothing.
FROM_NOTHING = (": .", "1 to 0", ">0 ", "None", "“”", "«»", "()")
Ask = Callable[..., Awaitable[Reply]]


@dataclass(frozen=True)
class Stage:
    pack: Pack
    services: Services
    now: datetime

    def request(self, words: str = "", language: str = "en", **changed: object) -> Request:
        zone = self.pack.event.zone
        reader = a_reader(language, self.now, zone)
        return a_request(self.services, words, reader, **changed)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = open_database(database_url(tmp_path / "any.db"))
    await opened.migrate()
    yield opened
    await opened.close()


@pytest.fixture
def stage(database: Database, tmp_path: Path) -> Callable[[str], Stage]:
    def on(name: str) -> Stage:
        make = {"conference": conference, "assembly": assembly}.get(name)
        pack = load_pack(name if make is None else make(tmp_path))
        event = pack.event
        now = datetime(event.start.year, event.start.month, event.start.day, 9, 15, tzinfo=UTC)
        return Stage(pack, services_over(database, pack), now)

    return on


def commands_in(reply: Reply) -> set[str]:
    brief = text_of(Reply(reply.brief)) if reply.brief else ""
    return set(COMMAND.findall(f"{text_of(reply)} {brief}"))


def assert_sound(pack: Pack, asked: str, reply: Reply) -> None:
    """Nothing is made from nothing, and no command is named that the pack does not have."""
    text = " ".join((text_of(reply), text_of(Reply(reply.brief)) if reply.brief else ""))
    board = a_switchboard()
    for name in commands_in(reply):
        known = name in pack.commands or (name in board.commands or name == "start")
        assert known and is_offered(pack, name), (asked, name)
    for words in FROM_NOTHING:
        assert words not in text.replace("None of", ""), (asked, words, text)
    for block in (*reply.blocks, *(reply.brief or ())):
        assert not isinstance(block, Bullets) or block.items, asked
    labels = [button.label for row in reply.buttons for button in row]
    assert max(Counter(labels).values(), default=1) == 1, (asked, labels)
    assert not any(label.startswith("0 ") or "(0)" in label for label in labels), (asked, labels)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PACKS)
async def test_every_button_leads_to_what_there_is(
    stage: Callable[[str], Stage], name: str, language: str
) -> None:
    on = stage(name)
    places = 0
    async for place, reply in walk(on.services, a_reader(language, on.now, on.pack.event.zone)):
        assert_sound(on.pack.in_language(language), place, reply)
        assert is_offered(on.pack, place.partition(".")[0]), place
        places += 1
    assert places > 10


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PACKS)
async def test_every_command_answers_with_what_there_is(
    stage: Callable[[str], Stage], name: str, language: str
) -> None:
    on = stage(name)
    board = a_switchboard()
    for command in (*sorted(board.public), *on.pack.commands, "start", "nonsense"):
        for words in ("", "1", "99", "xyzzy"):
            if command in ("forget", "stop", "ask", "cancel", "question"):
                continue
            answer = await board.command(on.request(words, language), command)
            if isinstance(answer, Reply) and command != "nonsense":
                assert_sound(on.pack.in_language(language), f"/{command} {words}", answer)


@pytest.mark.parametrize("name", PACKS)
async def test_examples_find_something(stage: Callable[[str], Stage], name: str) -> None:
    on = stage(name)
    search, board = Search(on.pack), a_switchboard()
    for language in LANGUAGES:
        request = on.request("", language)
        pack = on.pack.in_language(language)
        words = examples.searches(pack)
        assert words
        for example in words:
            assert search.find(example, language=language).hits, example
        # What help shows to be copied is answered.
        shown = await board.command(request, "help")
        assert isinstance(shown, Reply)
        for code in re.findall(r"<code>/(.*?)</code>", text_of(shown)):
            command, _space, rest = code.partition(" ")
            answer = await board.command(on.request(rest, language), command)
            assert isinstance(answer, Reply)
            assert answer.payload != "help", code
            assert "99" not in code


async def test_a_conference_has_no_word_of_documents(stage: Callable[[str], Stage]) -> None:
    on = stage("conference")
    board = a_switchboard()
    home = await board.command(on.request(), "start")
    assert isinstance(home, Reply)
    assert not {"Roundtables", "Documents", "Saved", "Ask the secretariat"} & {*places_of(home)}
    assert {"Today", "Rooms", "All meetings", "My schedule"} <= {*places_of(home)}
    assert "See the programme, and be reminded of meetings." in text_of(home)
    assert "such as “Exactly-once is a lie”" in text_of(home)
    for absent in (
        "roundtable", "recommendations", "recommendation", "mandate", "position", "background",
        "glossary", "processes", "documents", "saved", "verify",
    ):  # fmt: skip
        answer = await board.command(on.request("1"), absent)
        assert isinstance(answer, Reply)
        assert text_of(answer).startswith("This event has nothing of that kind."), absent
        assert "/day 8 Jun" in text_of(answer)
    # Words that are the name of something absent are searched for.
    searched = await board.message(on.request("recommendations"), addressed=True)
    assert isinstance(searched, Reply) and "Nothing found" in text_of(searched)
    assert "The programme does not mention it." in text_of(searched)
    # A button of another event's message.
    answer = await board.button(on.request(), Go("roundtables").pack())
    assert isinstance(answer, Reply) and "nothing of that kind" in text_of(answer)


async def test_the_secretariat_is_offered_where_somebody_answers(
    database: Database, stage: Callable[[str], Stage]
) -> None:
    on = stage("conference")
    with_team = Stage(on.pack, services_over(database, on.pack, owners=frozenset({7})), on.now)
    for staged, offered in ((on, False), (with_team, True)):
        for command, words in (("start", ""), ("help", ""), ("search", "xyzzy")):
            answer = await a_switchboard().command(staged.request(words), command)
            assert isinstance(answer, Reply)
            labels = [button.label for row in answer.buttons for button in row]
            assert any("secretariat" in label for label in labels) == offered, (command, labels)


def menu_of(pack: Pack, may_ask: bool = False) -> dict[str, dict[str, str]]:
    """The commands of each scope, in English."""
    return {
        parameters["scope"]["type"]: {
            command["command"]: command["description"] for command in parameters["commands"]
        }
        for method, parameters in registrations(pack, Sentences(), may_ask)
        if method == "setMyCommands" and "language_code" not in parameters
    }


@pytest.mark.parametrize("name", PACKS)
def test_the_menus_have_what_there_is(stage: Callable[[str], Stage], name: str) -> None:
    pack = stage(name).pack
    board = a_switchboard()
    team = dict(team_commands(str, pack))
    for may_ask in (False, True):
        for commands in (*menu_of(pack, may_ask).values(), team):
            assert 0 < len(commands) <= (12 if commands is team else 10 + may_ask)
            assert may_ask or "ask" not in commands
            for command, description in commands.items():
                assert command in pack.commands or command in board.commands
                assert is_offered(pack, command) and "None" not in description


def test_the_menu_of_a_conference_has_its_programme(stage: Callable[[str], Stage]) -> None:
    pack = stage("conference").pack
    private = menu_of(pack)["all_private_chats"]
    assert [*private] == [
        "next", "meetings", "agenda", "today", "room", "who", "track", "new", "settings", "help",
    ]  # fmt: skip
    told = [parameters for method, parameters in registrations(pack, Sentences(), True)
            if method in ("setMyDescription", "setMyShortDescription")
            and "language_code" not in parameters]  # fmt: skip
    assert told == [
        {"description": "The programme of Open Data Engineering Days 2026, with reminders. "
                        "Tap Start."},
        {"short_description": "The programme of Data Days"},
    ]  # fmt: skip


def test_the_menu_of_the_pack_that_ships_stays(stage: Callable[[str], Stage]) -> None:
    menus = menu_of(stage("hld-2013").pack, may_ask=True)
    assert [*menus["all_private_chats"]] == [
        "next", "meetings", "agenda", "roundtables", "documents", "new", "saved", "ask",
        "settings", "help",
    ]  # fmt: skip
    assert menus["all_group_chats"]["recommendation"] == "A recommendation, such as 3.2"


async def test_next_says_that_the_event_is_on(stage: Callable[[str], Stage]) -> None:
    on = stage("conference")
    answer = await a_switchboard().command(on.request(), "next")
    assert isinstance(answer, Reply)
    assert "Data Days is on: day 1 of 2. Place: Congress Centre, Lisbon." in text_of(answer)


async def test_nothing_is_to_choose_where_there_is_one_kind(stage: Callable[[str], Stage]) -> None:
    on = stage("conference")
    board = a_switchboard()
    listed = await board.command(on.request(), "meetings")
    assert isinstance(listed, Reply)
    assert "Filter" not in places_of(listed)
    assert {"Rooms", "Tracks", "People"} <= {*places_of(listed)}
    offered = await board.command(on.request(), "subscribe")
    assert isinstance(offered, Reply)
    labels = [button.label for row in offered.buttons for button in row]
    assert labels == ["All meetings", "Meetings", "‹ Back", "Home"]


async def test_inline_without_words_offers_what_comes_first(
    stage: Callable[[str], Stage],
) -> None:
    for name, first in (
        ("hld-2013", "rt1"), ("hr75", "preamble"), ("assembly", "motion-1"),
        ("conference", "meeting-backfill"),
    ):  # fmt: skip
        on = stage(name)
        answer = await answer_inline(on.request(chat_kind="inline"), "")
        assert answer.entries[0] == first
        assert answer.hint == "Type words to search, or open the bot"


async def test_buttons_of_one_city_are_titles(stage: Callable[[str], Stage]) -> None:
    on = stage("conference")
    found = await a_switchboard().command(on.request("Elena Novak"), "search")
    assert isinstance(found, Reply)
    pressed = [button for row in found.buttons for button in row if isinstance(button, Press)]
    assert not any("Lisbon" in button.label for button in pressed)
    assert any("Exactly-once is a lie" in button.label for button in pressed)
