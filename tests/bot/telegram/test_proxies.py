"""Calls by way of the proxy that the environment names."""

from __future__ import annotations

import asyncio
from base64 import b64decode

import pytest

from tests.bot.telegram.servers import (
    OK,
    Contexts,
    answering,
    ask,
    client,
    never_sent,
    resolve_to,
    server,
)

NOT_VALID = "not connected: the proxy's address is not valid "


class Proxy:
    """An HTTP and SOCKS5 proxy that asks for a name and a password, and leads to one server."""

    def __init__(self, to: str) -> None:
        self.to = int(to.rpartition(":")[2])
        self.asked: list[str] = []
        self.credentials: list[str] = []

    async def http(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        first, *lines = head.rstrip().split("\r\n")
        pairs = [line.split(": ", 1) for line in lines]
        fields = {name.lower(): value for name, value in pairs}
        basic = fields.get("proxy-authorization", "").removeprefix("Basic ")
        self.credentials.append(b64decode(basic).decode())
        method, target, _ = first.split(" ")
        self.asked.append(f"{method} {target}")
        if self.credentials[-1] != "me:pass@word":
            writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
        elif method == "CONNECT":
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            await self._pour(reader, writer)
        else:
            await reader.readexactly(int(fields["content-length"]))
            writer.write(OK)

    async def socks(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """RFC 1928, with RFC 1929's names and passwords, for names of hosts only."""
        _, methods = await reader.readexactly(2)
        assert 2 in await reader.readexactly(methods)
        writer.write(b"\x05\x02")
        _, length = await reader.readexactly(2)
        name = await reader.readexactly(length)
        password = await reader.readexactly((await reader.readexactly(1))[0])
        self.credentials.append(f"{name.decode()}:{password.decode()}")
        if self.credentials[-1] != "me:pass@word":
            writer.write(b"\x01\x01")
            return
        writer.write(b"\x01\x00")
        assert await reader.readexactly(4) == b"\x05\x01\x00\x03"
        host = await reader.readexactly((await reader.readexactly(1))[0])
        port = int.from_bytes(await reader.readexactly(2), "big")
        self.asked.append(f"{host.decode()}:{port}")
        writer.write(b"\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00")
        await self._pour(reader, writer)

    async def _pour(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, thither = await asyncio.open_connection("127.0.0.1", self.to)

        async def pour(source: asyncio.StreamReader, into: asyncio.StreamWriter) -> None:
            while data := await source.read(65536):
                into.write(data)
            into.close()

        await asyncio.gather(pour(reader, thither), pour(there, writer))


def use(monkeypatch: pytest.MonkeyPatch, variable: str, url: str, scheme: str, who: str) -> None:
    monkeypatch.setenv(variable, url.replace("http://localhost", f"{scheme}://{who}127.0.0.1"))


@pytest.mark.parametrize("variable", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"])
async def test_an_http_proxy_leads_there(
    variable: str, certificate: Contexts, monkeypatch: pytest.MonkeyPatch
) -> None:
    served, trusted = certificate
    async with server(answering(OK, OK), served) as url:
        proxy = Proxy(url)
        async with server(proxy.http) as by, client(trusted=trusted) as made:
            use(monkeypatch, variable, by, "http", "me:pass%40word@")
            assert await ask(made, url) == (200, b"ok")
            assert await ask(made, url) == (200, b"ok")
    assert proxy.asked == [f"CONNECT {url.removeprefix('https://')}"]
    assert proxy.credentials == ["me:pass@word"]


async def test_behind_an_http_proxy_the_certificate_is_checked_as_well(
    certificate: Contexts, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with (
        server(answering(OK), certificate[0]) as url,
        server(Proxy(url).http) as by,
        client() as made,
    ):
        use(monkeypatch, "HTTPS_PROXY", by, "http", "me:pass%40word@")
        message = await never_sent(made, url)
    assert message == "not connected: certificate refused (self-signed certificate)"


async def test_an_http_proxy_is_asked_for_plain_http_too(monkeypatch: pytest.MonkeyPatch) -> None:
    proxy = Proxy(":0")
    async with server(proxy.http) as by, client() as made:
        use(monkeypatch, "HTTP_PROXY", by, "http", "me:pass%40word@")
        assert await ask(made, "http://telegram.test:8081") == (200, b"ok")
    assert proxy.asked == ["POST http://telegram.test:8081/bot1:token/getMe"]
    assert proxy.credentials == ["me:pass@word"]


@pytest.mark.parametrize("url", ["https://telegram.test", "http://telegram.test"])
async def test_a_proxy_that_refuses_the_password_is_told(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with server(Proxy(":0").http) as by, client() as made:
        use(monkeypatch, "ALL_PROXY", by, "http", "me:secret@")
        assert await never_sent(made, url) == "not connected: proxy refused (407)"


@pytest.mark.parametrize(
    ("proxy", "message"),
    [
        ("http://me:secret@127.0.0.1:9", "not connected: proxy not reached (connection refused)"),
        ("127.0.0.1:9", "not connected: proxy not reached (connection refused)"),
        ("socks5://me:secret@127.0.0.1:9", "not connected: SOCKS proxy: "),
        ("socks5://me:secret@127.0.0.1", NOT_VALID),
        ("http://me:secret@127.0.0.1:port", NOT_VALID),
        ("socks://me:secret@127.0.0.1:9", NOT_VALID),
        ("http://me:secret@nowhere.invalid:9", "not connected: name not found (nowhere.invalid)"),
        *((f"{scheme}://me:{start}{sign}secret@127.0.0.1:9", NOT_VALID)
          for scheme in ("http", "socks5") for sign in "/?#" for start in ("", "9", "secret")),
    ],
)  # fmt: skip
async def test_a_proxy_that_is_not_there_is_told(
    proxy: str, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALL_PROXY", proxy)
    async with client() as made:
        assert (await never_sent(made, "https://telegram.test")).startswith(message)


async def test_no_proxy_is_used_where_it_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "example.org,localhost")
    async with server(answering(OK)) as url, client() as made:
        assert await ask(made, url) == (200, b"ok")
    async with server(answering(OK)) as url, client() as made:
        assert await ask(made, url.replace("://", "://me:secret@")) == (200, b"ok")


@pytest.mark.parametrize("scheme", ["socks5", "socks5h"])
async def test_a_socks_proxy_leads_there_and_resolves_the_name(
    scheme: str, certificate: Contexts, monkeypatch: pytest.MonkeyPatch
) -> None:
    served, trusted = certificate
    resolve_to(monkeypatch)
    async with server(answering(OK, OK), served) as url:
        proxy = Proxy(url)
        async with server(proxy.socks) as by, client(trusted=trusted) as made:
            use(monkeypatch, "ALL_PROXY", by, scheme, "me:pass%40word@")
            assert await ask(made, url) == (200, b"ok")
            assert await ask(made, url) == (200, b"ok")
    assert proxy.asked == [url.removeprefix("https://")]
    assert proxy.credentials == ["me:pass@word"]


async def test_behind_a_socks_proxy_the_certificate_is_checked_as_well(
    certificate: Contexts, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with (
        server(answering(OK), certificate[0]) as url,
        server(Proxy(url).socks) as by,
        client() as made,
    ):
        use(monkeypatch, "ALL_PROXY", by, "socks5", "me:pass%40word@")
        message = await never_sent(made, url)
    assert message == "not connected: certificate refused (self-signed certificate)"


async def test_a_socks_proxy_that_refuses_the_password_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with server(Proxy(":0").socks) as by, client() as made:
        use(monkeypatch, "ALL_PROXY", by, "socks5", "me:secret@")
        message = await never_sent(made, "https://telegram.test")
    assert message == "not connected: SOCKS proxy: Username and password authentication failure"
