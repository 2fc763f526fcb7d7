"""A delegate looks things up: the real program, over HTTP, as Telegram would show it."""

from __future__ import annotations

import pytest

from tests.factories import shipped_pack
from tests.program.program import AMINA, Meet

BACK, HOME = "‹ Back", "Home"


async def test_start_greets_in_one_screen(meet: Meet) -> None:
    said = await meet(AMINA).says("/start")
    assert shipped_pack().event.name in said.text
    assert "Thursday 3 October – Friday 4 October 2013" in said.plain
    assert {"Roundtables", "Documents", "All meetings", "Ask the secretariat"} <= set(said.labels)


async def test_the_menu_edits_one_message_and_leads_back(meet: Meet) -> None:
    amina = meet(AMINA)
    home = await amina.says("/start")
    listed = await amina.press(home, "Roundtables")
    opened = await amina.press(
        listed, next(x for x in listed.labels if x.startswith("Roundtable 3"))
    )
    assert opened.id == home.id
    assert shipped_pack().passages["rt3"].text in opened.quotations
    back = await amina.press(opened, BACK)
    assert back.text == listed.text
    again = await amina.press(back, HOME)
    assert again.labels == home.labels
    assert len(await amina.heard()) == 1


async def test_a_roundtable_shows_its_theme_in_full_and_why_each_thing_bears_on_it(
    meet: Meet,
) -> None:
    amina, pack = meet(AMINA), shipped_pack()
    for roundtable in pack.roundtables:
        said = await amina.says(f"/roundtable {roundtable.number}")
        assert roundtable.theme.text in said.quotations
        assert "hosen by the editors" in said.text
        label = next(label for label in said.labels if label.startswith("Recommendations"))
        reasons = await amina.press(said, label)
        first = pack.related(roundtable.id, "recommendation")[0]
        assert first.why in reasons.text


async def test_a_passage_shows_its_words_its_citation_and_proof(meet: Meet) -> None:
    passage = shipped_pack().passages["rec-3-2"]
    said = await meet(AMINA).says("/recommendation 3.2")
    assert said.quotations == [passage.text]
    assert "section D.3, recommendation 2" in said.text
    assert f"hld-2013 {shipped_pack().version} · {passage.hash}" in said.text


async def test_a_short_quotation_copies_from_its_button(meet: Meet) -> None:
    amina, passage = meet(AMINA), shipped_pack().passages["rec-3-2"]
    said = await amina.says("/recommendation 3.2")
    row, column = said.place_of("Copy quotation")
    button = said.rows[row][column]
    assert button["copy_text"]["text"].startswith(f"{passage.text}\n— IOM position paper")
    assert len(button["copy_text"]["text"]) <= 256


async def test_a_long_quotation_comes_as_a_message_that_copies_at_a_tap(meet: Meet) -> None:
    amina, passage = meet(AMINA), shipped_pack().passages["rec-4-3"]
    said = await amina.says("/recommendation 4.3")
    assert len(passage.text) > 256
    await amina.press(said, "Copy quotation")
    copied = (await amina.heard())[-1]
    assert copied.id != said.id
    assert copied.parts("code")[0].startswith(f"{passage.text}\n— IOM position paper")


async def test_the_chain_is_walked_both_ways_with_reasons(meet: Meet) -> None:
    amina, pack = meet(AMINA), shipped_pack()
    said = await amina.says("/recommendation 3.2")
    mandate = pack.related("rec-3-2", "mandate", "position", "background")
    step = await amina.press(said, f"Mandate ({len(mandate)})")
    assert mandate[0].why in step.text
    assert "hosen by the editors" in step.text
    assert (await amina.press(step, BACK)).text == said.text
    step = await amina.press(said, f"Mandate ({len(mandate)})")
    passage = await amina.press(step, pack.passages[mandate[0].id].title)
    assert pack.passages[mandate[0].id].text in passage.quotations
    bearing = len(pack.related(mandate[0].id, "recommendation"))
    await amina.press(passage, f"Recommendations ({bearing})")
    over = await amina.says("/roundtable 2")
    prepared = len(pack.related("rt2", "meeting"))
    meetings = await amina.press(over, f"Meetings ({prepared})")
    assert "Santiago" in meetings.text
    assert "Source: " in meetings.text


