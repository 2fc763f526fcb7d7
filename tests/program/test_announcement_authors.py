"""Announcements of another organiser: what colleagues may do with them, and what they may not."""

from __future__ import annotations

import pytest

from tests.program.desk import joins
from tests.program.program import AMINA, DIEGO, OLGA, Meet, Person, Said

People = tuple[Person, Person]


@pytest.fixture
async def organisers(meet: Meet) -> People:
    """Olga, who owns the event, and Diego, whom she took on the team; Amina has begun."""
    olga, amina, diego = meet(OLGA), meet(AMINA), meet(DIEGO)
    for person in (olga, amina, diego):
        await person.says("/language en")
        await person.forgets()
    await amina.says("/start")
    await joins(olga, diego)
    return olga, diego


async def drafted(olga: Person) -> tuple[str, Said]:
    """Olga's draft in English and French for those who subscribed to a roundtable; its number and
    its screen."""
    await olga.says_all("/announce Room 4")
    draft = await olga.hears("To: everyone")
    await olga.press(await olga.press(draft, "Languages"), "Add: Français")
    await olga.says_all("Salle 4")
    draft = await olga.hears("Languages: Français, otherwise English")
    to = await olga.press(await olga.press(draft, "Recipients"), "A roundtable")
    draft = await olga.press(
        to, next(each for each in to.labels if each.startswith("Roundtable 2"))
    )
    return draft.text.split()[1], draft


async def test_forged_data_leaves_a_colleagues_draft_as_it_is(organisers: People) -> None:
    olga, diego = organisers
    number, draft = await drafted(olga)
    assert "subscribers to: Roundtable 2" in draft.plain
    screen = await diego.says("/desk")
    trace = (await olga.says("/trace")).plain
    minute = 1_400_000_000 // 60
    for data in (
        f"an1:{number}:fr",
        f"an2:{number}:everybody:",
        f"an3:{number}:fr",
        f"an4:{number}:fr",
        f"an5:{number}",
        f"an6:{number}:{minute}",
        *(f"an7:{number}:{wanted}:0" for wanted in ("send", "discard", "unschedule", "withdraw")),
        *(f"g1:desk-announce.{number}{part}:" for part in ("", "-preview", "-to", "-in", "-send")),
    ):
        assert "out of date" in (await diego.forge(screen, data))["text"], data
    assert f"· Draft · {number}" not in " ".join((await diego.says("/announce")).labels)
    same = await olga.press(await olga.says("/announce"), "Continue with the draft")
    assert same.text == draft.text
    assert (await olga.says("/trace")).plain == trace
    # Nobody asked Diego for words, so these are a search.
    assert "remittances" in (await diego.says("remittances")).text.casefold()


async def test_a_colleague_takes_a_date_back_and_the_trace_says_who(organisers: People) -> None:
    olga, diego = organisers
    number, draft = await drafted(olga)
    await olga.press(draft, "When")
    (confirm,) = await olga.says_all("tomorrow 8:30")
    await olga.press(confirm, confirm.labels[0])
    listed = await diego.says("/announce")
    planned = await diego.press(
        listed, next(each for each in listed.labels if each.startswith(f"{number} ·"))
    )
    row, column = planned.place_of("Cancel sending")
    answer = await diego.post(
        f"chats/{DIEGO}/press",
        person=DIEGO, message_id=planned.id, row=row, column=column, wait=30,
    )  # fmt: skip
    # It is Olga's draft again, which Diego does not see.
    assert answer["text"] == "It is a draft again."
    assert f"Diego: unscheduled announcement {number}" in " ".join(
        (await olga.says("/trace")).plain.split()
    )
    assert (await olga.press(await olga.says("/announce"), "Continue with the draft")).text == (
        draft.text
    )


async def test_a_draft_that_a_colleague_gives_back_stands_beside_the_next(
    organisers: People,
) -> None:
    olga, diego = organisers
    number, draft = await drafted(olga)
    await olga.press(draft, "When")
    (confirm,) = await olga.says_all("tomorrow 8:30")
    await olga.press(confirm, confirm.labels[0])
    await olga.says_all("/announce The next one")
    await olga.hears("The next one")
    listed = await diego.says("/announce")
    planned = await diego.press(
        listed, next(label for label in listed.labels if label.startswith(f"{number} ·"))
    )
    await diego.press(planned, "Cancel sending")
    listed = await olga.says("/announce")
    earlier = listed.labels[1]
    assert earlier == f"Continue with the draft · {number}"
    assert (await olga.press(listed, earlier)).text == draft.text
    # What is written now is for the latest.
    await olga.says_all("/announce The next one, changed")
    await olga.hears("The next one, changed")
    again = await olga.press(await olga.says("/announce"), earlier)
    assert again.text == draft.text
    # One draft at a time is discarded, and the other stays.
    await olga.press(again, "Discard")
    assert "Continue with the draft" in (await olga.says("/announce")).labels


async def test_a_colleague_withdraws_what_was_sent_and_the_trace_says_who(
    organisers: People,
) -> None:
    olga, diego = organisers
    await olga.says_all("/announce Wrong room, sorry")
    draft = await olga.hears("To: everyone")
    send = await olga.press(draft, "Send…")
    await olga.press(send, send.labels[0])
    report = await olga.hears("· Sent")
    number = report.text.split()[1]
    listed = await diego.says("/announce")
    seen = await diego.press(
        listed, next(each for each in listed.labels if each.startswith(f"{number} ·"))
    )
    withdraw = await diego.press(seen, "Withdraw")
    await diego.press(withdraw, withdraw.labels[0])
    await diego.hears("· Withdrawn")
    trace = (await olga.says("/trace")).plain
    assert f"Diego: withdrew announcement {number}" in trace
    assert f": sent announcement {number}" in trace
