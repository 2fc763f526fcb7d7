"""`python -m bot doctor`: what is not well with an installation, and what to do.

It changes nothing, and works while the bot runs and while it cannot start.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.doctor.addresses import examine_addresses
from bot.doctor.database import examine_database
from bot.doctor.findings import Finding, as_json, as_text, wrong
from bot.doctor.machine import examine_disk, examine_files, examine_pack, examine_version
from bot.doctor.settings import read_settings, secrets_of
from bot.doctor.telegram import examine_telegram
from bot.logs import describe_error

__all__ = ["as_json", "as_text", "examine", "is_well"]


async def examine() -> tuple[list[Finding], set[str]]:
    """Return all findings, and the secrets that must not be shown."""
    settings, findings = read_settings()
    stored, running = await examine_database(settings.database_url.get_secret_value())

    async def machine() -> list[Finding]:
        return [examine_disk(settings), examine_pack(settings), *examine_files(settings)]

    parts: tuple[tuple[str, Callable[[], Awaitable[list[Finding]]]], ...] = (
        ("Telegram", lambda: examine_telegram(settings, running)),
        ("Addresses", lambda: examine_addresses(settings, running)),
        ("Machine", machine),
    )
    findings = [examine_version(), *findings, *stored]
    for about, part in parts:
        try:
            findings += await part()
        except Exception as problem:  # one part must not keep the others from being examined
            findings.append(wrong(about, f"could not be examined: {describe_error(problem)}"))
    return findings, secrets_of(settings)


def is_well(findings: list[Finding]) -> bool:
    """Whether no finding is a fault."""
    return all(finding.level != "wrong" for finding in findings)
