"""Fetching a calendar from an address of the operator's, as if its server meant harm.

Only https is fetched. Each address that a connection is opened to is checked at that moment, so
that no name, number or redirect leads inside the network, and no second look-up of a name can
differ from the checked one. Redirects, time and size (as sent, and as decompressed) are bounded.
Proxies of the environment are not used: through one, the address cannot be checked.
"""

from __future__ import annotations

import asyncio
import re
import socket
import ssl
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from bot.calendar_sources.addresses import exact_url
from bot.calendar_sources.public_addresses import is_loopback, is_public
from content.calendars import MAX_BYTES

MAX_REDIRECTS = 3
_TOTAL_SECONDS = 30.0  # for names, redirects and the whole body together
_CONNECT_SECONDS = 10.0
_SILENCE_SECONDS = 10.0
_MAX_VALIDATOR_CHARACTERS = 200
_MAX_RETRY_AFTER_SECONDS = 86_400
_CHUNK_BYTES = 65_536
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_HEADERS = {
    "Accept": "text/calendar, application/json, application/xml, text/csv, */*;q=0.5",
    "Accept-Encoding": "gzip",
    "User-Agent": "Roundtable",
}

Failure = Literal[
    "inside", "not-https", "redirects", "status", "no-host", "certificate", "unreachable",
    "too-slow", "too-large", "encoding", "not-http",
]  # fmt: skip


class FetchFailed(Exception):
    """An address gave no calendar. `status` is the HTTP status of the failure `status`, otherwise
    0. `retry_after_seconds` is what the server asks for, 0 if nothing."""

    def __init__(self, code: Failure, status: int = 0, retry_after_seconds: int = 0) -> None:
        super().__init__(code)
        self.code: Failure = code
        self.status = status
        self.retry_after_seconds = retry_after_seconds


@dataclass(frozen=True)
class Validators:
    """What a server gave to ask whether something has changed; empty if nothing.
    https://www.rfc-editor.org/rfc/rfc9110#section-8.8"""

    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True)
class Fetched:
    content: bytes
    validators: Validators


class AddressRefused(OSError):
    """Nothing is connected to an address inside the network."""


class Fetcher:
    """Fetches addresses, one connection for each request.

    `allow_loopback` is for the preview and for tests: an address whose host is written as an IP
    address of this machine may be fetched, also by http. `resolver`, `ssl_context`, `is_allowed`
    and `total_seconds` are for tests.
    """

    def __init__(
        self,
        *,
        allow_loopback: bool = False,
        resolver: AbstractResolver | None = None,
        ssl_context: ssl.SSLContext | None = None,
        is_allowed: Callable[[str], bool] = is_public,
        total_seconds: float = _TOTAL_SECONDS,
    ) -> None:
        self._allow_loopback = allow_loopback
        self._resolver = resolver
        self._ssl_context = ssl_context
        self._is_allowed = is_allowed
        self._total_seconds = total_seconds

    async def fetch(self, address: str, validators: Validators = Validators()) -> Fetched | None:
        """Return what is at an address, or None if it has not changed since `validators`. Raises
        FetchFailed."""
        request = _Request(exact_url(address), self._allow_loopback, self._is_allowed)
        timeout = aiohttp.ClientTimeout(
            total=None, sock_connect=_CONNECT_SECONDS, sock_read=_SILENCE_SECONDS
        )
        try:
            async with (
                asyncio.timeout(self._total_seconds),
                aiohttp.ClientSession(
                    connector=aiohttp.TCPConnector(
                        ssl=self._ssl_context or True, resolver=self._resolver,
                        use_dns_cache=False, force_close=True, socket_factory=request.open_socket,
                    ),
                    cookie_jar=aiohttp.DummyCookieJar(), auto_decompress=False, trust_env=False,
                    timeout=timeout, headers=_HEADERS,
                ) as session,
            ):  # fmt: skip
                return await request.run(session, validators)
        except (aiohttp.ClientError, OSError, ValueError) as problem:
            raise _failure(problem, request.refused) from None


