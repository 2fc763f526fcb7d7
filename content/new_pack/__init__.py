"""Creates a small valid pack to start from, with comments on how to write one."""

from __future__ import annotations

import re
from pathlib import Path
from string import Template

from content.model.field_types import ID_PATTERN
from content.problems import PackError, Problem, printable

_TEMPLATE = Path(__file__).parent / "template"
_MAX_NAME_CHARACTERS = 28


def new_pack(name: str, folder: Path) -> Path:
    """Create an example pack in a new folder `name` inside `folder`, and return its path.

    Raises PackError if the name cannot be an id, the folder exists or cannot be written.
    """
    if re.fullmatch(ID_PATTERN, name) is None or len(name) > _MAX_NAME_CHARACTERS:
        what = f"“{printable(name)}” cannot be a pack's name"
        most = _MAX_NAME_CHARACTERS
        fix = f"Use at most {most} small letters, digits and hyphens, such as imrf-2026."
        raise PackError([Problem("", "", what, fix)])
    path = folder / name
    try:
        path.mkdir(parents=True)
        for template in sorted(_TEMPLATE.rglob("*.*")):
            target = path / template.relative_to(_TEMPLATE)
            target.parent.mkdir(exist_ok=True)
            text = template.read_text(encoding="utf-8")
            if template.name == "pack.yaml":
                text = Template(text).substitute(name=name)
            target.write_text(text, encoding="utf-8")
    except FileExistsError:
        fix = "Choose another name; nothing was written."
        raise PackError(
            [Problem("", "", f"{printable(path, 200)} is there already", fix)]
        ) from None
    except OSError as error:
        what = f"{printable(path, 200)} cannot be written ({error.strerror})"
        raise PackError([Problem("", "", what, "Choose another folder.")]) from None
    return path
