"""Settings, read from the environment or a file `.env`."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import SplitResult, urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.calendar_sources.addresses import SourceAddress, parse_addresses
from bot.logs import without_secrets

# https://core.telegram.org/bots/api#authorizing-your-bot
_TOKEN = re.compile(r"[0-9]{1,20}:[A-Za-z0-9_-]{30,64}")

ENV_FILE = Path(".env")
# A clock that starts elsewhere would leave the dates that there are.
_CLOCK_YEARS = range(1900, 2200)
# Servers of one's own post to any: https://core.telegram.org/bots/api#using-a-local-bot-api-server
_WEBHOOK_PORTS = (None, 443, 80, 88, 8443)
# Each may also come from a file that is named by the setting with this ending.
SECRETS = ("bot_token", "database_url", "webhook_secret")
FILE_ENDING = "_file"
_MAX_SECRET_BYTES = 4096
# What to write, where pydantic's words would not say it.
_EXPECTED = {
    "clock_start": "an instant with its offset, such as 2013-05-20T09:00-04:00",
    "clock_speed": "a number from 1 to 1000000, such as 60",
    "send_rate": "a number above 0 and up to 1000, such as 25",
    "calendar_sources_minutes": "a whole number from 5 to 1440, such as 15",
    "preview_port": "a whole number from 0 to 65535, such as 8013",
    "log_format": "console or json",
    "log_level": "DEBUG, INFO, WARNING or ERROR",
}


def without_credentials(address: str) -> str:
    """Return an address with any name, password and query masked, also where they contain
    characters that should have been escaped, such as `/`."""
    scheme, separator, rest = address.partition("://")
    if not separator:
        scheme, rest = "", address
    if not rest.startswith("/"):  # as the path of an SQLite file does
        _, at, host = rest.rpartition("@")
        rest = f"***@{host}" if at else rest
    rest = re.sub(r"([?#]).*", r"\1***", rest, count=1, flags=re.DOTALL)
    return without_secrets(f"{scheme}{separator}{rest}")


def _http_address(value: str, example: str) -> SplitResult:
    """Return the parts of an address. Raises ValueError, which names `example` and not the
    address, because that may contain a password."""
    try:
        parts = urlsplit(value)
        if parts.scheme in ("http", "https") and parts.hostname and parts.port != 0:
            return parts
    except ValueError:
        pass
    raise ValueError(f"write an address such as {example}")


def sentence_of(invalid: ErrorDetails) -> str:
    """Return what to write for a setting, from pydantic's error, without its value."""
    name = str(invalid["loc"][0]) if invalid["loc"] else ""
    reason = invalid["msg"].removeprefix("Value error, ")
    if invalid["type"] != "value_error" and name in _EXPECTED:
        reason = f"write {_EXPECTED[name]}"
    return f"{name.upper()}: {reason}" if name else reason


def _secret_in(name: str, file: Path) -> str:
    """Return the text of a secret's file, without the end of its last line. Raises ValueError,
    which names the setting and the file, and nothing of its content."""
    try:
        with file.open("rb") as opened:
            content = opened.read(_MAX_SECRET_BYTES + 1)
    except PermissionError:
        raise ValueError(
            f"{name}: {file} cannot be read; give the program's user the right to, and nobody else"
        ) from None
    except OSError as problem:
        raise ValueError(f"{name}: {file} cannot be read: {problem.strerror}") from None
    try:
        text = content.decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError:
        text = "\n"
    if not text or len(content) > _MAX_SECRET_BYTES or "\n" in text or "\0" in text:
        raise ValueError(f"{name}: {file} has to hold the secret alone, on one line, in UTF-8")
    return text


