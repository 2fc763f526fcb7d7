"""LISTEN, and the addresses under which it is reached from outside, as far as this machine can
tell: it asks for its own pages."""

from __future__ import annotations

import socket
from pathlib import Path
from urllib.parse import urlsplit

from telegram import error

import bot.web.screen
from bot.config import Settings
from bot.doctor.findings import Finding, note, ok, wrong
from bot.telegram.client import Client
from bot.telegram.webhook_address import webhook_address

_ANSWER_SECONDS = 10.0
_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
# A file that every running program serves, and no other server has.
_SAMPLE = Path(bot.web.screen.__file__).parent / "page" / "clock.js"
_PROXY_TO_DO = "Check the proxy: it has to pass everything on to LISTEN (docs/running.md, deploy/)."
_BAD_GATEWAY = (502, 503, 504)
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


async def examine_addresses(settings: Settings, running: bool | None) -> list[Finding]:
    """`running` says whether the bot runs here; None if that is not known."""
    if settings.feed_base is None:
        return [ok("Addresses", "LISTEN is not set, so no page is served")]
    if running is False:
        return [_can_listen(settings), note("Addresses", "not asked, as the bot does not run")]
    client = Client(connections=1)
    try:
        findings = []
        if settings.webhook_url is not None:
            findings.append(await _webhook(client, settings, settings.webhook_url))
        findings.append(await _pages(client, settings.feed_base))
        return findings
    finally:
        await client.close()


def _can_listen(settings: Settings) -> Finding:
    host, port = settings.listen_address
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.create_server(address[:2], family=family):
            return ok("LISTEN", f"{settings.listen} is free")
    except (OSError, ValueError) as problem:
        reason = (problem.strerror if isinstance(problem, OSError) else None) or "no such host"
        to_do = "Set LISTEN to an address of this machine and a free port: 127.0.0.1:8080."
        return wrong("LISTEN", f"{settings.listen} cannot be used: {reason}", to_do)


async def _webhook(client: Client, settings: Settings, url: str) -> Finding:
    """Post nothing with the secret, which the bot refuses as no update (400), and with another one,
    which it refuses as a stranger's (403)."""
    about = "WEBHOOK_URL"
    secret = settings.webhook_secret.get_secret_value() if settings.webhook_secret else ""
    statuses = []
    for given in (secret, f"{secret}-x"):
        try:
            status, _, _ = await client.exchange(
                "POST", webhook_address(url), b"", _ANSWER_SECONDS, {_SECRET_HEADER: given}
            )
        except error.TelegramError as problem:
            return wrong(about, f"{_host(url)}: {problem.message}", _PROXY_TO_DO)
        statuses.append(status)
    if statuses == [400, 403]:
        return ok(about, f"{_host(url)} leads to the bot")
    if statuses == [403, 403]:
        to_do = "Restart the bot if WEBHOOK_SECRET was changed; else the proxy refuses."
        return wrong(about, f"{_host(url)} refuses WEBHOOK_SECRET (403)", to_do)
    return _elsewhere(about, url, statuses[0])


async def _pages(client: Client, base: str) -> Finding:
    about = "PUBLIC_URL"
    try:
        status, body, _ = await client.exchange(
            "GET", f"{base}/screen/page/{_SAMPLE.name}", None, _ANSWER_SECONDS, None
        )
    except error.TelegramError as problem:
        return wrong(about, f"{_host(base)}: {problem.message}", _PROXY_TO_DO)
    if status != 200 or body != _SAMPLE.read_bytes():
        return _elsewhere(about, base, status)
    if base.startswith("http://") and urlsplit(base).hostname not in _LOOPBACK:
        return note(about, f"{_host(base)} leads to the bot, without https", "Use https.")
    return ok(about, f"{_host(base)} leads to the bot")


def _elsewhere(about: str, url: str, status: int) -> Finding:
    if status in _BAD_GATEWAY:
        return wrong(about, f"the proxy of {_host(url)} does not reach LISTEN ({status})",
                     _PROXY_TO_DO)  # fmt: skip
    if 300 <= status < 400:
        return wrong(about, f"{_host(url)} redirects ({status}), which Telegram does not follow",
                     "Write the address that it leads to.")  # fmt: skip
    return wrong(about, f"what answers at {_host(url)} is not the bot ({status})", _PROXY_TO_DO)


def _host(url: str) -> str:
    """Return the host and port alone: a path may be a secret."""
    return urlsplit(url).netloc.rpartition("@")[2]
