"""Tokens, unsupported methods, requests of other sites, and headers of answers."""

from __future__ import annotations

import asyncio
import logging
import re
from pathlib import Path

import aiohttp
import pytest

from bot.preview import Preview
from bot.preview.supported_methods import supported_methods
from tests.bot.preview.conftest import AMINA, TOKEN, Client, StillClock


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.org", ""])
async def test_it_listens_on_loopback_only(host: str) -> None:
    with pytest.raises(ValueError, match="loopback"):
        await Preview(TOKEN, StillClock()).start(host)


@pytest.mark.parametrize(
    ("token", "code", "description"),
    [
        (TOKEN[:-1] + "B", 401, "Unauthorized"),
        ("123:abc", 401, "Unauthorized"),
        ("nonsense", 404, "Not Found"),
        ("", 404, "Not Found"),
    ],
)
async def test_a_wrong_token_opens_nothing(
    telegram: Client, token: str, code: int, description: str
) -> None:
    refused = await telegram.raw("getMe", token=token)
    assert (refused["error_code"], refused["description"]) == (code, description)
    url = f"{telegram.preview.url}/file/bot{token}/documents/x"
    async with telegram.session.get(url) as response:
        assert response.status == code


@pytest.mark.parametrize("method", ["sendMesage", "sendDice", "setChatTitle", ""])
async def test_a_method_that_is_not_supported_is_refused(telegram: Client, method: str) -> None:
    refused = await telegram.raw(method, chat_id=AMINA, text="x")
    assert refused["error_code"] == 404
    # telegram-bot-api, Client::on_cmd
    assert refused["description"] == (
        "Not Found: method not found (the preview supports the methods that docs/preview.md lists)"
    )


def test_the_documentation_lists_every_supported_method() -> None:
    page = Path(__file__).parents[3] / "docs" / "preview.md"
    listed = page.read_text().partition("## Methods")[2].partition("\n## ")[0]
    names = set(re.findall(r"`([a-z]+[A-Z]\w+)`", listed))
    assert names == {method.name for method in supported_methods().values()}


async def test_methods_are_known_in_any_case_and_by_get(telegram: Client) -> None:
    """https://core.telegram.org/bots/api#making-requests"""
    await telegram.start(AMINA)
    url = f"{telegram.preview.url}/bot{TOKEN}/SENDmessage"
    async with telegram.session.get(url, params={"chat_id": AMINA, "text": "<b>x"}) as response:
        assert (await response.json())["result"]["text"] == "<b>x"
    async with telegram.session.post(url, data={"chat_id": AMINA, "text": "é"}) as response:
        assert (await response.json())["result"]["text"] == "é"
    async with telegram.session.put(url) as response:
        assert response.status == 405


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"[]", "JSON object expected"),
        (b"{", "can't parse the request's body"),
        (b'{"text": "\\ud800"}', "strings must be encoded in UTF-8"),
        (b'{"text": ' + b"[" * 100_000, "can't parse the request's body"),
        (b"\xff", "can't parse the request's body"),
    ],
)
async def test_a_wrong_body_is_refused(telegram: Client, body: bytes, error: str) -> None:
    url = f"{telegram.preview.url}/bot{TOKEN}/sendMessage"
    headers = {"Content-Type": "application/json"}
    async with telegram.session.post(url, data=body, headers=headers) as response:
        assert response.status == 400
        assert (await response.json())["description"] == f"Bad Request: {error}"


@pytest.mark.parametrize("path", ["/sim/state", "/", f"/bot{TOKEN}/getMe"])
@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "127.0.0.1.evil.example:80"},
        {"Host": "["},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "image"},
        # A page on another port of this machine.
        {"Sec-Fetch-Site": "same-site"},
    ],
)
async def test_another_site_gets_nothing(
    telegram: Client, path: str, headers: dict[str, str]
) -> None:
    async with telegram.session.get(telegram.preview.url + path, headers=headers) as response:
        assert response.status == 403


