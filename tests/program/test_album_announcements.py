"""Announcements with albums and videos: composed, sent, corrected and withdrawn."""

from __future__ import annotations

from typing import Any

from tests.program.program import AMINA, DIEGO, GROUP, OLGA, Meet, Person, Said

FROM, BELOW = "From the secretariat\n\n", "\n\nAnnouncement settings: /settings"
PARTS = [{"kind": "photo", "caption": "The <b>rooms</b>"}, {"kind": "video"}, {"kind": "photo"}]


async def three(meet: Meet) -> tuple[Person, Person, Person]:
    """Olga, who owns the event, and two delegates who have just begun."""
    people = meet(OLGA), meet(AMINA), meet(DIEGO)
    for person in people:
        await person.says("/language en")
        await person.forgets()
        await person.says("/start")
    return people


async def album_of(person: Person) -> list[Said]:
    """The parts of the last album that a person got."""
    parts = [said for said in await person.heard() if "media_group_id" in said.raw]
    last = parts[-1].raw["media_group_id"] if parts else None
    return [said for said in parts if said.raw["media_group_id"] == last]


async def composed(olga: Person, **more: Any) -> Said:
    """Send what is to be announced, and take the draft's screen."""
    await olga.press(await olga.says("/announce"), "Write an announcement")
    await olga.says(**more)
    return await olga.finds("the draft", lambda said: "Send…" in said.labels)


def shown(parts: list[Said]) -> list[tuple[str, str | None]]:
    return [
        ("photo" if "photo" in said.raw else "video", said.raw.get("caption")) for said in parts
    ]


async def test_an_album_is_sent_corrected_and_withdrawn(meet: Meet) -> None:
    olga, amina, _diego = await three(meet)
    draft = await composed(olga, kind="album", parts=PARTS)
    wanted = [("photo", f"{FROM}The rooms{BELOW}"), ("video", None), ("photo", None)]
    assert shown(await album_of(olga)) == wanted
    await olga.press(await olga.press(draft, "Send…"), "Send to 3 chats")
    report = await olga.hears("· Sent")
    got = await album_of(amina)
    assert shown(got) == wanted
    ask = await olga.press(report, "Edit the text")
    assert "The album itself cannot be replaced." in ask.plain
    await olga.says("The <i>other</i> rooms", kind="formatted")
    confirm = await olga.finds("the button", lambda said: "Change 3 messages" in said.labels)
    await olga.press(confirm, "Change 3 messages")
    report = await olga.hears("· Changed")
    assert "Messages changed: 3" in report.plain
    changed = await album_of(amina)
    assert shown(changed)[0] == ("photo", f"{FROM}The other rooms{BELOW}")
    assert [said.id for said in changed] == [said.id for said in got]
    await olga.press(await olga.press(report, "Withdraw"), "Delete from 3 chats")
    await olga.hears("· Withdrawn")
    assert await album_of(amina) == []


async def test_a_part_that_comes_later_is_in_the_draft(meet: Meet) -> None:
    olga, amina, _diego = await three(meet)
    await composed(olga, kind="album", parts=PARTS[:2], media_group_id="900")
    after = await olga.now()
    await olga.writes(kind="photo", media_group_id="900")
    await olga.outcome(after)
    await olga.settled()
    assert len(await album_of(olga)) == 3
    draft = [said for said in await olga.heard() if "Send…" in said.labels][-1]
    await olga.press(await olga.press(draft, "Send…"), "Send to 3 chats")
    await olga.hears("· Sent")
    assert len(await album_of(amina)) == 3


async def test_a_video_is_sent_with_its_caption(meet: Meet) -> None:
    olga, amina, _diego = await three(meet)
    draft = await composed(olga, kind="video", caption="The way in")
    await olga.press(await olga.press(draft, "Send…"), "Send to 3 chats")
    await olga.hears("· Sent")
    got = await amina.hears("The way in")
    assert "video" in got.raw and got.labels == ["Announcement settings"]


async def test_photos_and_documents_are_not_one_album(meet: Meet) -> None:
    olga, _amina, _diego = await three(meet)
    await olga.press(await olga.says("/announce"), "Write an announcement")
    mixed = [{"kind": "photo"}, {"kind": "document"}]
    refused = await olga.says(kind="album", parts=mixed)
    assert "An album has up to 10 photos and videos, or up to 10 documents." in refused.plain


async def test_an_album_is_answered_where_a_group_replies(meet: Meet) -> None:
    """Other albums in a group are none of the bot's business."""
    there = meet(AMINA, GROUP)
    await there.hears_nothing_of(there.writes(kind="album", parts=PARTS))
