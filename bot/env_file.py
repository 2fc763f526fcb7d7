"""The file `.env`: whether it can be read, and what in it is probably a slip of the pen."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from difflib import get_close_matches
from pathlib import Path

# A name that ends with `=`, or with `:` as in YAML.
_ASSIGNMENT = re.compile(
    r"^[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_]*)[ \t]*([=:])", re.MULTILINE
)
_SIMILARITY = 0.85  # of names, from 0 to 1


class EnvFileError(Exception):
    """The file cannot be read. The message says why and how to correct it."""


def env_file_text(path: Path) -> str:
    """Return the file's text; an empty one if there is no file. Raises EnvFileError."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return ""
    except OSError as problem:
        raise EnvFileError(f"{path} cannot be read: {problem.strerror}.") from None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:  # as in UTF-16
        raise EnvFileError(f"{path} is not in UTF-8. Save it as text in UTF-8.")
    return text


def doubtful_names(text: str, environment: Iterable[str], known: Collection[str]) -> list[str]:
    """Return a sentence for each name in the text of the file or in the environment that looks like
    a setting and is none, and for each setting that is written with a colon. `known` are the names
    of all settings in capital letters."""
    sentences: list[str] = []
    written = dict(_ASSIGNMENT.findall(text))
    for name, sign in written.items():
        if name.upper() in known and sign == ":":
            sentences.append(f"{name}: is not read. Write {name}=value in .env.")
    for name in {**written, **dict.fromkeys(environment)}:
        if name.upper() not in known:
            meant = get_close_matches(name.upper(), known, 1, _SIMILARITY)
            sentences += [f"{name} is not a setting. Is {each} meant?" for each in meant]
    return sentences
