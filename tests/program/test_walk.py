"""Every button of every screen from /start on: alive, and within what Telegram takes."""

from __future__ import annotations

from typing import Any

from tests.program.conftest import Meet
from tests.program.program import AMINA, Said

MOST_ROWS_ABOVE_NAVIGATION = 8


def looks_right(said: Said) -> None:
    assert 1 <= len(said.text.encode("utf-16-le")) // 2 <= 4096
    assert "{" not in said.text
    assert said.text.strip() == said.text
    assert len(said.rows[:-1]) <= MOST_ROWS_ABOVE_NAVIGATION
    assert said.labels[-1] in ("Home", "Help")
    for row in said.rows:
        for button in row:
            assert 1 <= len(button["text"]) <= 64
            assert len(button.get("callback_data", "x").encode()) <= 64
            assert len(button.get("copy_text", {"text": "x"})["text"]) <= 256


async def test_every_button_of_every_screen_is_alive(meet: Meet) -> None:
    amina = meet(AMINA)
    home = await amina.says("/start")
    looks_right(home)
    # A screen is known by its text; the button's data says where it leads.
    waiting: list[dict[str, Any]] = [dict(button) for row in home.rows for button in row]
    pressed: set[str] = set()
    screens: set[str] = {home.text}
    while waiting:
        button = waiting.pop()
        data = button.get("callback_data")
        if data is None:
            # Copy, share and link buttons make no update; their limits are checked above.
            assert {
                "copy_text",
                "switch_inline_query",
                "switch_inline_query_current_chat",
                "url",
            } & set(button)
            continue
        # The way back is the same screen; search pages need a question and have their own test.
        place = data.split(":")[0] + ":" + data.split(":")[1] if ":" in data else data
        if place in pressed or data == "f1" or place.startswith(("l1", "z1")):
            continue
        pressed.add(place)
        answer = await amina.forge(home, data)
        assert answer["answered"], data
        assert not answer["text"], (data, answer["text"])
        shown = await amina.get(f"chats/{AMINA}/messages?limit=3")
        said = Said(shown["messages"][-1])
        if said.id != home.id:  # a quotation that copies at a tap comes as a message of its own
            assert data.startswith("c1:")
            await amina.post("reset")
            home = await amina.says("/start")
            continue
        looks_right(said)
        screens.add(said.text)
        waiting += [dict(each) for row in said.rows for each in row]
    calls = (await amina.get("transcript"))["calls"]
    refused = [
        each for each in calls if not each["ok"] and "not modified" not in str(each["error"])
    ]
    assert refused == []
    assert len(pressed) > 400
    assert len(screens) > 300
