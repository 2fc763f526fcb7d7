"""The addresses of the setting CALENDAR_SOURCES."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import dataclass

from pydantic import SecretStr
from yarl import URL

from bot.calendar_sources.public_addresses import is_loopback

_ID_CHARACTERS = 12
# Between two addresses. A comma may also be part of an address.
_SEPARATOR = re.compile(r"\s+|\s*,\s*(?=(?:[\w-]{1,20}=)?(?:https?|webcal)://)", re.IGNORECASE)
_NAMED = re.compile(r"(?:(?P<name>[\w-]{1,20})=)?(?P<url>[a-z]+://.*)", re.IGNORECASE)


@dataclass(frozen=True)
class SourceAddress:
    """An address from which the calendar is fetched.

    `id` is a hash of the address, so that the address itself, which may contain a password or a
    token, is stored nowhere. `name` is what people see: the operator's name for it, or its host.
    """

    id: str
    name: str
    url: SecretStr

    def __str__(self) -> str:
        url = URL(self.url.get_secret_value())
        return f"{self.name}={url.scheme}://{url.host}/***"


def exact_url(text: str) -> URL:
    """Return a URL with its path and query as they were written, so that `%40` stays. Raises
    ValueError."""
    return URL(text, encoded=re.fullmatch("[!-~]+", text) is not None)


def parse_addresses(text: str) -> tuple[SourceAddress, ...]:
    """Return the addresses of a setting, each once, in its order.

    They are separated by spaces or commas; a name may precede an address, as in
    `programme=https://example.org/schedule.json`. Raises ValueError, which does not contain an
    address.
    """
    found: dict[str, tuple[str, URL]] = {}
    for number, part in enumerate(filter(None, _SEPARATOR.split(text.strip(" ,\n\t"))), start=1):
        name, url = _parse(part, number)
        found.setdefault(str(url), (name, url))
    hosts = Counter(url.host for name, url in found.values() if not name)
    seen: Counter[str | None] = Counter()
    addresses = []
    for address, (given, url) in found.items():
        seen[url.host] += not given
        name = given or str(url.host)
        if not given and hosts[url.host] > 1:
            name = f"{url.host} ({seen[url.host]})"
        digest = hashlib.sha256(address.encode()).hexdigest()
        addresses.append(SourceAddress(digest[:_ID_CHARACTERS], name, SecretStr(address)))
    return tuple(addresses)


def _parse(part: str, number: int) -> tuple[str, URL]:
    """Return the name (perhaps empty) and the address of one part of the setting."""
    match = _NAMED.fullmatch(part)
    advice = f"address {number}: write it as https://example.org/schedule.json"
    if match is None:
        raise ValueError(advice)
    # Calendar programs show a feed's address as webcal://, which stands for its usual address.
    address = re.sub(r"^webcal://", "https://", match["url"], flags=re.IGNORECASE)
    try:
        url = exact_url(address).with_fragment(None)
        host, port = url.host, url.port
    except ValueError:
        raise ValueError(advice) from None
    if not host or not port:
        raise ValueError(advice)
    if "@" in address and "@" not in url.raw_authority and "@" in address.partition("?")[0]:
        raise ValueError(
            f"address {number}: write / ? # @ of a name or password as %2F %3F %23 %40"
        )
    if url.scheme == "http" and is_loopback(host):
        return match["name"] or "", url  # the preview may fetch it, and nothing else
    if url.scheme != "https":
        raise ValueError(f"address {number}: only https is fetched")
    return match["name"] or "", url
