"""The HTTP client for the Bot API's calls and files: aiohttp's, with proxies, limits and errors.

Addresses hold the bot's token, and a proxy's may hold a password; errors name hosts at most.
"""

from __future__ import annotations

import os
import ssl
from collections.abc import Mapping
from functools import lru_cache
from io import BytesIO
from typing import IO
from urllib.parse import urlsplit
from urllib.request import getproxies_environment, proxy_bypass

import aiohttp
from telegram import error

from bot.telegram.errors import NotSent

# For a free connection, the host's name, the proxy and TLS together.
_CONNECT_SECONDS = 30.0
# For the addresses of a host; from the second on they are tried beside the first (RFC 8305).
_SOCKET_SECONDS = 10.0
# For all of an upload or download; other calls are small, and it costs a tenth of their CPU time.
_TRANSFER_SECONDS = 300.0
# Servers close what is idle for long; a call that is just being sent then is lost.
_IDLE_SECONDS = 30.0
# Telegram's largest download is 20 MB: https://core.telegram.org/bots/api#getfile
_MAX_ANSWER_BYTES = 32 * 1024 * 1024
_PROXY_AUTHENTICATION_REQUIRED = 407
_PROXY_SCHEMES = ("http", "https", "socks4", "socks4a", "socks5", "socks5h")
_WRONG_PROXY = (
    "not connected: the proxy's address is not valid "
    "(in its password, write / ? # @ as %2F %3F %23 %40)"
)

_JSON = {"Content-Type": "application/json"}

Files = Mapping[str, tuple[str, bytes | IO[bytes], str]]


class Client:
    """A pool of at most `connections` to each server, kept open; further requests wait for one.

    The environment's HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY are obeyed, upper or lower
    case; a proxy is `http://`, `socks5://` or `socks4://`, with `name:password@` where it asks for
    them. Behind SOCKS, names are always resolved by the proxy. `trusted` is what certificates are
    checked against, by default what the machine trusts.
    """

    def __init__(self, connections: int, trusted: ssl.SSLContext | None = None) -> None:
        self._connections = connections
        self._trusted = trusted
        self._sessions: dict[str, aiohttp.ClientSession] = {}
        self._proxy_errors: tuple[type[Exception], ...] = ()
        self._closed = False

    async def request(
        self, method: str, url: str, data: bytes | aiohttp.FormData | None, seconds: float
    ) -> tuple[int, bytes]:
        """Return the answer's status and body. Bytes are sent as JSON. `seconds` is the longest
        silence of a server that has the request.

        Raises NotSent, TimedOut, or NetworkError for a call that may have arrived."""
        headers = _JSON if isinstance(data, bytes) else None
        status, body, _ = await self.exchange(method, url, data, seconds, headers)
        return status, body

    async def exchange(
        self,
        method: str,
        url: str,
        data: bytes | aiohttp.FormData | None,
        seconds: float,
        headers: Mapping[str, str] | None,
    ) -> tuple[int, bytes, Mapping[str, str]]:
        """As `request`, with headers to send, and those of the answer."""
        try:
            session = self._session(url)
            async with session.request(
                method, url, data=data, headers=headers,
                timeout=_timeout(seconds, not isinstance(data, bytes)), allow_redirects=False,
            ) as response:  # fmt: skip
                if response.status == _PROXY_AUTHENTICATION_REQUIRED:
                    raise NotSent("not connected: proxy refused (407)")
                return response.status, await _body(response), response.headers
        except (aiohttp.ClientError, OSError, ValueError) as problem:
            raise _failure(problem) from None
        except self._proxy_errors as problem:
            raise NotSent(f"not connected: SOCKS proxy: {problem}") from None

    async def close(self) -> None:
        """Close all connections for good; requests under way fail."""
        self._closed = True
        while self._sessions:
            await self._sessions.popitem()[1].close()

    def _session(self, url: str) -> aiohttp.ClientSession:
        """The session for a server, whose way there (a proxy or none) is chosen once."""
        origin = url[: url.index("/", len("https://"))]
        session = self._sessions.get(origin)
        if session is None:
            if self._closed:
                raise NotSent("not connected: the client is closed")
            session = self._sessions[origin] = self._open(origin)
        return session

    def _open(self, origin: str) -> aiohttp.ClientSession:
        proxy = _proxy_for(origin)
        connector: aiohttp.BaseConnector
        if proxy is not None and proxy.startswith("socks"):
            import aiohttp_socks as socks  # the start does without it where there is no such proxy

            self._proxy_errors = (
                socks.ProxyConnectionError, socks.ProxyError, socks.ProxyTimeoutError,
            )  # fmt: skip
            # "socks5h" and "socks4a" are what others write for names that the proxy resolves.
            scheme, _, rest = proxy.partition("://")
            connector = socks.ProxyConnector.from_url(
                f"{scheme.rstrip('ah')}://{rest}", rdns=True, ssl=self._trusted or True,
                limit=self._connections, keepalive_timeout=_IDLE_SECONDS,
            )  # fmt: skip
            proxy = None
        else:
            connector = aiohttp.TCPConnector(
                ssl=self._trusted or True,
                limit=self._connections,
                keepalive_timeout=_IDLE_SECONDS,
            )
        return aiohttp.ClientSession(
            connector=connector,
            proxy=proxy,
            cookie_jar=aiohttp.DummyCookieJar(),
            skip_auto_headers=("Accept", "Accept-Encoding", "User-Agent"),
            auto_decompress=False,
        )


