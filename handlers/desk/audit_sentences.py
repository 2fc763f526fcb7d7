"""What the entries of the trace say, as sentences."""

from __future__ import annotations

import json
from typing import Any

from content.languages import NAMES
from content.model.item_status import STATUSES
from handlers.desk.calendar_files.views import counts_text
from handlers.desk.move_sentences import change_text
from handlers.floor.session_team import ROLES as FLOOR_ROLES
from handlers.framework.reader import Reader
from handlers.wording.item_status import status_name
from handlers.wording.roles import floor_role_name, role_name
from storage.audit_log import Entry
from storage.team_members import Member, Role

_ROLES: tuple[Role, ...] = ("owner", "organiser", "chair")


def act_text(reader: Reader, entry: Entry) -> str:
    """Return what was done, without who and when. An act that this version does not know is shown
    by its code."""
    _ = reader.gettext
    details = _details(entry.details)
    match entry.act:
        case "invited":
            return _("invited: {role}").format(role=_role(reader, entry.subject, details))
        case "joined":
            return _("joined the team: {role}").format(role=_role(reader, entry.subject, details))
        case "removed":
            return _("removed from the team: {name}").format(name=_name(reader, details))
        case "pack-reloaded":
            return _("reloaded the pack: {version}").format(version=details.get("version", ""))
        case "calendar-imported" if "source" in details:
            source, counts = str(details["source"]), _counts(reader, details)
            return _("imported from {source}: {counts}").format(source=source, counts=counts)
        case "calendar-imported":
            return _("imported a calendar file: {counts}").format(counts=_counts(reader, details))
        case "source-automatic":
            return _("{source} is imported by itself").format(source=entry.subject)
        case "source-preview":
            return _("{source} is imported after a person confirms").format(source=entry.subject)
        case "announcement-sent":
            return _("sent announcement {number}").format(number=_number(entry))
        case "announcement-scheduled":
            return _("scheduled announcement {number}").format(number=_number(entry))
        case "announcement-unscheduled":
            return _("unscheduled announcement {number}").format(number=_number(entry))
        case "announcement-paused":
            return _("paused announcement {number}").format(number=_number(entry))
        case "announcement-resumed":
            return _("resumed announcement {number}").format(number=_number(entry))
        case "announcement-stopped":
            return _("stopped announcement {number}").format(number=_number(entry))
        case "announcement-corrected":
            return _("changed announcement {number}").format(number=_number(entry))
        case "announcement-withdrawn":
            return _("withdrew announcement {number}").format(number=_number(entry))
        case "asker-muted":
            return _("muted in questions: {name}").format(name=_name(reader, details))
        case "asker-unmuted":
            return _("unmuted in questions: {name}").format(name=_name(reader, details))
        case "group-set":
            title = str(details.get("title", ""))
            return _("questions go to the group: {title}").format(title=title)
        case "channel-announcements":
            return _("announcements are posted in: {title}").format(title=details.get("title", ""))
        case "channel-no-announcements":
            title = str(details.get("title", ""))
            return _("announcements are no longer posted in: {title}").format(title=title)
        case "channel-changes":
            return _("changes are posted in: {title}").format(title=details.get("title", ""))
        case "channel-no-changes":
            title = str(details.get("title", ""))
            return _("changes are no longer posted in: {title}").format(title=title)
        case "group-unset":
            return _("questions go to each organizer")
        case "reminder-line-written":
            return _line_text(reader, entry, details)
        case "attendance-asked":
            return _("asks who comes to: {title}").format(title=_title(entry, details))
        case "attendance-not-asked":
            return _("no longer asks who comes to: {title}").format(title=_title(entry, details))
        case "question-subject-added":
            return _("added a subject of questions: {title}").format(title=_title(entry, details))
        case "question-subject-removed":
            return _("removed a subject of questions: {title}").format(title=_title(entry, details))
        case "question-subject-named":
            sentence = _("named a subject of questions: {title}, {language}")
            return sentence.format(title=_title(entry, details), language=_language(details))
        case "question-subject-person" | "question-subject-no-person" | "question-subject-no-group":
            sentence = _("changed the recipients of questions about {title}")
            return sentence.format(title=_title(entry, details))
        case "question-subject-group":
            sentence = _("questions about {title} go to the group: {group}")
            group = str(details.get("group", ""))
            return sentence.format(title=_title(entry, details), group=group)
        case "prepared-answer-added":
            return _("added a prepared answer: {title}").format(title=_title(entry, details))
        case "prepared-answer-renamed":
            return _("renamed a prepared answer: {title}").format(title=_title(entry, details))
        case "prepared-answer-removed":
            return _("removed a prepared answer: {title}").format(title=_title(entry, details))
        case "prepared-answer-written":
            sentence = _("wrote a prepared answer: {title}, {language}")
            return sentence.format(title=_title(entry, details), language=_language(details))
        case "question-taken":
            return _("took question {number}").format(number=_number(entry))
        case "question-given-back":
            return _("gave question {number} back").format(number=_number(entry))
        case "meeting-added":
            return _("added a meeting: {title}").format(title=_title(entry, details))
        case "meeting-changed":
            return _("changed a meeting: {title}").format(title=_title(entry, details))
        case "meeting-moved":
            return _("moved a meeting: {title}").format(title=_title(entry, details))
        case "meeting-cancelled":
            return _("cancelled a meeting: {title}").format(title=_title(entry, details))
        case "meeting-removed":
            return _("removed a meeting: {title}").format(title=_title(entry, details))
        case "meeting-restored":
            return _("restored a meeting: {title}").format(title=_title(entry, details))
        case "item-status-set":
            status = _status(reader, details.get("status"))
            sentence = _("set the status of {title}: {status}")
            return sentence.format(title=_title(entry, details), status=status)
        case "floor-invited" | "floor-joined" | "floor-removed":
            return _floor_team_text(reader, entry.act, details)
        case "floor-switched-on":
            title = _title(entry, details)
            return _("switched a list of speakers on: {title}").format(title=title)
        case "floor-switched-off":
            title = _title(entry, details)
            return _("switched a list of speakers off: {title}").format(title=title)
        case "delegation-code":
            return _("gave a delegation a new code: {title}").format(title=_title(entry, details))
        case "delegation-removed":
            return _("removed a delegation: {title}").format(title=_title(entry, details))
        case "delegations-imported":
            sentence = _("imported delegations: {new} new, {changed} changed, {removed} removed")
            numbers = {name: details.get(name, 0) for name in ("new", "changed", "removed")}
            return sentence.format(**numbers)
        case "speaker-let":
            sentence = _("let {name} speak for {delegation}")
            delegation = str(details.get("delegation", ""))
            return sentence.format(name=_name(reader, details), delegation=delegation)
        case "speaker-refused":
            sentence = _("refused to let {name} speak for a delegation")
            return sentence.format(name=_name(reader, details))
        case "meetings-swapped":
            return _("swapped two meetings: {titles} · {change}").format(
                titles=reader.listed(str(title) for title in details.get("titles", [])),
                change=_change(reader, details),
            )
        case "meetings-shifted":
            number = details.get("number", 0)
            sentence = reader.ngettext(
                "moved {number} meeting: {change}", "moved {number} meetings: {change}", number
            )
            return sentence.format(number=number, change=_change(reader, details))
        case "moves-undone":
            number = details.get("number", 0)
            sentence = reader.ngettext(
                "undid a swap or move of {number} meeting",
                "undid a swap or move of {number} meetings",
                number,
            )
            return sentence.format(number=number)
        case _:
            return f"{entry.act} {entry.subject}"