async def test_meetings_are_narrowed_and_back_leads_to_the_same_list(meet: Meet) -> None:
    amina = meet(AMINA)
    africa = await amina.says("/meetings africa")
    assert "Region: Africa" in africa.text
    opened = await amina.press(africa, next(each for each in africa.labels if "Addis" in each))
    assert "Where:" in opened.text
    assert (await amina.press(opened, BACK)).text == africa.text
    choosing = await amina.press(africa, "Filter")
    assert "By kind" in choosing.labels
    past = await amina.says("/meetings past briefing")
    assert "IOM HLD Series, April roundtable" in past.text
    assert "I found no meetings" in (await amina.says("/meetings nonsense")).text


async def test_long_passages_fold_and_are_whole(meet: Meet) -> None:
    said = await meet(AMINA).opens("box-2")
    assert said.parts("expandable_blockquote") == [shipped_pack().passages["box-2"].text]


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        ("rt3", "Roundtable 3"),
        ("rec-3-2", "Recommendation 3.2"),
        ("area-3", "Area 3"),
        ("mandate-1244", "Resolution No. 1244"),
        ("meeting-global-rcp-lima-2013", "Lima, Peru"),
        ("term-gfmd", "Global Forum on Migration and Development"),
        ("meetings", "Upcoming meetings"),
    ],
)
async def test_a_link_opens_the_very_thing(meet: Meet, payload: str, expected: str) -> None:
    assert expected in (await meet(AMINA).opens(payload)).text


@pytest.mark.parametrize("payload", ["nothing-here", "rt9", "rec-3-99", "x" * 64, "__-__"])
async def test_a_link_to_nothing_says_so_and_shows_the_beginning(meet: Meet, payload: str) -> None:
    said = await meet(AMINA).opens(payload)
    assert "That link does not lead to anything" in said.text
    assert "Roundtables" in said.labels


async def test_search_shows_the_best_first_with_the_matching_words(meet: Meet) -> None:
    amina = meet(AMINA)
    said = await amina.says("portability of social security")
    assert said.labels[0].startswith("① 3.2 ")
    assert {"portability", "social", "security"} <= {
        part.lower() for part in said.parts("bold")
    } | {word for part in said.parts("bold") for word in part.lower().split()}
    opened = await amina.press(said, said.labels[0])
    assert opened.quotations == [shipped_pack().passages["rec-3-2"].text]
    assert (await amina.press(opened, BACK)).text == said.text


async def test_search_pages_remember_the_words(meet: Meet) -> None:
    amina = meet(AMINA)
    said = await amina.says("/search migration")
    second = await amina.press(said, "Next page ›")
    assert second.text.split("\n")[0] == said.text.split("\n")[0]
    assert second.labels[0] != said.labels[0]


