"""What organisers do at the desk, for the tests of what follows from it."""

from __future__ import annotations

import base64
import io
import json
import re

from tests.program.program import Person, Said


async def invitation(olga: Person, label: str = "Invite an organizer") -> str:
    """The start payload of a new invitation to the team."""
    # Delegates' questions may arrive before the answer.
    after = await olga.now()
    await olga.writes("/team")
    team = await olga.outcome(after, lambda said: label in said.labels)
    return payload_of(await olga.press(team, label, lambda said: "start=join-" in said.text))


def payload_of(said: Said) -> str:
    """The start payload of the invitation that a message shows."""
    match = re.search(r"start=(join-[0-9a-f]+)", said.text)
    assert match is not None, said.text
    return match[1]


async def joins(olga: Person, other: Person) -> None:
    """Olga invites somebody, who becomes an organiser."""
    await other.opens(await invitation(olga), lambda said: "Welcome to the team" in said.text)


async def desk_meeting(person: Person, meeting: str) -> Said:
    """The desk's screen of a meeting."""
    desk = await person.says("/desk")
    after = await person.now()
    await person.forge(desk, f"g1:desk-meeting.{meeting}:")
    return await person.outcome(after)


async def add_meeting(person: Person, title: str) -> str:
    """Add a meeting on 12 June 2013 in Geneva; its id."""
    said = await person.press(await person.says("/calendar"), "Add a meeting")
    said = await person.says(title)
    said = await person.press(said, "IOM HLD Series")
    said = await person.press(said, "Global")
    await person.says("Geneva")
    said = await person.says("Switzerland")
    await person.press(said, "Skip")
    said = await person.says("12 June 2013 10:00-12:00")
    save = next(label for label in said.labels if label.startswith("Save "))
    said = await person.press(said, save)
    assert said.plain.startswith("Saved."), said.plain
    row, column = said.place_of("Move")
    return str(said.rows[row][column]["callback_data"]).split(":")[2]


async def sends(person: Person, content: bytes | str, name: str = "calendar.csv") -> Said:
    """Send a file as a document; what is answered."""
    encoded = content.encode() if isinstance(content, str) else content
    after = await person.now()
    body = {
        "person": person.person, "kind": "document", "name": name,
        "content_base64": base64.b64encode(encoded).decode(),
    }  # fmt: skip
    posted = io.BytesIO(json.dumps(body).encode())
    address = f"{person.base}/sim/chats/{person.chat}/send"
    headers = {"Content-Type": "application/json"}
    async with person.session.post(address, data=posted, headers=headers) as response:
        assert response.status == 200, await response.text()
    return await person.outcome(after)


def label_of(said: Said, begins: str) -> str:
    """The only label that begins so."""
    (one,) = [label for label in said.labels if label.startswith(begins)]
    return one