async def test_a_link_of_another_site_opens_the_page_and_nothing_else(telegram: Client) -> None:
    followed = {
        "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"
    }  # fmt: skip
    for path, status in (
        ("/", 200),
        ("/sim/state", 403),
        (f"/bot{TOKEN}/deleteWebhook", 403),
        (f"/file/bot{TOKEN}/photos/file_1.jpg", 403),
    ):
        async with telegram.session.get(telegram.preview.url + path, headers=followed) as response:
            assert response.status == status, path
    rebound = followed | {"Host": "evil.example"}
    async with telegram.session.get(telegram.preview.url, headers=rebound) as response:
        assert response.status == 403


async def test_an_image_of_another_site_does_not_act_as_the_bot(telegram: Client) -> None:
    await telegram.start(101)
    address = f"{telegram.preview.url}/bot{TOKEN}/sendMessage?chat_id=101&text=hello"
    for site in ("cross-site", "same-site"):
        async with telegram.session.get(address, headers={"Sec-Fetch-Site": site}) as response:
            assert response.status == 403
    messages = (await telegram.get("chats/101/messages"))["messages"]
    assert "hello" not in [each.get("text") for each in messages]


async def test_the_page_itself_may_ask(telegram: Client) -> None:
    origin = {"Origin": telegram.preview.url}
    async with telegram.session.post(
        f"{telegram.preview.url}/sim/reset", json={}, headers=origin
    ) as response:
        assert response.status == 200
    for site in ("same-origin", "none"):
        async with telegram.session.get(
            f"{telegram.preview.url}/sim/state", headers={"Sec-Fetch-Site": site}
        ) as response:
            assert response.status == 200
    by_name = telegram.preview.url.replace("127.0.0.1", "localhost")
    async with telegram.session.get(
        f"{telegram.preview.url}/sim/state",
        headers={"Host": by_name.removeprefix("http://"), "Origin": by_name},
    ) as response:
        assert response.status == 200


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded"])
async def test_a_form_of_another_site_cannot_act(telegram: Client, kind: str) -> None:
    url = f"{telegram.preview.url}/sim/reset"
    async with telegram.session.post(url, data=b"{}", headers={"Content-Type": kind}) as response:
        assert response.status == 415
        assert "error" in await response.json()


async def test_every_answer_is_guarded(telegram: Client) -> None:
    for path in ("/sim/state", "/sim/stream", "/nowhere", "/page/none.js", f"/bot{TOKEN}/getMe"):
        async with telegram.session.get(telegram.preview.url + path) as response:
            assert response.headers["X-Content-Type-Options"] == "nosniff"
            assert response.headers["Referrer-Policy"] == "no-referrer"
            assert "default-src 'self'" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize("asset", ["../server.py", "..%2fserver.py", ".hidden", "a/b.js"])
async def test_only_the_pages_own_files_are_served(telegram: Client, asset: str) -> None:
    url = f"{telegram.preview.url}/page/{asset}"
    async with telegram.session.get(url) as response:
        assert response.status == 404


async def test_nothing_of_a_call_reaches_the_log(
    telegram: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await telegram.start(AMINA)
    await telegram.call("sendMessage", chat_id=AMINA, text="confidential")
    assert TOKEN not in caplog.text
    assert "confidential" not in caplog.text


async def test_it_stops_while_a_poll_and_a_stream_are_open() -> None:
    preview = Preview(TOKEN, StillClock())
    await preview.start()
    async with aiohttp.ClientSession() as session:
        url = f"{preview.url}/bot{TOKEN}/getUpdates"
        poll = asyncio.create_task(session.post(url, json={"timeout": 50}))
        stream = await session.get(f"{preview.url}/sim/stream")
        while not preview.state.updates.polled:
            await asyncio.sleep(0.001)
        await asyncio.wait_for(preview.stop(), 5)
        stream.close()
        await asyncio.gather(poll, return_exceptions=True)
