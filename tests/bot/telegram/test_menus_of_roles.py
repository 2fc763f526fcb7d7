"""The commands in the menu of each role."""

from __future__ import annotations

import gettext
from typing import Any, cast

import pytest

from bot.telegram.command_menu import TeamMenu, team_commands
from bot.telegram.sender import Sender
from content.loading import load_pack
from handlers.wording.offices import office_name
from tests.factories import a_reader, shipped_pack
from tests.program.floor import a_pack


@pytest.mark.parametrize(
    ("roles", "first"),
    [
        ({"organiser"}, ["desk", "calendar", "announce", "team"]),
        ({"organiser", "clerk"}, ["desk", "calendar", "announce", "team"]),
        ({"chair-of-roundtable"}, ["floor", "desk"]),
        ({"clerk"}, ["floor", "delegations"]),
        ({"rapporteur"}, ["floor", "summary"]),
        ({"interpreter"}, ["floor"]),
    ],
)
def test_each_role_has_its_commands_first(
    roles: set[str], first: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    pack = load_pack(str(a_pack(tmp_path_factory.mktemp("pack"))))
    names = [name for name, _text in team_commands(str, pack, roles)]
    assert names[: len(first)] == first
    assert len(names) == len(set(names))


async def test_the_menu_is_renewed_when_a_role_changes() -> None:
    calls: list[str] = []
    roles = frozenset({"clerk"})

    class Recorder:
        async def call(self, method: str, parameters: dict[str, Any]) -> None:
            calls.append(method)

    async def roles_of(user: int) -> frozenset[str]:
        return roles

    sentences = {"en": gettext.NullTranslations()}
    menu = TeamMenu(cast("Sender", Recorder()), sentences, roles_of, shipped_pack)
    await menu.update(7)
    await menu.update(7)
    roles = frozenset()
    await menu.update(7)
    assert calls == ["setMyCommands", "deleteMyCommands"]


def test_the_secretariat_is_named_in_the_readers_language() -> None:
    for stored in ("the secretariat", "le secrétariat", "الأمانة"):
        assert office_name(a_reader("fr"), stored) == "le secrétariat"
    assert office_name(a_reader("fr"), "https://indico.example") == "https://indico.example"
