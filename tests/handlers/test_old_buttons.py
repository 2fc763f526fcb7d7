"""Links, printed codes and buttons in old messages open what they opened: they are never taken
away. The lines were written down from hld-2013 1.0."""

from __future__ import annotations

from pathlib import Path

import pytest

from content.languages import NAMES
from handlers.framework.reply import Reply
from storage.database import open_database
from tests.databases import database_url
from tests.factories import a_reader, a_request, a_switchboard, services_over, text_of

# Callback data, and words that the answer has.
BUTTONS = {
    "g1:home:": "High-level Dialogue",
    "g1:documents:home": "Quoted word for word from",
    "g1:roundtables:": "Roundtables",
    "g1:rt3:": "Roundtable 3",
    "g1:rt3:roundtables": "Roundtable 3",
    "g1:rt3.rec.2:": "Related recommendations",
    "g1:rt1.proof:": "SHA-256",
    "g1:areas:": "30 recommendations",
    "g1:area-3:areas": "Area 3",
    "g1:area-3.call:": "Area 3",
    "g1:rec-3-2:rt3.rec.2": "Recommendation 3.2",
    "g1:rec-3-2.proof:": "SHA-256",
    "g1:rec-3-2.mandate:": "Related mandate and position",
    "g1:box-6:": "Example",
    "g1:mandate:": "Mandate",
    "g1:mandate.mandate-un:mandate": "UN",
    "g1:mandate-1244-1:": "No. 1244",
    "g1:position:": "position",
    "g1:position-2:position": "lead agency",
    "g1:background:": "Background",
    "g1:background-5:": "892635cc1f4e",
    "g1:whole.area-3:area-3": "equitable pay",
    "g1:glossary:": "Glossary",
    "g1:term-gfmd:": "Global Forum",
    "g1:processes:": "Regional",
    "g1:rcp-puebla:processes": "Regional Conference on Migration",
    "g1:meetings:": "meetings",
    "g1:meeting-global-rcp-lima-2013:meetings": "Fourth Global Meeting",
    "g1:search:": "Search",
    "c1:rec-3-2": "section D.3, recommendation 2",
    "c1:rt2": "woman and children",
    "cw1:area-3": "section D.3, opening paragraph",
    "s1:meeting:global-rcp-lima-2013": "Fourth Global Meeting",
}
PAYLOADS = {
    "rt3": "Roundtable 3",
    "rec-3-2": "Recommendation 3.2",
    "area-3": "Area 3",
    "box-1": "Example",
    "mandate-1244": "1244",
    "mandate-65-170": "A/RES/65/170",
    "position-2": "lead agency",
    "background-0": "background",
    "term-gfmd": "Global Forum",
    "rcp-igc": "Consultations",
    "meeting-global-rcp-lima-2013": "Fourth Global Meeting",
    "roundtables": "Roundtables",
    "areas": "30 recommendations",
    "mandate": "Mandate",
    "documents": "Quoted word for word from",
}


@pytest.mark.parametrize(("data", "words"), BUTTONS.items())
async def test_an_old_button_opens_what_it_opened(tmp_path: Path, data: str, words: str) -> None:
    database = open_database(database_url(tmp_path / "old.db"))
    await database.migrate()
    answer = await a_switchboard().button(a_request(services_over(database)), data)
    await database.close()
    assert isinstance(answer, Reply), answer
    assert words in text_of(answer)


@pytest.mark.parametrize(("payload", "words"), PAYLOADS.items())
async def test_an_old_link_opens_what_it_opened(tmp_path: Path, payload: str, words: str) -> None:
    database = open_database(database_url(tmp_path / "old.db"))
    await database.migrate()
    services = services_over(database)
    answer = await a_switchboard().command(a_request(services, payload), "start")
    assert isinstance(answer, Reply)
    assert words in text_of(answer)
    for language in NAMES:
        request = a_request(services, payload, reader=a_reader(language))
        other = await a_switchboard().command(request, "start")
        assert isinstance(other, Reply) and other.payload == answer.payload
    await database.close()
