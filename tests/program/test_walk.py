"""Every button of every screen from /start on: alive, and within what Telegram takes."""

from __future__ import annotations

from tests.program.program import AMINA, Meet, Said

MOST_ROWS_ABOVE_NAVIGATION = 8
# Acts that keep something; they have tests of their own.
ACTS = (
    "as", "d1:", "f1", "fo", "k1", "k9", "l1:", "o1:", "o2:", "q1:", "r1:", "s1:", "sv", "u1:",
    "w1:", "wd1:",
    "x1:", "z1:", "z2:",
)  # fmt: skip
OTHER_ACTIONS = {
    "copy_text", "switch_inline_query", "switch_inline_query_current_chat", "url",
}  # fmt: skip


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
            assert "callback_data" in button or set(button) & OTHER_ACTIONS


def presses(said: Said) -> list[str]:
    data = [button.get("callback_data", "") for row in said.rows for button in row]
    return [each for each in data if each and not each.startswith(ACTS)]


def leads_to(data: str) -> str:
    """What a press opens; the way back that it carries makes no other screen."""
    return ":".join(data.split(":")[:2])


async def test_every_button_of_every_screen_is_alive(meet: Meet) -> None:
    amina = meet(AMINA)
    calls = (await amina.get("transcript"))["calls"]
    first = calls[-1]["n"] if calls else 0
    home = await amina.says("/start")
    looks_right(home)
    waiting, pressed, screens = presses(home), {"g1:home"}, {home.text}
    while waiting:
        data = waiting.pop()
        if leads_to(data) in pressed:
            continue
        pressed.add(leads_to(data))
        after = await amina.now()
        answer = await amina.forge(home, data)
        assert answer["answered"], data
        assert not answer["text"], (data, answer["text"])
        said = await amina.outcome(after)
        screens.add(said.text)
        if data.startswith(("i1:", "i2")):
            assert said.id != home.id, "a file comes as a message of its own"
            if "document" not in said.raw:
                looks_right(said)
            continue
        if data.startswith(("c1:", "cw1:")):
            assert said.id != home.id, "what is to be copied comes as a message of its own"
            assert said.parts("code")
            continue
        assert said.id == home.id, data
        looks_right(said)
        waiting += presses(said)
    calls = (await amina.get("transcript"))["calls"]
    assert [each for each in calls if each["n"] > first and not each["ok"]] == []
    assert len(pressed) > 400
    assert {"i1", "c1"} <= {data.partition(":")[0] for data in pressed}
    assert len(screens) > 300