def _floor_team_text(reader: Reader, act: str, details: dict[str, Any]) -> str:
    _ = reader.gettext
    sentence = {
        "floor-invited": _("invited to {title}: {role}"),
        "floor-joined": _("joined {title}: {role}"),
        "floor-removed": _("removed from {title}: {name}, {role}"),
    }[act]
    known = next((role for role in FLOOR_ROLES if role == details.get("role")), None)
    role = str(details.get("role", "")) if known is None else floor_role_name(reader, known)
    title = str(details.get("title", ""))
    return sentence.format(title=title, role=role, name=_name(reader, details))


def _change(reader: Reader, details: dict[str, Any]) -> str:
    return change_text(reader, str(details.get("what", "")), str(details.get("value", "")))


def _counts(reader: Reader, details: dict[str, Any]) -> str:
    counts = [details.get(name, 0) for name in ("new", "changed", "cancelled")]
    return counts_text(reader, *(count if isinstance(count, int) else 0 for count in counts))


def _name(reader: Reader, details: dict[str, Any]) -> str:
    _ = reader.gettext
    return str(details.get("name", "")) or _("someone who deleted their data")


def _line_text(reader: Reader, entry: Entry, details: dict[str, Any]) -> str:
    _ = reader.gettext
    text = str(details.get("text", ""))
    sentence = (
        _("wrote a line for reminders of {title}, {language}: {line}")
        if text
        else _("removed a line for reminders of {title}, {language}")
    )
    title, language = _title(entry, details), _language(details)
    return sentence.format(title=title, language=language, line=text)


def _language(details: dict[str, Any]) -> str:
    code = str(details.get("language", ""))
    return NAMES.get(code, code)


def _number(entry: Entry) -> str:
    return entry.subject.rpartition(":")[2]


def _status(reader: Reader, name: object) -> str:
    known = next((status for status in STATUSES if status == name), None)
    if known is None:
        return reader.pgettext("status of a motion", "none")
    return status_name(reader, known)


def _title(entry: Entry, details: dict[str, Any]) -> str:
    return str(details.get("title", "")) or _number(entry)


def _role(reader: Reader, role: str, details: dict[str, Any]) -> str:
    numbers = details.get("roundtables", [])
    known = next((name for name in _ROLES if name == role), None)
    if known is None or not isinstance(numbers, list):
        return role
    return role_name(reader, Member(0, known, "", tuple(numbers)))


def _details(text: str) -> dict[str, Any]:
    details = json.loads(text)
    return details if isinstance(details, dict) else {}
