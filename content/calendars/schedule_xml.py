"""Reads schedule.xml of frab and pretalx, whose parts have the names of schedule.json's.

The parser is defusedxml's, which refuses a document type, so that no entity can be defined.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from content.calendars.entries import Complaints, Options, Read
from content.calendars.schedules import read_talks

_LISTS = {"persons": "name", "links": "title", "attachments": "title"}


def read_schedule_xml(text: str, encoding: str, max_entries: int, options: Options) -> Read | None:
    """Read the text of a schedule.xml. Returns None if it is another kind of document."""
    complaints = Complaints()
    try:
        root = fromstring(text, forbid_dtd=True)
    except ParseError as error:
        complaints.add("no-schedule", error.position[0])
    except (DefusedXmlException, ValueError):
        complaints.add("no-schedule")
    if complaints:
        if "<schedule" not in text[:5_000]:
            return None
        return Read(form="schedule", encoding=encoding, complaints=complaints.first)
    if root.tag != "schedule":
        return None
    zone = (root.findtext("conference/time_zone_name") or "").strip()
    return read_talks(_talks(root), zone, encoding, max_entries, options)


def _talks(root: Element) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for day in root.iterfind("day"):
        for room in day.iterfind("room"):
            for event in room.iterfind("event"):
                yield day.get("date", ""), room.get("name", ""), _talk(event)


def _talk(event: Element) -> dict[str, Any]:
    talk: dict[str, Any] = {"guid": event.get("guid", ""), "id": event.get("id", "")}
    for child in event:
        if child.tag in _LISTS:
            talk[child.tag] = [
                {_LISTS[child.tag]: item.text or "", "href": item.get("href", "")} for item in child
            ]
        else:
            talk.setdefault(child.tag, "".join(child.itertext()))
    return talk
