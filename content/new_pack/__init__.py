"""Makes a small valid pack to begin from; its remarks teach how a pack is written."""

from __future__ import annotations

import re
from pathlib import Path
from string import Template

from content.model.field_types import ID_PATTERN
from content.problems import PackError, Problem, shown

_TEMPLATE = Path(__file__).parent / "template"
_LONGEST_NAME = 28


def new_pack(name: str, folder: Path) -> Path:
    """Write an example pack into a new folder `name` inside `folder`, and return that folder.

    Raises PackError where the name cannot be a pack's id, or something of that name is there.
    """
    if re.fullmatch(ID_PATTERN, name) is None or len(name) > _LONGEST_NAME:
        what = f"“{shown(name)}” cannot be a pack's name"
        mend = f"Use at most {_LONGEST_NAME} small letters, digits and hyphens, such as imrf-2026."
        raise PackError([Problem("", "", what, mend)])
    made = folder / name
    try:
        made.mkdir(parents=True)
        for template in sorted(_TEMPLATE.rglob("*.*")):
            target = made / template.relative_to(_TEMPLATE)
            target.parent.mkdir(exist_ok=True)
            text = template.read_text(encoding="utf-8")
            if template.name == "pack.yaml":
                text = Template(text).substitute(name=name)
            target.write_text(text, encoding="utf-8")
    except FileExistsError:
        mend = "Choose another name; nothing was written."
        raise PackError([Problem("", "", f"{shown(made, 200)} is there already", mend)]) from None
    except OSError as error:
        what = f"{shown(made, 200)} cannot be written ({error.strerror})"
        raise PackError([Problem("", "", what, "Choose another folder.")]) from None
    return made
