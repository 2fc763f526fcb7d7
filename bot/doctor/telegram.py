"""What Telegram says: of the token, the bot, the webhook, the time, and other programs."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import orjson
from telegram import error

from bot.config import Settings
from bot.doctor.findings import Finding, note, ok, wrong
from bot.telegram.client import Client
from bot.telegram.errors import NotBotApi, refusal
from bot.telegram.webhook_address import webhook_address

CLOCK_OFF_SECONDS = 30  # reminders come that much too early or too late
WEBHOOK_ERROR_WITHIN = timedelta(hours=1)
# So long another program is waited for to take its updates back.
_POLL_SECONDS = 12.0
_ONE_POLL_SECONDS = 3
_ANSWER_SECONDS = 20.0

_TOKEN_TO_DO = "Ask @BotFather for it (/mybots, API Token), and set BOT_TOKEN."
_NETWORK_TO_DO = {
    "proxy": "Check HTTPS_PROXY and ALL_PROXY, and the proxy's name and password.",
    "name not found": "Check BOT_API_URL, and whether this machine can resolve names (DNS).",
    "certificate": "Check this machine's clock and its certificates (ca-certificates).",
    "tls": "Check BOT_API_URL: what answers there speaks no TLS.",
    "refused": "Check BOT_API_URL: nothing listens there, or a firewall refuses it.",
    "timed out": "A firewall may drop it: let port 443 out, or set HTTPS_PROXY.",
}


class _Telegram:
    """Calls of the Bot API, each made once, which notes how far the clocks are apart."""

    def __init__(self, base: str, token: str, client: Client) -> None:
        self._address = f"{base}{token}/"
        self._client = client
        self.clock_off: float | None = None  # seconds by which this machine is ahead

    async def call(self, method: str, parameters: Mapping[str, Any]) -> Any:
        """Raises telegram.error.TelegramError."""
        began = time.time()
        status, body, headers = await self._client.exchange(
            "POST", self._address + method, orjson.dumps(parameters), _ANSWER_SECONDS,
            {"Content-Type": "application/json"},
        )  # fmt: skip
        try:
            told = parsedate_to_datetime(headers.get("Date", ""))
        except ValueError:
            pass
        else:
            self.clock_off = (began + time.time()) / 2 - told.timestamp()
        if status != HTTPStatus.OK:
            raise refusal(status, body)
        try:
            return orjson.loads(body)["result"]
        except (ValueError, TypeError, KeyError):
            raise NotBotApi("the answer is not the Bot API's") from None


async def examine_telegram(settings: Settings, running: bool | None) -> list[Finding]:
    """`running` says whether the bot runs here, as a second one would interrupt it."""
    if settings.bot_token is None:
        return [wrong("Token", "BOT_TOKEN is not set", "@BotFather gives one; write it in .env.")]
    client = Client(connections=2)
    telegram = _Telegram(settings.bot_api_url, settings.bot_token.get_secret_value(), client)
    try:
        try:
            me = await telegram.call("getMe", {})
        except error.TelegramError as problem:
            return [*_clock(telegram.clock_off), _unanswered(problem)]
        info = await telegram.call("getWebhookInfo", {})
        findings = [*_bot(me), *_clock(telegram.clock_off), *_webhook(settings, info)]
        if info.get("url"):
            return findings
        return [*findings, await _other_program(telegram, running)]
    except error.TelegramError as problem:
        return [wrong("Telegram", problem.message, "Try again in a minute.")]
    finally:
        await client.close()


def _unanswered(problem: error.TelegramError) -> Finding:
    if isinstance(problem, error.InvalidToken):
        return wrong("Token", "Telegram does not accept BOT_TOKEN", _TOKEN_TO_DO)
    if isinstance(problem, NotBotApi):
        return wrong(
            "Telegram", f"what answers at BOT_API_URL is not a Bot API server ({problem.message})",
            "Check the address, and the proxy if there is one.",
        )  # fmt: skip
    words = problem.message
    to_do = next((to_do for sign, to_do in _NETWORK_TO_DO.items() if sign in words.lower()), None)
    return wrong("Telegram", words, to_do or "Check the network, or try again in a minute.")


def _bot(me: Mapping[str, Any]) -> list[Finding]:
    """https://core.telegram.org/bots/api#user"""
    findings = [ok("Token", f"accepted; the bot is @{me.get('username')}")]
    if not me.get("supports_inline_queries"):
        findings.append(
            note("Inline mode", "off, so @bot words finds nothing", "@BotFather: /setinline.")
        )
    if not me.get("can_join_groups"):
        findings.append(
            note("Groups", "the bot cannot be added to any", "@BotFather: /setjoingroups.")
        )
    if me.get("can_read_all_group_messages"):
        findings.append(
            note(
                "Privacy mode",
                "off, so Telegram hands over everything that groups write",
                "@BotFather: /setprivacy, Enable; then add the bot to its groups again.",
            )
        )
    return findings


