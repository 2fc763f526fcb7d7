"""How the tests are laid out: folders as in what is shipped, and no test leans on another."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
ROOT = TESTS.parent
MODULES = sorted(TESTS.rglob("test_*.py"))
# What starts the program is of no single folder.
WHOLE = "program"


def imports_of(file: Path) -> Iterator[str]:
    """Full names of the modules, and of what is taken from them, that a file imports anywhere."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module or ''}.{name.name}" for name in node.names)


@pytest.mark.parametrize("file", MODULES, ids=lambda file: str(file.relative_to(TESTS)))
def test_no_test_module_imports_another(file: Path) -> None:
    found = [
        name
        for name in imports_of(file)
        if any(part.startswith("test_") for part in name.split("."))
    ]
    assert found == []


def test_the_folders_are_those_of_what_is_shipped() -> None:
    folders = {file.parent.relative_to(TESTS) for file in MODULES} - {Path()}
    others = {folder for folder in folders if folder.parts[0] != WHOLE}
    assert len(others) > 10
    assert [str(folder) for folder in sorted(others) if not (ROOT / folder).is_dir()] == []