async def test_nothing_is_said_honestly_with_a_way_on(meet: Meet) -> None:
    said = await meet(AMINA).says("wifi password")
    assert "Nothing found for “wifi password”" in said.text
    assert said.quotations == []
    assert {"Send this to the secretariat", "Documents"} <= set(said.labels)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("/roundtable 9", "There is no roundtable “9”. Choose one of these: 1, 2, 3, 4."),
        ("/roundtable qqqq", "There is no roundtable “qqqq”"),
        ("/recommendation 3.99", "There is no recommendation 3.99. Area 3 has 3.1 to 3.5."),
        ("/recommendation 12", "The areas are 1 to 6"),
        ("/recommendation qqqq", "Nothing found for “qqqq”"),
        ("/meeting nowhere-2013-x", "I found no meeting"),
        ("/glossary qqqq", "The glossary has nothing"),
        ("/mandate qqqq", "in the mandate"),
        ("/verify qqqq", "I could not find that passage"),
        ("/timezone qqqqqq", "I do not know the time zone"),
        ("/language klingon", "“klingon” is not available"),
        ("/dance", "There is no command /dance"),
    ],
)
async def test_what_cannot_be_answered_says_what_can(meet: Meet, words: str, expected: str) -> None:
    said = await meet(AMINA).says(words)
    assert expected in said.text
    assert said.labels


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("/help", "/recommendation 3.2"),
        ("help", "/recommendation 3.2"),
        ("Hello", "High-level Dialogue"),
        ("/roundtable three", "Roundtable 3"),
        ("/roundtable ٣", "Roundtable 3"),
        ("/recommendation 3,2", "Recommendation 3.2"),
        ("/recommendation area 3", "Area 3"),
        ("/recommendation portability", "① Recommendation"),
        ("/meeting New York", "Meetings for “New York”"),
        ("/recommendations", "30 recommendations"),
        ("/recommendation 3", "Area 3"),
        ("/mandate", "Resolution No. 1244"),
        ("/mandate 1244", "149 Member States adopted"),
        ("/mandate 65/170", "A/RES/65/170"),
        ("/position", "in order"),
        ("/background", "in order"),
        ("/glossary gmg", "Global Migration Group"),
        ("/glossary HLCP", "High"),
        ("/processes", "Colombo Process"),
        ("/meeting escap-bangkok-2013", "Bangkok"),
        ("/meeting Lima", "Lima, Peru"),
        ("/verify 3.2", "SHA-256"),
        ("/verify", "Every quotation is compared"),
        ("/privacy", "What you search for is not linked to you"),
        ("/settings", "New York, the event’s time zone"),
    ],
)
async def test_commands_go_straight_there(meet: Meet, words: str, expected: str) -> None:
    assert expected in (await meet(AMINA).says(words)).text


async def test_verify_shows_the_hash_that_anyone_can_compute(meet: Meet) -> None:
    import hashlib

    said = await meet(AMINA).says("/verify 3.2")
    text = shipped_pack().passages["rec-3-2"].text
    assert hashlib.sha256(text.encode()).hexdigest() in said.text


async def test_the_way_back_leads_through_proof_and_lists_to_the_search(meet: Meet) -> None:
    amina = meet(AMINA)
    found = await amina.says("portability of social security")
    passage = await amina.press(found, found.labels[0])
    proof = await amina.press(passage, "Link and verification")
    again = await amina.press(proof, BACK)
    assert (await amina.press(again, BACK)).text == found.text


async def test_a_resolution_is_read_whole_and_copied_at_once(meet: Meet) -> None:
    amina, pack = meet(AMINA), shipped_pack()
    section = next(section for section in pack.mandate if section.id == "mandate-council")
    texts = [passage.text for passage in section.passages]
    said = await amina.says("/mandate 1244")
    assert said.quotations == texts
    await amina.press(said, "Copy all")
    copied = "\n".join((await amina.heard())[-1].parts("code"))
    assert [text for text in texts if text not in copied] == []
    opened = await amina.press(said, "3")
    assert opened.quotations == [texts[2]]
    assert (await amina.press(opened, BACK)).quotations == texts


async def test_an_area_is_read_whole(meet: Meet) -> None:
    amina, area = meet(AMINA), shipped_pack().areas[2]
    said = await amina.press(await amina.says("/recommendation 3"), "Read all in full")
    assert said.quotations == [area.call.text, *(rec.text for rec in area.recommendations)]


async def test_a_text_that_goes_on_leads_to_the_whole_of_it(meet: Meet) -> None:
    amina, pack = meet(AMINA), shipped_pack()
    section = next(section for section in pack.mandate if section.id == "mandate-council")
    opened = await amina.opens("mandate-1244")
    whole = await amina.press(opened, "Read in full")
    assert whole.quotations == [passage.text for passage in section.passages]
    assert (await amina.press(whole, BACK)).quotations == opened.quotations
