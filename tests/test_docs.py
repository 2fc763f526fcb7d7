"""What the pages name exists: links, files, folders, functions. The map has every folder."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SHIPPED = ("bot", "handlers", "content", "storage")
ARCHITECTURE = ROOT / "docs" / "architecture.md"
PAGES = sorted(
    path
    for pattern in ("*.md", "docs/*.md", *(f"{name}/**/README.md" for name in SHIPPED))
    for path in ROOT.glob(pattern)
)
# `bot/app.py`, `bot/outbox/`, `bot/updates/polling.py Poller.run`
NAMED = re.compile(
    r"((?:bot|handlers|content|storage|tests|benchmarks|docs)/[\w./-]*)(?: ([\w.]+))?"
)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        file = (page.parent / name).resolve() if name else page
        assert file.exists(), target
        assert not anchor or anchor in anchors(file), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_files_and_functions_that_are_named_exist(page: Path) -> None:
    for span in code_spans(page):
        match = NAMED.fullmatch(span)
        if match is None:
            continue
        path, name = ROOT / match[1], match[2]
        assert path.is_dir() if match[1].endswith("/") else path.exists(), span
        assert name is None or name in definitions(path), span


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_modules_and_methods_that_are_named_alone_exist(page: Path) -> None:
    modules = {path.name for path in shipped_modules()}
    methods = frozenset().union(*map(definitions, shipped_modules()))
    for span in code_spans(page):
        if re.fullmatch(r"\w+\.py", span):
            assert span in modules, span
        elif re.fullmatch(r"[A-Z]\w+\.(?!cpp)[a-z]\w+", span) and span.partition(".")[0] in methods:
            assert span in methods, span


def test_the_map_has_every_shipped_folder_and_no_other() -> None:
    named = list(folders_of_the_map())
    assert len(named) == len(set(named))
    assert [name for name in named if not (ROOT / name).is_dir()] == []
    shipped = {
        str(path.parent.relative_to(ROOT))
        for name in SHIPPED
        for path in (ROOT / name).rglob("__init__.py")
    }
    assert shipped - set(named) == set()


def test_the_map_says_what_each_folder_is_for() -> None:
    bare = [line for line in map_lines() if not re.search(r"/ +\S", line)]
    assert bare == []


def code_spans(page: Path) -> list[str]:
    """What stands between backquotes, without blocks of code."""
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.S | re.M)
    return [" ".join(span.split()) for span in re.findall(r"`([^`]+)`", text)]


@cache
def shipped_modules() -> tuple[Path, ...]:
    return tuple(path for name in SHIPPED for path in (ROOT / name).rglob("*.py"))


def folders_of_the_map() -> Iterator[str]:
    """Each folder of the map, from the root; its place in the tree is its indentation."""
    above: list[str] = []
    for line in map_lines():
        depth = (len(line) - len(line.lstrip())) // 2
        above[depth:] = [line.split()[0].rstrip("/")]
        yield "/".join(above)


def map_lines() -> list[str]:
    """The lines of the map that name a folder."""
    text = ARCHITECTURE.read_text(encoding="utf-8")
    fenced = text.partition("## The map")[2].split("```")[1]
    return [line for line in fenced.splitlines() if re.match(r" *[\w.-]+/(?: |$)", line)]


def anchors(page: Path) -> set[str]:
    """The headings of a page, as GitHub makes links of them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading).lower().replace(" ", "-") for heading in headings}


@cache
def definitions(path: Path) -> frozenset[str]:
    """The functions, classes, methods and constants of a module: `Poller`, `Poller.run`."""
    names: set[str] = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        names.update(names_of(node))
        if isinstance(node, ast.ClassDef):
            names.update(f"{node.name}.{name}" for inner in node.body for name in names_of(inner))
    return frozenset(names)


def names_of(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [node.name]
    targets = node.targets if isinstance(node, ast.Assign) else []
    if isinstance(node, ast.AnnAssign):
        targets = [node.target]
    return [target.id for target in targets if isinstance(target, ast.Name)]