def form(fields: Mapping[str, str], files: Files) -> aiohttp.FormData:
    """Return a multipart form; each file is (name, content, media type). It can be sent once."""
    made = aiohttp.FormData(quote_fields=False)  # Telegram shows names of files as they come
    for name, text in fields.items():
        made.add_field(name, text)
    for name, (file_name, content, media_type) in files.items():
        stream = BytesIO(content) if isinstance(content, bytes) else content
        made.add_field(name, stream, filename=file_name, content_type=media_type)
    return made


@lru_cache(maxsize=16)
def _timeout(seconds: float, transfer: bool) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(
        total=_TRANSFER_SECONDS if transfer else None,
        connect=_CONNECT_SECONDS,
        sock_connect=_SOCKET_SECONDS,
        sock_read=seconds,
    )


async def _body(response: aiohttp.ClientResponse) -> bytes:
    """Read an answer's body. Raises NetworkError where it is larger than any file of Telegram."""
    parts, size = [], 0
    async for part in response.content.iter_any():
        size += len(part)
        if size > _MAX_ANSWER_BYTES:
            raise error.NetworkError("the answer is too large")
        parts.append(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def _proxy_for(origin: str) -> str | None:
    """Return the proxy that the environment names for a server, with a scheme. Raises NotSent
    where that is no address."""
    parts = urlsplit(origin)
    proxies = getproxies_environment()
    proxy = proxies.get(parts.scheme) or proxies.get("all")
    if not proxy or proxy_bypass(parts.netloc.rpartition("@")[2]):
        return None
    proxy = proxy if "://" in proxy else f"http://{proxy}"
    if not _is_proxy(proxy):
        raise NotSent(_WRONG_PROXY)
    return proxy


def _is_proxy(url: str) -> bool:
    """Return whether this is a proxy's address. A `/`, `?` or `#` in a password ends the host's
    name, so that a part of the password would be taken for a host or a port."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    if "@" in url and "@" not in parts.netloc:
        return False
    has_port = port is not None or not parts.scheme.startswith("socks")
    return parts.scheme in _PROXY_SCHEMES and bool(parts.hostname) and has_port


def _failure(problem: Exception) -> error.NetworkError:
    """Return what to raise for a failed request: in words without its address, and NotSent where it
    cannot have arrived."""
    cause = problem.__cause__
    match problem:
        case aiohttp.ClientConnectorCertificateError():
            return NotSent(f"not connected: certificate refused ({_reason(cause)})")
        case aiohttp.ClientConnectorSSLError():
            return NotSent(f"not connected: TLS failed ({_reason(cause)})")
        case aiohttp.ClientConnectorDNSError():
            return NotSent(f"not connected: name not found ({problem.host})")
        case aiohttp.ClientProxyConnectionError():
            return NotSent(f"not connected: proxy not reached ({_reason(cause)})")
        case aiohttp.ClientConnectorError():
            return NotSent(f"not connected: {_reason(cause)}")
        case aiohttp.ClientHttpProxyError():
            return NotSent(f"not connected: proxy refused ({problem.status})")
        case aiohttp.ConnectionTimeoutError():
            return NotSent("not connected: timed out")
        case TimeoutError():
            return error.TimedOut("no answer in time")
        case aiohttp.ClientOSError() if isinstance(cause, ssl.SSLCertVerificationError):
            # aiohttp-socks leaves it to aiohttp to wrap what fails in TLS.
            return NotSent(f"not connected: certificate refused ({_reason(cause)})")
        case aiohttp.ClientConnectionError():
            return error.NetworkError("connection lost before an answer")
        case aiohttp.ClientPayloadError():
            return error.NetworkError("connection lost within the answer")
        case aiohttp.ClientResponseError():
            return error.NetworkError("the answer is not HTTP")
        case ValueError():
            return NotSent("not connected: the address, or the proxy's, is not valid")
    return error.NetworkError(type(problem).__name__)


def _reason(problem: BaseException | None) -> str:
    """Return the operating system's or the TLS library's words. They name hosts at most."""
    if isinstance(problem, ssl.SSLCertVerificationError):
        return problem.verify_message
    if isinstance(problem, ssl.SSLError):
        return problem.reason or "no reason given"
    if isinstance(problem, OSError) and problem.errno is not None:
        return os.strerror(problem.errno).lower()
    return "no address answers"  # several, and each for a reason of its own
