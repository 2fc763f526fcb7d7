"""What the doctor found, and how it is printed."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from typing import Literal

from bot.logs import without_secrets

Level = Literal["ok", "note", "wrong"]
_MARKS: dict[Level, str] = {"ok": "  ok", "note": "   !", "wrong": "   ✗"}
_MIN_SECRET_CHARACTERS = 4  # a shorter one would be found in ordinary words


@dataclass(frozen=True)
class Finding:
    """`about` names the part, `what` says how it is, `to_do` what to do; empty if nothing."""

    level: Level
    about: str
    what: str
    to_do: str = ""


def ok(about: str, what: str) -> Finding:
    return Finding("ok", about, what)


def note(about: str, what: str, to_do: str = "") -> Finding:
    return Finding("note", about, what, to_do)


def wrong(about: str, what: str, to_do: str = "") -> Finding:
    return Finding("wrong", about, what, to_do)


def as_text(findings: Sequence[Finding], secrets: Collection[str]) -> str:
    """Return the findings for a terminal, without the secrets."""
    lines = []
    for finding in findings:
        lines.append(f"{_MARKS[finding.level]}  {finding.about}: {finding.what}")
        if finding.to_do:
            lines.append(f"      → {finding.to_do}")
    count = sum(finding.level == "wrong" for finding in findings)
    lines.append(f"\n{_summary(count)}")
    return _hidden("\n".join(lines), secrets)


def _summary(count: int) -> str:
    if not count:
        return "Nothing needs attention."
    return "1 thing needs attention." if count == 1 else f"{count} things need attention."


def as_json(findings: Sequence[Finding], secrets: Collection[str]) -> str:
    """Return the findings as a JSON list, without the secrets."""
    listed = [asdict(finding) for finding in findings]
    return _hidden(json.dumps(listed, ensure_ascii=False, indent=1), secrets)


def _hidden(text: str, secrets: Collection[str]) -> str:
    for secret in sorted(secrets, key=len, reverse=True):
        if len(secret) >= _MIN_SECRET_CHARACTERS:
            text = text.replace(secret, "***")
    return without_secrets(text)