class _Request:
    """One fetch with its redirects."""

    def __init__(self, url: URL, allow_loopback: bool, is_allowed: Callable[[str], bool]) -> None:
        self._first = url
        self._loopback = allow_loopback and is_loopback(url.host or "")
        self._is_allowed = is_allowed
        self.refused = False

    def open_socket(self, address_info: aiohttp.AddrInfoType) -> socket.socket:
        """Make the socket for a connection to an address. Raises AddressRefused."""
        family, kind, protocol, _name, address = address_info
        host = str(address[0])
        if not (self._is_allowed(host) or (self._loopback and is_loopback(host))):
            self.refused = True
            raise AddressRefused("the address is inside the network")
        return socket.socket(family, kind, protocol)

    async def run(self, session: aiohttp.ClientSession, validators: Validators) -> Fetched | None:
        url = self._first
        for _redirect in range(MAX_REDIRECTS + 1):
            self._check_scheme(url)
            async with session.get(
                url.with_user(None), allow_redirects=False,
                headers={**_conditions(validators), **self._password(url)},
            ) as response:  # fmt: skip
                if response.status in _REDIRECTS and "Location" in response.headers:
                    url = url.join(exact_url(response.headers["Location"])).with_fragment(None)
                    continue
                if response.status == 304 and validators != Validators():
                    return None
                if response.status != 200:
                    raise FetchFailed("status", response.status, _retry_after(response))
                return Fetched(await _body(response), _validators(response))
        raise FetchFailed("redirects")

    def _check_scheme(self, url: URL) -> None:
        loopback = self._loopback and url.scheme == "http" and is_loopback(url.host or "")
        if url.scheme != "https" and not (loopback and self._first.scheme == "http"):
            raise FetchFailed("not-https")

    def _password(self, url: URL) -> dict[str, str]:
        """The operator's name and password, for the operator's own host alone."""
        first = self._first
        if first.user is None or url.origin() != first.origin():
            return {}
        return {"Authorization": aiohttp.encode_basic_auth(first.user, first.password or "")}


def _conditions(validators: Validators) -> dict[str, str]:
    headers = {}
    if validators.etag:
        headers["If-None-Match"] = validators.etag
    if validators.last_modified:
        headers["If-Modified-Since"] = validators.last_modified
    return headers


def _validators(response: aiohttp.ClientResponse) -> Validators:
    return Validators(
        *(_header(response.headers.get(name, "")) for name in ("ETag", "Last-Modified"))
    )


def _header(value: str) -> str:
    """Return a header's value if it is fit to be sent back, or an empty text."""
    return value if re.fullmatch(rf"[ -~]{{1,{_MAX_VALIDATOR_CHARACTERS}}}", value) else ""


def _retry_after(response: aiohttp.ClientResponse) -> int:
    """Return the seconds of Retry-After; a date is not obeyed, as clocks differ."""
    value = response.headers.get("Retry-After", "")
    if re.fullmatch("[0-9]{1,9}", value) is None:
        return 0
    return min(int(value), _MAX_RETRY_AFTER_SECONDS)


async def _body(response: aiohttp.ClientResponse) -> bytes:
    """Read the body, decompressed, of at most MAX_BYTES. Raises FetchFailed."""
    encoding = response.headers.get("Content-Encoding", "").strip().lower()
    if encoding not in ("", "identity", "gzip", "x-gzip"):
        raise FetchFailed("encoding")
    inflate = zlib.decompressobj(zlib.MAX_WBITS | 16) if "gzip" in encoding else None
    content = bytearray()
    received = 0
    async for chunk in response.content.iter_chunked(_CHUNK_BYTES):
        received += len(chunk)
        if inflate is None:
            content += chunk
        elif not inflate.eof:
            try:
                content += inflate.decompress(chunk, MAX_BYTES + 1 - len(content))
            except zlib.error:
                raise FetchFailed("encoding") from None
        if max(received, len(content)) > MAX_BYTES:
            raise FetchFailed("too-large")
    if inflate is not None and not inflate.eof:
        raise FetchFailed("encoding")
    return bytes(content)


def _failure(problem: Exception, refused: bool) -> FetchFailed:
    if refused:
        return FetchFailed("inside")
    match problem:
        case TimeoutError():
            return FetchFailed("too-slow")
        case aiohttp.ClientConnectorCertificateError() | aiohttp.ClientConnectorSSLError():
            return FetchFailed("certificate")
        case aiohttp.ClientConnectorDNSError():
            return FetchFailed("no-host")
        case aiohttp.ClientResponseError() | aiohttp.InvalidURL() | ValueError():
            return FetchFailed("not-http")
        case _:
            return FetchFailed("unreachable")
