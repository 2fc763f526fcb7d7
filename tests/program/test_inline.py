"""Inline mode: whole passages with their citation, in any chat."""

from __future__ import annotations

from tests.factories import shipped_pack
from tests.program.program import AMINA, DIEGO, GROUP, Meet


async def test_the_best_passage_comes_first_and_whole(meet: Meet) -> None:
    amina = meet(AMINA, GROUP)
    offered = await amina.types_inline("portability of social security")
    first = offered["results"][0]
    assert first["id"] == "rec-3-2"
    assert shipped_pack().passages["rec-3-2"].text in first["message_text"]
    assert "section D.3" in first["message_text"]
    chosen = await amina.post(
        "inline/choose", person=AMINA, chat=GROUP,
        inline_query_id=offered["inline_query_id"], result_id="rec-3-2",
    )  # fmt: skip
    assert chosen["message"]["via_bot"]
    assert chosen["message"]["text"] == first["message_text"]


async def test_without_words_the_themes_are_offered(meet: Meet) -> None:
    offered = await meet(DIEGO).types_inline("")
    assert [each["id"] for each in offered["results"]] == ["rt1", "rt2", "rt3", "rt4"]
    assert offered["button"]["text"]


async def test_a_shared_id_finds_exactly_its_passage(meet: Meet) -> None:
    offered = await meet(DIEGO).types_inline("mandate-65-170")
    assert [each["id"] for each in offered["results"]] == ["mandate-65-170"]


async def test_nothing_is_offered_where_there_is_nothing(meet: Meet) -> None:
    offered = await meet(DIEGO).types_inline("wifi password")
    assert offered["results"] == []
    assert "Nothing found" in offered["button"]["text"]


async def test_more_results_follow_page_by_page(meet: Meet) -> None:
    diego = meet(DIEGO)
    seen: list[str] = []
    offset = ""
    for _page in range(12):
        offered = await diego.types_inline("migration", offset)
        seen += [each["id"] for each in offered["results"]]
        offset = offered["next_offset"]
        if not offset:
            break
    assert not offset
    assert len(seen) == len(set(seen)) > 20


async def test_a_hostile_offset_is_taken_for_the_beginning(meet: Meet) -> None:
    offered = await meet(DIEGO).types_inline("migration", "-1; DROP")
    assert offered["results"]


async def test_a_picked_message_is_not_answered(meet: Meet) -> None:
    amina = meet(AMINA)
    await amina.says("/start")
    offered = await amina.types_inline("equal pay")
    await amina.post(
        "inline/choose", person=AMINA, chat=AMINA,
        inline_query_id=offered["inline_query_id"], result_id=offered["results"][0]["id"],
    )  # fmt: skip
    await amina.settled()
    assert len(await amina.heard()) == 1
