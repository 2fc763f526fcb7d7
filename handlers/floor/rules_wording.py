"""The rules of a session in words."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from content.floor.changes import Rule
from content.model import Meeting
from content.model.floor import FloorRules, LimitName
from handlers.floor.wording import category_name, clock, level_name
from handlers.framework.reader import Reader
from handlers.wording import times
from handlers.wording.durations import format_lead_time


def rule_name(reader: Reader, rule: str) -> str:
    """Return the name of a rule, or of a limit (`limit-state`)."""
    _ = reader.gettext
    names: dict[str, str] = {
        "opens": _("List opens"), "closes": _("List closes"), "order": _("Order"),
        "words": _("Words a minute"), "civil-society": _("Civil society"),
        "group": _("Group, then national"), "reply": _("Rights of reply come"),
        "replies": _("Rights of reply"), "points": _("Points of order"), "due": _("Texts are due"),
        "to": _("Texts go to"), "public": _("Public"), "questions": _("Questions"),
        "anonymous": _("Names of those who ask"), "limits": _("Limits"),
    }  # fmt: skip
    if rule.startswith("limit-"):
        return limit_name(reader, rule.removeprefix("limit-"))
    return names.get(rule, rule)


def limit_name(reader: Reader, name: str) -> str:
    _ = reader.gettext
    own = {
        "panellist": _("panellist"), "answer": _("answer"), "reply": _("right of reply"),
        "second-reply": _("second right of reply"), "point": _("point of order"),
    }  # fmt: skip
    return own.get(name) or level_name(reader, name) or category_name(reader, name)


def choice_name(reader: Reader, rule: str, value: str) -> str:
    """Return a value of a rule that is chosen by a button."""
    _ = reader.gettext
    names: dict[tuple[str, str], str] = {
        ("closes", "chair"): _("when the chair says so"),
        ("order", "chair"): _("as the chair decides"),
        ("order", "arrival"): _("as they asked"),
        ("order", "rank"): _("heads, ministers, others"),
        ("order", "alternate"): _("categories in turn"),
        ("civil-society", "never"): _("no proposal"),
        ("group", "allow"): _("allowed"),
        ("group", "advise"): _("with a note to the chair"),
        ("group", "refuse"): _("refused"),
        ("reply", "session"): _("at the end of the session"),
        ("reply", "day"): _("at the end of the day"),
        ("public", "none"): _("nothing of who speaks"),
        ("public", "delegation"): _("the delegation"),
        ("public", "name"): _("the delegation and the name"),
        ("questions", "off"): _("none"),
        ("questions", "moderated"): _("after the moderator’s check"),
        ("questions", "open"): _("at once"),
        ("anonymous", "1"): _("for the moderator alone"),
        ("anonymous", "0"): _("for everybody"),
        ("to", "interpreters"): _("interpreters"),
        ("to", "rapporteur"): _("rapporteur"),
        ("to", "chair"): _("chair"),
    }  # fmt: skip
    known = names.get((rule, value))
    if known is not None:
        return known
    if rule == "points":
        return category_name(reader, value)
    if rule == "civil-society":
        return _("1 in {number}").format(number=value)
    if rule == "replies":
        return _("at most {number} of a delegation").format(number=value)
    if rule.startswith("limit-"):
        return clock(int(value))
    return value


def value_text(reader: Reader, meeting: Meeting, rules: FloorRules, rule: Rule) -> str:
    """Return what holds for a rule."""
    _ = reader.gettext
    match rule:
        case "opens":
            return when_text(reader, meeting, rules.opens)
        case "closes" if rules.closes != "chair":
            return when_text(reader, meeting, rules.closes)
        case "due":
            return when_text(reader, meeting, rules.texts.due)
        case "points":
            return reader.listed(category_name(reader, one) for one in rules.points_of_order) or _(
                "nobody"
            )
        case "to":
            return reader.listed(choice_name(reader, "to", one) for one in rules.texts.to) or _(
                "nobody"
            )
        case _:
            return choice_name(reader, rule, stored_value(rules, rule))


def stored_value(rules: FloorRules, rule: Rule) -> str:
    """Return the value that a button of a rule carries for what holds now."""
    values: dict[str, object] = {
        "closes": rules.closes if rules.closes == "chair" else "", "order": rules.order,
        "words": rules.words_a_minute, "civil-society": rules.civil_society or "never",
        "group": rules.group_then_national, "reply": rules.reply, "replies": rules.replies,
        "public": rules.public, "questions": rules.questions,
        "anonymous": int(rules.anonymous_questions),
    }  # fmt: skip
    return str(values.get(rule, ""))


def when_text(
    reader: Reader, meeting: Meeting, when: datetime | timedelta | Literal["chair"]
) -> str:
    """Return an hour, or a time before the session, with the hour that this is."""
    _ = reader.gettext
    if when == "chair":
        return choice_name(reader, "closes", "chair")
    if isinstance(when, datetime):
        return times.moment(reader, when.replace(tzinfo=meeting.zone))
    at = times.moment(reader, meeting.opens - when)
    return reader.annotated(before_text(reader, when), at)


def before_text(reader: Reader, before: timedelta) -> str:
    _ = reader.gettext
    if not before:
        return _("when the session begins")
    length = format_lead_time(reader, int(before.total_seconds()))
    return _("{duration} before the session").format(duration=length)


def limits_text(reader: Reader, rules: FloorRules, names: tuple[LimitName, ...]) -> list[str]:
    return [_labelled(reader, limit_name(reader, name), clock(rules.limit(name))) for name in names]


def _labelled(reader: Reader, label: str, value: str) -> str:
    return reader.gettext("{name}: {value}").format(name=label, value=value)


def changed_text(reader: Reader, details: dict[str, object]) -> str:
    """Return what an act changed in the rules, from its details."""
    rule, value = str(details.get("rule", "")), str(details.get("value", ""))
    name = rule_name(reader, rule)
    if rule in ("opens", "closes", "due", "points", "to"):
        return reader.gettext("changed the rules: {name}").format(name=name)
    text = reader.gettext("changed the rules: {name}: {value}")
    return text.format(name=name, value=choice_name(reader, rule, value))
