"""The acts that the trace knows, as sentences."""

from __future__ import annotations

import json
from typing import Any

from handlers.desk.calendar_files.views import counts_said
from handlers.framework.reader import Reader
from handlers.wording.roles import role_name
from storage.audit_log import Entry
from storage.team_members import Member, Role

_ROLES: tuple[Role, ...] = ("owner", "organiser", "chair")


def act_said(reader: Reader, step: Entry) -> str:
    """What was done, without who and when. An act of another version shows by its code."""
    _ = reader.gettext
    details = _details(step.details)
    match step.act:
        case "invited":
            return _("invited: {role}").format(role=_role(reader, step.subject, details))
        case "joined":
            return _("joined the team: {role}").format(role=_role(reader, step.subject, details))
        case "removed":
            return _("took off the team: {name}").format(name=_named(reader, details))
        case "pack-reloaded":
            return _("reloaded the pack: {version}").format(version=details.get("version", ""))
        case "calendar-imported":
            return _("took over a calendar file: {counts}").format(
                counts=_imported(reader, details)
            )
        case "announcement-sent":
            return _("sent announcement {number}").format(number=_number(step))
        case "announcement-scheduled":
            return _("planned announcement {number}").format(number=_number(step))
        case "announcement-unscheduled":
            return _("took back the date of announcement {number}").format(number=_number(step))
        case "announcement-paused":
            return _("paused announcement {number}").format(number=_number(step))
        case "announcement-resumed":
            return _("resumed announcement {number}").format(number=_number(step))
        case "announcement-stopped":
            return _("stopped announcement {number}").format(number=_number(step))
        case "announcement-corrected":
            return _("changed announcement {number}").format(number=_number(step))
        case "announcement-withdrawn":
            return _("withdrew announcement {number}").format(number=_number(step))
        case "asker-muted":
            return _("muted in questions: {name}").format(name=_named(reader, details))
        case "asker-unmuted":
            return _("unmuted in questions: {name}").format(name=_named(reader, details))
        case "group-set":
            title = str(details.get("title", ""))
            return _("questions go to the group: {title}").format(title=title)
        case "group-unset":
            return _("questions go to each organiser")
        case "meeting-added":
            return _("added a meeting: {title}").format(title=_title(step, details))
        case "meeting-changed":
            return _("changed a meeting: {title}").format(title=_title(step, details))
        case "meeting-moved":
            return _("moved a meeting: {title}").format(title=_title(step, details))
        case "meeting-cancelled":
            return _("cancelled a meeting: {title}").format(title=_title(step, details))
        case "meeting-restored":
            return _("restored a meeting: {title}").format(title=_title(step, details))
        case _:
            return f"{step.act} {step.subject}"


def _imported(reader: Reader, details: dict[str, Any]) -> str:
    numbers = [details.get(each, 0) for each in ("new", "changed", "cancelled")]
    known = [each if isinstance(each, int) else 0 for each in numbers]
    return counts_said(reader, *known)


def _named(reader: Reader, details: dict[str, Any]) -> str:
    _ = reader.gettext
    return str(details.get("name", "")) or _("someone who asked to be forgotten")


def _number(step: Entry) -> str:
    return step.subject.rpartition(":")[2]


def _title(step: Entry, details: dict[str, Any]) -> str:
    return str(details.get("title", "")) or _number(step)


def _role(reader: Reader, role: str, details: dict[str, Any]) -> str:
    numbers = details.get("roundtables", [])
    known = next((each for each in _ROLES if each == role), None)
    if known is None or not isinstance(numbers, list):
        return role
    return role_name(reader, Member(0, known, "", tuple(each for each in numbers)))


def _details(text: str) -> dict[str, Any]:
    found = json.loads(text)
    return found if isinstance(found, dict) else {}
