"""Calendar files, and the feed at a private address."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from icalendar import Calendar, Component

from tests.program.crowd import a_default_preview, serving
from tests.program.desk import label_of, sends
from tests.program.program import AMINA, DIEGO, GROUP, OLGA, Meet, Person, Program, Said, free_port


async def events_of(person: Person, answer: Said) -> list[Component]:
    """Return the events of the calendar file that an answer has."""
    assert answer.raw["document"]["file_name"].endswith(".ics")
    return list(Calendar.from_ical(await person.file(answer)).walk("VEVENT"))


async def open_meeting(person: Person) -> Said:
    listed = await person.says("/meetings")
    return await person.press(listed, next(label for label in listed.labels if "Lima" in label))


async def test_a_meetings_file_has_alarms_at_the_chats_lead_times(meet: Meet) -> None:
    amina = meet(AMINA)
    await amina.says("/reminders 2d 30m")
    answer = await amina.press(await open_meeting(amina), "Add to calendar")
    (event,) = await events_of(amina, answer)
    assert event["summary"] in answer.raw["caption"]
    assert len(event.walk("VALARM")) == 2
    await amina.forgets()


async def test_the_agenda_is_one_file_in_private_and_in_groups(meet: Meet) -> None:
    olga = meet(OLGA, GROUP)
    await olga.says("/subscribe roundtable 2")
    answer = await olga.says("/agenda file")
    assert len(await events_of(olga, answer)) > 1
    await olga.says("/unsubscribe all")
    amina = meet(AMINA)
    assert "no upcoming meetings" in (await amina.says("/agenda file")).text


async def test_without_listen_no_address_is_offered(meet: Meet) -> None:
    amina = meet(AMINA)
    await amina.says("/subscribe all")
    screen = await amina.press(await amina.says("/agenda"), "In a calendar")
    assert screen.labels == ["Calendar file", "‹ Back", "Home"]
    await amina.forgets()


@pytest.fixture
async def served(
    session: aiohttp.ClientSession, tmp_path: Path
) -> AsyncIterator[tuple[Person, Program, str]]:
    port = free_port()
    async with (
        a_default_preview() as preview,
        serving(tmp_path, preview, LISTEN=f"127.0.0.1:{port}", OWNER_IDS=str(OLGA)) as program,
    ):
        yield Person(session, preview.url, AMINA), program, f"http://127.0.0.1:{port}"


async def test_a_private_address_serves_the_agenda_until_it_is_renewed_or_switched_off(
    served: tuple[Person, Program, str],
) -> None:
    amina, program, base = served
    await amina.says("/subscribe all")
    screen = await amina.press(await amina.says("/agenda"), "In a calendar")
    shown = await amina.press(screen, "Create private address")
    address = re.search(rf"{base}/calendar/\S+\.ics", shown.text)
    assert address is not None and f"webcal://{address[0][7:]}" in shown.text

    async with amina.session.get(address[0]) as response:
        assert response.content_type == "text/calendar"
        tag = response.headers["ETag"]
        events = list(Calendar.from_ical(await response.read()).walk("VEVENT"))
    assert len(events) > 3
    async with amina.session.get(address[0], headers={"If-None-Match": tag}) as response:
        assert response.status == 304
    await amina.says("/unsubscribe all")
    async with amina.session.get(address[0], headers={"If-None-Match": tag}) as response:
        assert response.status == 200
        assert b"VEVENT" not in await response.read()

    again = await amina.opens("calendar")
    renewed = await amina.press(again, "New address")
    new = re.search(rf"{base}/calendar/\S+\.ics", renewed.text)
    assert new is not None and new[0] != address[0]
    async with amina.session.get(address[0]) as response:
        assert response.status == 404
    # The same button again, as after a crash, does not replace the new address.
    await amina.press(again, "New address")
    async with amina.session.get(new[0]) as response:
        assert response.status == 200
    assert "Calendar address" in (await amina.says("/mydata")).text
    await amina.press(await amina.opens("calendar"), "Switch address off")
    async with amina.session.get(new[0]) as response:
        assert response.status == 404
        assert await response.read() == b""
    assert address[0].rsplit("/", 1)[1] not in program.said()


async def feed_of(amina: Person, base: str) -> str:
    shown = await amina.press(await amina.opens("calendar"), "Create private address")
    address = re.search(rf"{base}/calendar/\S+\.ics", shown.text)
    assert address is not None
    return address[0]


async def test_an_empty_feed_has_a_component(served: tuple[Person, Program, str]) -> None:
    amina, _, base = served
    async with amina.session.get(await feed_of(amina, base)) as response:
        calendar = Calendar.from_ical(await response.read())
    # RFC 5545, section 3.6: at least one; RFC 5546: METHOD:PUBLISH only with an event.
    assert [part.name for part in calendar.subcomponents] == ["VTIMEZONE"]
    assert calendar.subcomponents[0]["TZID"] == "America/New_York"
    assert "METHOD" not in calendar


# The header If-None-Match, with {} for the tag, and the answer (RFC 9110, section 13.1.2).
TAGS = (
    ('"{}"', 304), ('W/"{}"', 304), ('"other", "{}"', 304), ('"other",W/"{}"', 304), ("*", 304),
    ('"other"', 200), ('W/"other"', 200), ('"{}x"', 200), ("{}", 200), ("", 200),
)  # fmt: skip


async def test_a_feed_is_fetched_as_calendars_do(served: tuple[Person, Program, str]) -> None:
    amina, _, base = served
    await amina.says("/subscribe all")
    address = await feed_of(amina, base)
    get = amina.session.get
    # Google: plain requests, after asking for robots.txt.
    google = {"User-Agent": "Google-Calendar-Importer", "Accept-Encoding": "gzip"}
    async with get(f"{base}/robots.txt", headers=google) as response:
        assert response.status == 404
    async with get(address, headers=google) as response:
        assert (response.status, response.charset) == (200, "utf-8")
        tag = response.headers["ETag"]
        content = await response.read()
        length = response.headers["Content-Length"]
    assert tag.startswith('"') and tag.endswith('"')
    # Outlook and Apple: HEAD, then conditional requests.
    async with amina.session.head(address) as response:
        assert (response.status, response.headers["ETag"]) == (200, tag)
        assert response.headers["Content-Length"] == length
        assert response.content_type == "text/calendar" and not await response.read()
    for sent, status in TAGS:
        headers = {"If-None-Match": sent.format(tag.strip('"'))}
        for ask in (get, amina.session.head):
            async with ask(address, headers=headers) as response:
                assert (response.status, response.headers["ETag"]) == (status, tag), sent
                body = await response.read()
                assert body == (content if status == 200 and ask is get else b"")
    async with asyncio.timeout(5):
        while True:
            async with get(address) as response:
                if modified := response.headers.get("Last-Modified"):
                    break
            await asyncio.sleep(0.1)
    earlier = "Wed, 21 Oct 2015 07:28:00 GMT"
    for since, status in ((modified, 304), (earlier, 200), ("yesterday", 200)):
        async with get(address, headers={"If-Modified-Since": since}) as response:
            assert response.status == status
            assert not await response.read() if status == 304 else True
    # If-None-Match goes before it.
    both = {"If-Modified-Since": modified, "If-None-Match": '"other"'}
    async with get(address, headers=both) as response:
        assert response.status == 200
    # What is left out makes the calendar another one, though no meeting was changed.
    await amina.says("/unsubscribe all")
    async with get(address, headers={"If-Modified-Since": modified}) as response:
        assert response.status == 200 and response.headers["ETag"] != tag
    async with amina.session.head(f"{base}/calendar/unknown.ics") as response:
        assert response.status == 404


async def test_a_moved_and_a_cancelled_meeting_are_newer_versions_in_the_feed(
    served: tuple[Person, Program, str],
) -> None:
    amina, _, base = served
    olga = Person(amina.session, amina.base, OLGA)
    await olga.post(f"people/{OLGA}", language_code="en")
    await amina.says("/subscribe all")
    address = await feed_of(amina, base)

    async def version() -> tuple[str, Component]:
        async with amina.session.get(address) as response:
            events = Calendar.from_ical(await response.read()).walk("VEVENT")
            (event,) = (event for event in events if "lima" in event["uid"])
            return response.headers["ETag"], event

    tag, first = await version()
    table = "Meeting,Title,Start,End,Status\n{id},{title},2013-05-{day},2013-05-{end},{status}\n"
    known = {"id": first["uid"].partition("@")[0], "title": first["summary"]}
    tags, sequences = [tag], [first["sequence"]]
    for day, status, label in ((23, "planned", "changed"), (23, "cancelled", "cancelled")):
        file = table.format(**known, day=day, end=day + 1, status=status)
        shown = await sends(olga, file, "one.csv")
        await olga.press(shown, label_of(shown, f"Import: 1 {label}"))
        tag, event = await version()
        assert event["uid"] == first["uid"]
        tags.append(tag)
        sequences.append(event["sequence"])
    assert len(set(tags)) == 3 and sequences == sorted(set(sequences))
    assert event["status"] == "CANCELLED"
    assert event.decoded("last-modified") >= first.decoded("last-modified")


async def test_a_feed_is_forgotten_with_its_chat(served: tuple[Person, Program, str]) -> None:
    amina, _, base = served
    await amina.says("/subscribe all")
    shown = await amina.press(await amina.opens("calendar"), "Create private address")
    address = re.search(rf"{base}/calendar/\S+\.ics", shown.text)
    assert address is not None
    await amina.forgets()
    async with amina.session.get(address[0]) as response:
        assert response.status == 404


async def test_in_a_group_only_administrators_make_an_address(
    served: tuple[Person, Program, str],
) -> None:
    amina, _, _ = served
    olga = Person(amina.session, amina.base, OLGA, GROUP)
    diego = Person(amina.session, amina.base, DIEGO, GROUP)
    await olga.says("/subscribe all")
    before = len(await olga.heard())
    answer = await diego.forge((await olga.heard())[-1], "i3:0")
    assert "administrators" in answer["text"]
    assert len(await olga.heard()) == before


@pytest.mark.parametrize("public", ["", "https://event.example.org/hld"])
async def test_the_address_begins_with_the_public_url_or_the_webhooks_host(
    session: aiohttp.ClientSession, tmp_path: Path, public: str
) -> None:
    port = free_port()
    here = f"http://127.0.0.1:{port}"
    settings = {"WEBHOOK_URL": here, "WEBHOOK_SECRET": "s", "LISTEN": f"127.0.0.1:{port}"}
    if public:
        settings["PUBLIC_URL"] = public + "/"
    async with a_default_preview() as preview, serving(tmp_path, preview, **settings):
        amina = Person(session, preview.url, AMINA)
        await amina.says("/subscribe all")
        shown = await amina.press(await amina.opens("calendar"), "Create private address")
        address = re.search(rf"{public or here}(/calendar/\S+\.ics)", shown.text)
        assert address is not None, shown.text
        # A proxy at the public address passes the path on.
        async with session.get(here + address[1]) as response:
            assert response.status == 200
            assert b"BEGIN:VEVENT" in await response.read()
