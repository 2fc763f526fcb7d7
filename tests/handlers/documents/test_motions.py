"""Items of a collection may have a status and proposers, which delegates see everywhere."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from content.loading import load_pack
from content.model import ItemStatus, Pack
from content.search import Search
from handlers.framework.places import Go
from handlers.framework.reply import Reply
from handlers.framework.services import Services
from storage.database import open_database
from tests.content.example import edit, problems
from tests.content.motions_example import motions_example
from tests.factories import (
    a_reader,
    a_request,
    a_switchboard,
    places_of,
    services_over,
    text_of,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return motions_example(tmp_path)


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


async def test_an_item_says_its_status_and_who_proposed_it(services: Services) -> None:
    shown = await said(services, "motions", "1")
    assert "<b>Status:</b> adopted (Thursday, 2 May 2030)" in text_of(shown)
    assert "Ana Silva, Jo Lee (Friends of the River)" in text_of(shown)
    assert "adopted" in text_of(replace(shown, blocks=shown.brief or ()))
    french = text_of(await said(services, "motions", "1", "fr"))
    assert "adopt" in french
    assert "adopted" not in french
    assert "Status" not in text_of(await said(services, "motions", "preamble"))


async def test_the_list_is_filtered_by_status_and_counts_each(services: Services) -> None:
    everything = await said(services, "motions")
    assert "Motion 2 </b>Working together · proposed" in text_of(everything)
    places = places_of(everything)
    assert places["proposed (1)"] == "motions.proposed"
    assert places["adopted (1)"] == "motions.adopted"
    assert not any(label.startswith("rejected") for label in places)
    pressed = a_request(services, may_have_saved=False)
    only = await a_switchboard().button(pressed, Go("motions.adopted", "documents").pack())
    assert isinstance(only, Reply)
    assert "Drinking" in text_of(only)
    assert "Working" not in text_of(only)
    assert places_of(only)["All (3)"] == "motions"
    for words, language in (("adopted", "en"), ("adopted", "fr")):
        typed = await said(services, "motions", words, language)
        assert "Motion 1" in text_of(typed)
        assert "Motion 2" not in text_of(typed)


async def test_search_says_the_status_and_finds_by_proposer(services: Services, pack: Pack) -> None:
    assert "Motion 2 · proposed" in text_of(await said(services, "search", "working together"))
    assert [hit.id for hit in Search(pack).find("Jo Lee").hits] == ["motion-1"]


def test_statuses_of_the_database_replace_those_of_the_files(pack: Pack) -> None:
    stored = pack.with_statuses({"motion-2": ItemStatus("rejected"), "gone": ItemStatus("adopted")})
    assert stored.passages["motion-2"].status == "rejected"
    assert stored.in_language("fr").passages["motion-2"].status == "rejected"
    assert stored.passages["motion-1"].status == "adopted"
    assert stored.written_status("motion-2") == ItemStatus("proposed")
    assert stored.hash == pack.hash
    assert stored.with_statuses({}).collections == pack.collections


def test_a_status_elsewhere_or_a_decision_without_one_is_told(folder: Path) -> None:
    edit(folder, "collections.yaml", "      status: adopted\n", "")
    assert any("does not say how" in str(problem) for problem in problems(folder))
    edit(folder, "collections.yaml", "status: proposed", "status: accepted")
    assert any("status" in str(problem) for problem in problems(folder))
