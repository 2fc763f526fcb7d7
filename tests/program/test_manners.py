"""What is odd or hostile gets a kind answer, or silence where that is right."""

from __future__ import annotations

import asyncio

import pytest

from tests.program.program import AMINA, Meet, Program

_OLD = "This button is out of date. Open /start."


async def test_forged_buttons_get_a_notice_and_change_nothing(meet: Meet) -> None:
    amina = meet(AMINA)
    await amina.says("/subscribe rcp")
    said = await amina.says("/start")
    heard, kept = await amina.heard(), (await amina.says("/mydata")).text
    for data in (
        "x", "g1", "g1:", "g1:nowhere:", "g1:rt9:", "g0:rt3:", "g1:rt3:home:extra",
        "g1:rt3.rec.999:x y", "c1:rt99", "c1:../../etc", "z1:Mars/Olympus", "l1:xx", "f1:1", "🌍",
        "s" * 64, "' OR 1=1", "g1:desk:", "t1:1-2",
    ):  # fmt: skip
        answer = await amina.forge(said, data)
        assert answer["answered"] and answer["text"] == _OLD, data
    assert (await amina.says("/mydata")).text == kept
    assert (await amina.heard())[: len(heard)] == heard
    await amina.says("/unsubscribe all")


async def test_a_part_that_is_not_there_leads_to_the_whole(meet: Meet) -> None:
    amina = meet(AMINA)
    said = await amina.says("/start")
    after = await amina.now()
    assert (await amina.forge(said, "g1:rec-3-2.nothing.99:"))["text"] == ""
    shown = await amina.outcome(after)
    assert (shown.id, shown.text.partition(":")[0]) == (said.id, "Recommendation 3.2")


async def test_a_page_beyond_the_last_is_the_last(meet: Meet) -> None:
    amina = meet(AMINA)
    said = await amina.says("/start")
    assert (await amina.forge(said, "g1:glossary..999:"))["answered"]
    await amina.settled()
    shown = (await amina.heard())[-1]
    assert "Glossary" in shown.text
    assert "Next page ›" not in shown.labels


@pytest.mark.parametrize(
    "kind", ["sticker", "voice", "photo", "document", "contact", "location", "dice"]
)
async def test_what_is_not_text_gets_a_kind_word(meet: Meet, kind: str) -> None:
    said = await meet(AMINA).says(kind=kind)
    assert ("I cannot read files" if kind == "document" else "I can only read text") in said.text


async def test_an_edited_search_that_was_the_last_thing_said_is_answered_again(meet: Meet) -> None:
    amina = meet(AMINA)
    first = await amina.says("equal pay")
    mine = first.raw["reply_to_message"]["message_id"]
    await amina.post(f"chats/{AMINA}/edit", person=AMINA, message_id=mine, text="pensions")
    again = await amina.hears("“pensioners”")
    assert [each.id for each in await amina.heard()] == [first.id, again.id]


@pytest.mark.parametrize(
    "words",
    [
        "🌍" * 2048, "a" * 4096, "\u202e\u202dmigrants\u202c", "حقوق المهاجرين", "移民",
        "' OR 1=1 --",
        "<b>bold</b> & <script>", '"unbalanced', "NEAR(a b) AND * OR NOT", "migrat* ^title:",
        "%s %d {0} {words}", "\u0000null", "\u2068isolated\u2069",
    ],
)  # fmt: skip
async def test_any_text_is_answered_once_and_kindly(meet: Meet, words: str) -> None:
    answers = await meet(AMINA).says_all(words)
    assert len(answers) == 1
    assert "went wrong" not in answers[0].text


async def test_ten_quick_questions_are_answered_in_their_order(meet: Meet) -> None:
    amina = meet(AMINA)
    numbers = [f"{area}.{each}" for area in (1, 2) for each in range(1, 6)]
    for number in numbers:
        await amina.post(f"chats/{AMINA}/send", person=AMINA, text=f"/recommendation {number}")
    async with asyncio.timeout(30):
        while len(heard := await amina.heard()) < len(numbers):
            await asyncio.sleep(0.02)
    titles = [said.text.split(":")[0] for said in heard]
    assert titles == [f"Recommendation {number}" for number in numbers]


async def test_the_log_holds_no_token_and_nobodys_words(meet: Meet, program: Program) -> None:
    amina = meet(AMINA)
    await amina.says("/search extraordinarily-private-words")
    await amina.says("extraordinarily private sentence")
    said = program.said()
    assert "extraordinarily" not in said
    assert "7000000001:" not in said
    assert "Traceback" not in said