def _clock(ahead: float | None) -> list[Finding]:
    if ahead is None:
        return [note("Clock", "could not be compared with Telegram's")]
    if abs(ahead) < CLOCK_OFF_SECONDS:
        return [ok("Clock", "as Telegram's, to a few seconds")]
    apart = f"{abs(ahead):.0f} seconds {'ahead of' if ahead > 0 else 'behind'} Telegram's"
    return [wrong("Clock", apart, "Let it be set by the network: timedatectl set-ntp true.")]


def _webhook(settings: Settings, info: Mapping[str, Any]) -> list[Finding]:
    """https://core.telegram.org/bots/api#webhookinfo"""
    url, waiting = str(info.get("url", "")), int(info.get("pending_update_count", 0))
    host = urlsplit(url).hostname
    ours = "" if settings.webhook_url is None else webhook_address(settings.webhook_url)
    findings = []
    if not ours and url:
        findings.append(
            wrong(
                "Webhook",
                f"Telegram posts updates to {host}, while WEBHOOK_URL is not set",
                "If the bot is stopped, its next start ends that. Else another program uses the "
                "token: stop it, or ask @BotFather for a new one.",
            )
        )
    elif url != ours:
        findings.append(
            wrong(
                "Webhook",
                f"WEBHOOK_URL is not set with Telegram; it posts to {host or 'nothing'}",
                "Start the bot. If it runs, another program uses the token: stop it, or ask "
                "@BotFather for a new one.",
            )
        )
    at = datetime.fromtimestamp(int(info.get("last_error_date", 0)), UTC)
    if message := info.get("last_error_message"):
        said = f"at {at:%Y-%m-%d %H:%M} UTC Telegram could not hand over updates: {message}"
        # https://core.telegram.org/bots/api#webhookinfo: of the most recent error
        if datetime.now(UTC) - at < WEBHOOK_ERROR_WITHIN and waiting:
            to_do = "Check that the proxy passes https on to LISTEN, with a valid certificate."
            findings.append(wrong("Webhook", said, to_do))
        else:
            findings.append(note("Webhook", said))
    if not findings and url:
        findings.append(ok("Webhook", f"set to {host}"))
    if waiting:
        findings.append(note("Webhook" if url else "Updates", f"{waiting} wait at Telegram"))
    return findings


async def _other_program(telegram: _Telegram, running: bool | None) -> Finding:
    """Ask for updates for a while. Nothing is confirmed, so none is lost; but another program that
    asks for them meanwhile interrupts, or is interrupted and asks again.
    https://core.telegram.org/bots/api#getupdates"""
    about = "Other programs"
    if running is not False:
        words = "not looked for, as that would interrupt the bot; it tells owners itself"
        return note(about, words) if running is None else ok(about, words)
    to_do = "Stop it, or ask @BotFather for a new token, which ends the old one."
    taken = wrong(about, "another program takes this bot's updates", to_do)
    until, first = time.monotonic() + _POLL_SECONDS, None
    while time.monotonic() < until:
        try:
            found = await telegram.call("getUpdates", {"timeout": _ONE_POLL_SECONDS, "limit": 1})
        except error.Conflict:
            return taken
        if found:
            if first not in (None, found[0]["update_id"]):
                return taken  # somebody confirmed the first
            first = found[0]["update_id"]
            await asyncio.sleep(1.0)
    return ok(about, "nobody else takes this bot's updates")