class Settings(BaseSettings):
    """All settings of the program. An empty value counts as not set."""

    model_config = SettingsConfigDict(
        env_file=ENV_FILE, env_file_encoding="utf-8-sig", env_ignore_empty=True, extra="ignore",
        frozen=True, hide_input_in_errors=True,
    )  # fmt: skip

    bot_token: SecretStr | None = Field(
        None, description="token from @BotFather; without it `make run` starts the preview"
    )
    bot_token_file: Path | None = Field(None, description="a file with the token alone, instead")
    bot_api_url: str = Field(
        "https://api.telegram.org/bot",
        description="base of a Bot API server; <token>/<method> is appended",
    )
    database_url: SecretStr = Field(
        SecretStr("sqlite+aiosqlite:///var/roundtable.db"),
        description="sqlite+aiosqlite:///path/to/file, or postgresql://name:…@host/database "
        "for any number of programs",
    )
    database_url_file: Path | None = Field(
        None, description="a file with DATABASE_URL alone, instead, as a URL may hold a password"
    )
    pack: str = Field("hld-2013", description="name or path of a content pack")
    owner_ids: Annotated[frozenset[int], NoDecode] = Field(
        frozenset(),
        description="Telegram user ids, with commas between, of those who run the event's desk",
    )
    clock_start: datetime | None = Field(
        None, description="shifted clock: an ISO instant such as 2013-05-20T09:00-04:00"
    )
    clock_speed: float = Field(1.0, ge=1, le=1_000_000, description="shifted clock: factor, from 1")
    send_rate: float = Field(
        25, gt=0, le=1000, description="notices a second over all chats (Telegram allows 30)"
    )
    webhook_url: str | None = Field(
        None, description="public https address that Telegram posts updates to; polling without it"
    )
    webhook_secret: SecretStr | None = Field(
        None, description="1 to 256 of A-Z a-z 0-9 _ -; needed with WEBHOOK_URL"
    )
    webhook_secret_file: Path | None = Field(
        None, description="a file with the secret alone, instead"
    )
    listen: str = Field(
        "127.0.0.1:8080",
        description="address:port for the webhook, and for private calendars and the screens of "
        "rooms where it is set",
    )
    public_url: str | None = Field(
        None,
        description="address under which LISTEN is reached from outside; default: WEBHOOK_URL's, "
        "else http:// and LISTEN",
    )
    metrics_listen: str | None = Field(
        None,
        description="address:port for /healthz, /readyz and /metrics, for monitoring alone; off "
        "without it",
    )
    calendar_sources: Annotated[tuple[SourceAddress, ...], NoDecode] = Field(
        (),
        description="https addresses of calendars or programmes, with spaces between, that the "
        "desk is offered changes from; with a name: programme=https://example.org/schedule.json",
    )
    calendar_sources_minutes: int = Field(
        15, ge=5, le=1440, description="how often CALENDAR_SOURCES are fetched"
    )
    preview_port: int = Field(
        8013, ge=0, le=65535, description="loopback port of the preview's page; 0 picks a free one"
    )
    log_format: Literal["console", "json"] = Field("console", description="console or json")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="DEBUG, INFO, WARNING or ERROR"
    )

    @model_validator(mode="before")
    @classmethod
    def _from_files(cls, given: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name in SECRETS:
            if file := given.get(name + FILE_ENDING):
                setting = f"{name}{FILE_ENDING}".upper()
                if given.get(name):
                    raise ValueError(f"{name.upper()} and {setting} are both set; keep one of them")
                found[name] = _secret_in(setting, Path(str(file)))
        return {**given, **found}

    @field_validator("bot_token")
    @classmethod
    def _token(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not _TOKEN.fullmatch(value.get_secret_value().strip()):
            raise ValueError(
                "this does not look like a token; @BotFather writes it as digits, "
                "a colon and about 35 letters"
            )
        return value and SecretStr(value.get_secret_value().strip())

    @field_validator("bot_api_url")
    @classmethod
    def _base(cls, value: str) -> str:
        parts = _http_address(value, "https://bots.example.org/bot")
        if "@" in value and "@" not in parts.netloc:
            raise ValueError("write / ? # @ of a name or password as %2F %3F %23 %40")
        base = value.rstrip("/")
        return base if base.endswith("/bot") else f"{base}/bot"

    @field_validator("public_url", "webhook_url")
    @classmethod
    def _public(cls, value: str | None) -> str | None:
        if value is not None:
            _http_address(value, "https://bot.example.org")
        return value and value.rstrip("/")

    @field_validator("owner_ids", mode="before")
    @classmethod
    def _owners(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        parts = [part.strip() for part in value.split(",") if part.strip()]
        if not all(re.fullmatch("[1-9][0-9]{0,15}", part) for part in parts):
            raise ValueError("write Telegram user ids with commas between, such as 123456789")
        return frozenset(int(part) for part in parts)

    @field_validator("calendar_sources", mode="before")
    @classmethod
    def _sources(cls, value: object) -> object:
        return parse_addresses(value) if isinstance(value, str) else value

    @field_validator("clock_start")
    @classmethod
    def _instant(cls, value: datetime | None) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("add an offset, such as 2013-05-20T09:00-04:00")
        if value is not None and value.year not in _CLOCK_YEARS:
            raise ValueError(f"its year is from {_CLOCK_YEARS[0]} to {_CLOCK_YEARS[-1]}")
        return value

    @field_validator("listen", "metrics_listen")
    @classmethod
    def _address(cls, value: str | None) -> str | None:
        if value is None:
            return None
        host, _, port = value.rpartition(":")
        if not host or not port.isdecimal() or int(port) > 65535:
            raise ValueError("write address:port, such as 127.0.0.1:8080")
        return value

    @model_validator(mode="after")
    def _webhook(self) -> Settings:
        if self.webhook_url is None and self.webhook_secret is not None:
            raise ValueError("WEBHOOK_SECRET needs WEBHOOK_URL; without a webhook, leave both out")
        if self.webhook_url is not None:
            secret = self.webhook_secret.get_secret_value() if self.webhook_secret else ""
            if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
                raise ValueError(
                    "WEBHOOK_URL needs WEBHOOK_SECRET: 1 to 256 letters, digits, _ or -"
                )
            parts = urlsplit(self.webhook_url)
            own_server = "bot_api_url" in self.model_fields_set
            if not own_server and (parts.scheme != "https" or parts.port not in _WEBHOOK_PORTS):
                raise ValueError(
                    "WEBHOOK_URL: Telegram posts to https, on port 443, 80, 88 or 8443"
                )
        return self

    @property
    def feed_base(self) -> str | None:
        """The base address of private calendars without a trailing slash, or None if they are not
        served."""
        if "listen" not in self.model_fields_set and self.webhook_url is None:
            return None
        if self.public_url is None and self.webhook_url is not None:
            parts = urlsplit(self.webhook_url)
            return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
        return self.public_url or f"http://{self.listen}"

    @property
    def listen_address(self) -> tuple[str, int]:
        return host_and_port(self.listen)


def host_and_port(address: str) -> tuple[str, int]:
    host, _, port = address.rpartition(":")
    return host.strip("[]"), int(port)
