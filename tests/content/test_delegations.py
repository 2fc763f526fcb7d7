"""delegations.yaml: who can ask for the floor."""

from __future__ import annotations

from pathlib import Path

import pytest

from content.loading import load_pack
from tests.content.example import example, problems

GOOD = """- {id: ruritania, name: Ruritania, category: state, region: Central Europe}
- {id: group-of-40, names: {en: Group of 40, fr: Groupe des 40}, category: group}
"""


def with_delegations(folder: Path, text: str) -> Path:
    pack = example(folder)
    (pack / "delegations.yaml").write_text(text, encoding="utf-8")
    return pack


def test_names_come_from_the_file_and_the_translations(tmp_path: Path) -> None:
    folder = with_delegations(tmp_path, GOOD)
    translations = folder / "translations"
    translations.mkdir(exist_ok=True)
    (translations / "fr.yaml").write_text("delegations: {ruritania: Ruritanie}\n", encoding="utf-8")
    pack = load_pack(folder)
    names = [pack.delegation_names(one) for one in pack.delegations]
    assert names == [
        {"en": "Ruritania", "fr": "Ruritanie"}, {"en": "Group of 40", "fr": "Groupe des 40"},
    ]  # fmt: skip


def test_a_pack_without_delegations_keeps_its_hash(tmp_path: Path) -> None:
    pack = load_pack(example(tmp_path))
    assert "delegations" not in pack.model_dump(mode="json")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GOOD + "- {id: ruritania, name: Another}\n", "two delegations with the id ruritania"),
        (GOOD + "- {id: other, name: RURITANIA}\n", "“RURITANIA” is also the name of ruritania"),
        (GOOD + "- {id: other, names: {fr: Groupe des 40}}\n", "also the name of group-of-40"),
        ("- {id: one, name: One, category: kingdom}\n", "kingdom"),
        ("- {id: one}\n", "a delegation has a “name” or “names” by language"),
        ("- {id: One, name: One}\n", "id"),
        ("- {id: one, name: One, names: {en: Two}}\n", "another one under “names”, en"),
        ("- {id: one, name: One, code: secret}\n", "code"),
    ],
)
def test_mistakes_are_found(tmp_path: Path, text: str, said: str) -> None:
    found = [str(problem) for problem in problems(with_delegations(tmp_path, text))]
    assert any(said in problem and "delegations.yaml" in problem for problem in found), found


def test_a_translation_of_an_unknown_delegation_is_found(tmp_path: Path) -> None:
    folder = with_delegations(tmp_path, GOOD)
    (folder / "translations").mkdir(exist_ok=True)
    path = folder / "translations" / "fr.yaml"
    path.write_text("delegations: {ruritannia: Ruritanie}\n", encoding="utf-8")
    assert any("Did you mean ruritania?" in str(problem) for problem in problems(folder))
