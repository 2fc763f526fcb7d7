"""`pip install .` gives a working program: it is built, installed in an empty environment and run
from an empty folder."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import time
import zipfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from tests.program.program import AMINA, ROOT, Person

SHIPPED = ("bot", "handlers", "content", "storage")
# Left out: compiled modules, notes for developers, and the template of the catalogues.
NOT_SHIPPED = {".pyc", ".pot", ".mo", ".md"}
# CI installs the locked dependencies, too; elsewhere they are lent by the running environment.
COMPLETE = os.environ.get("CI") == "true"
START_SECONDS = 60
pytestmark = pytest.mark.timeout(900)


def run(*command: str | Path, folder: Path) -> str:
    """Run a program to its end in a folder, without this checkout in its path; give its output."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    ended = subprocess.run(
        list(map(str, command)), cwd=folder, env=environment, capture_output=True, text=True,
        timeout=600, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the checkout to build in, with its tests and caches."""
    copy = tmp_path_factory.mktemp("source")
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, copy)
    for name in (*SHIPPED, "tests"):
        # Python writes a compiled module under another name first, and may do so just now.
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("*.pyc.*"))
    return copy


@pytest.fixture(scope="module")
def wheel(source: Path) -> Path:
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--quiet")
    run(*pip, "--no-deps", "--wheel-dir", "dist", ".", folder=source)
    (made,) = (source / "dist").glob("*.whl")
    return made


@pytest.fixture(scope="module")
def roundtable(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The installed command."""
    began = time.monotonic()
    folder = tmp_path_factory.mktemp("environment")
    run(sys.executable, "-m", "venv", "--without-pip", folder, folder=folder)
    python = folder / "bin" / "python"
    pip = (sys.executable, "-m", "pip", "--python", python, "--disable-pip-version-check")
    install = (*pip, "install", "--quiet")
    if COMPLETE:
        run(*install, "--require-hashes", "-r", ROOT / "requirements.txt", folder=folder)
        # Fails for a dependency that the wheel asks for and the lock does not have.
        run(*install, "--no-index", wheel, folder=folder)
        print(f"installed with its dependencies in {time.monotonic() - began:.0f} s")
    else:
        run(*install, "--no-index", "--no-deps", wheel, folder=folder)
        (packages,) = folder.glob("lib/*/site-packages")
        (packages / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return folder / "bin" / "roundtable"


def test_the_wheel_holds_every_shipped_file_and_nothing_else(source: Path, wheel: Path) -> None:
    shipped = {
        str(path.relative_to(source))
        for name in SHIPPED
        for path in (source / name).rglob("*")
        if path.is_file() and path.suffix not in NOT_SHIPPED
    }
    with zipfile.ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert packed == shipped


def test_the_installed_program_finds_its_pack(roundtable: Path, tmp_path: Path) -> None:
    assert "is good" in run(roundtable, "check-pack", "hld-2013", folder=tmp_path)
    assert list(tmp_path.iterdir()) == []


async def test_the_installed_preview_answers(roundtable: Path, tmp_path: Path) -> None:
    """With its page, its pack and its catalogues."""
    async with preview(roundtable, tmp_path) as address, aiohttp.ClientSession() as session:
        for path in ("/", "/page/app.js", "/page/style.css"):
            async with session.get(address + path) as response:
                assert response.status == 200
        amina = Person(session, address, AMINA)
        await amina.post(f"people/{AMINA}", language_code="fr")
        assert "Table ronde 3" in (await amina.says("/roundtable 3")).plain


@asynccontextmanager
async def preview(roundtable: Path, folder: Path) -> AsyncIterator[str]:
    """Start the preview in a folder, give its address, and stop it."""
    process = await asyncio.create_subprocess_exec(
        roundtable, "preview", cwd=folder, stdout=asyncio.subprocess.PIPE,
        env={"PATH": os.environ["PATH"], "HOME": str(folder), "PREVIEW_PORT": "0"},
    )  # fmt: skip
    try:
        async with asyncio.timeout(START_SECONDS):
            address = await printed_address(process)
        yield address
    finally:
        process.terminate()
        assert await process.wait() == 0


async def printed_address(process: asyncio.subprocess.Process) -> str:
    assert process.stdout is not None
    async for line in process.stdout:
        if found := re.search(rb"http://127\.0\.0\.1:\d+", line):
            return found[0].decode()
    raise RuntimeError("the preview ended before it printed its address")
