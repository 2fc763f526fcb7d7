"""The program's version."""

from __future__ import annotations

import tomllib
from importlib import metadata
from pathlib import Path

_PROJECT = Path(__file__).parents[1] / "pyproject.toml"


def program_version() -> str:
    """Return the version of the installed package, or of the checkout that is run."""
    try:
        return metadata.version("roundtable")
    except metadata.PackageNotFoundError:
        return str(tomllib.loads(_PROJECT.read_text(encoding="utf-8"))["project"]["version"])
