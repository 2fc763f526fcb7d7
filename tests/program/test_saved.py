"""Passages are saved from their screens and taken away as one text."""

from __future__ import annotations

from tests.factories import shipped_pack
from tests.program.program import AMINA, Meet, Person

EMPTY = "You have not saved anything yet."


async def _amina(meet: Meet) -> Person:
    """Amina with nothing saved."""
    amina = meet(AMINA)
    listed = await amina.says("/saved")
    if EMPTY not in listed.text:
        asked = await amina.press(listed, "Remove all…")
        await amina.press(asked, "Remove all")
    return amina


async def test_a_passage_says_on_its_button_whether_it_is_saved(meet: Meet) -> None:
    amina = await _amina(meet)
    said = await amina.says("/recommendation 3.2")
    assert "Save" in said.labels
    saved = await amina.press(said, "Save")
    assert saved.id == said.id
    assert "Saved · remove" in saved.labels
    assert "Saved · remove" in (await amina.says("/recommendation 3.2")).labels
    assert "Save" in (await amina.says("/recommendation 3.1")).labels
    removed = await amina.press(saved, "Saved · remove")
    assert "Save" in removed.labels
    assert EMPTY in (await amina.says("/saved")).text


async def test_every_kind_of_passage_can_be_saved_and_stays_on_its_screen(meet: Meet) -> None:
    amina, pack = await _amina(meet), shipped_pack()
    kinds = {pack.kind_of[id]: id for id in pack.passages}
    for entry_id in kinds.values():
        said = await amina.says(f"/start {entry_id}")
        if "Save" not in said.labels:  # an area shows its call on a screen of its own
            said = await amina.press(said, next(x for x in said.labels if "share the call" in x))
        saved = await amina.press(said, "Save")
        assert saved.quotations == [pack.passages[entry_id].text]
        assert "Saved · remove" in saved.labels
    listed = await amina.says("/saved")
    assert f"{len(kinds)} passages" in listed.text


async def test_saved_passages_are_copied_as_one_text_with_their_citations(meet: Meet) -> None:
    amina, pack = await _amina(meet), shipped_pack()
    for number in ("3.2", "1.5"):
        await amina.press(await amina.says(f"/recommendation {number}"), "Save")
    listed = await amina.says("/saved")
    await amina.press(listed, "Copy all")
    copied = (await amina.heard())[-1].parts("code")[0]
    first, second = pack.passages["rec-3-2"].text, pack.passages["rec-1-5"].text
    assert copied.startswith(f"{first}\n— ")
    assert copied.index(second) > copied.index(first)
    assert copied.count("\n— ") == 2


async def test_saved_passages_come_as_a_text_file(meet: Meet) -> None:
    amina = await _amina(meet)
    await amina.press(await amina.says("/recommendation 3.2"), "Save")
    await amina.press(await amina.says("/saved"), "As a file")
    sent = (await amina.heard())[-1]
    content = await amina.file(sent)
    text = content.decode("utf-8-sig")
    assert text.startswith(shipped_pack().passages["rec-3-2"].text)
    assert text.count("\r\n") == text.count("\n")


async def test_all_saved_passages_are_removed_only_after_a_question(meet: Meet) -> None:
    amina = await _amina(meet)
    await amina.press(await amina.says("/recommendation 3.2"), "Save")
    asked = await amina.press(await amina.says("/saved"), "Remove all…")
    assert "Remove 1 saved passage?" in asked.text
    await amina.press(await amina.says("/recommendation 3.1"), "Save")
    again = await amina.press(asked, "Remove all")
    assert "Remove 2 saved passages?" in again.text
    emptied = await amina.press(again, "Remove all")
    assert EMPTY in emptied.text
