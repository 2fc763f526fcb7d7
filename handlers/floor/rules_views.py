"""The screens of the rules of a session, and their buttons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar, get_args

from content.floor.changes import LIMITS, RULES, Rule
from content.model.floor import Category, FloorRules, LimitName
from handlers.floor.context import FloorContext
from handlers.floor.rules_wording import (
    before_text,
    choice_name,
    limit_name,
    limits_text,
    rule_name,
    value_text,
)
from handlers.floor.wording import clock
from handlers.framework.buttons import ButtonData
from handlers.framework.places import Place, go, two_columns
from handlers.framework.reader import Reader
from handlers.framework.reply import Block, Bullets, Heading, Paragraph, Press, Reply, Row
from handlers.me.cancel import EndDialog
from handlers.wording import labels

PLACE = "floor-rules"
_LIMIT_SECONDS = (60, 90, 120, 150, 180, 240, 300, 420)
TYPED = ("opens", "closes", "due")  # an hour, or a time before the session
_CHOICES: dict[Rule, tuple[str, ...]] = {
    "opens": ("0m", "1h", "3h", "1d", "2d", "7d"),
    "closes": ("chair", "0m", "1h", "3h", "1d"),
    "order": ("chair", "arrival", "rank", "alternate"),
    "words": ("90", "100", "110", "120", "130", "140"),
    "civil-society": ("never", "3", "4", "5", "6", "8", "10"),
    "group": ("allow", "advise", "refuse"),
    "reply": ("session", "day"),
    "replies": ("0", "1", "2", "3"),
    "points": get_args(Category),
    "due": ("0m", "30m", "1h", "2h", "4h", "1d"),
    "to": ("interpreters", "rapporteur", "chair"),
    "public": ("none", "delegation", "name"),
    "questions": ("off", "moderated", "open"),
    "anonymous": ("1", "0"),
}


@dataclass(frozen=True)
class SetRule(ButtonData):
    """Change a rule. `control` is the session's when the button was made; a limit is in seconds."""

    tag: ClassVar[str] = "fu1"
    session: int
    control: int
    rule: str
    value: str


@dataclass(frozen=True)
class WriteRule(ButtonData):
    """Ask for the value of a rule in words: an hour, a duration, or a limit as m:ss."""

    tag: ClassVar[str] = "fu2"
    session: int
    rule: str


@dataclass(frozen=True)
class LimitsForWaiting(ButtonData):
    """Give those who wait the limits of the rules as they are now."""

    tag: ClassVar[str] = "fu3"
    session: int
    control: int


def rules_place(session_id: int, rule: str = "") -> Place:
    return Place(PLACE, f"{session_id}-{rule}" if rule else str(session_id))


def rules_view(reader: Reader, context: FloorContext, notice: str | None = None) -> Reply:
    """Show all rules, with a button for each; the limits have a screen of their own."""
    _ = reader.gettext
    session = context.session.id
    rows = [
        (rule_name(reader, rule), value_text(reader, context.meeting, context.rules, rule))
        for rule in RULES
        if rule != "anonymous" or context.rules.questions != "off"
    ]
    buttons = [Press(rule_name(reader, "limits"), go(rules_place(session, "limits")))]
    buttons += [Press(rule_name(reader, rule), go(rules_place(session, rule))) for rule in RULES]
    blocks: list[Block] = [Heading(_("Rules of this session")), labels.facts(reader, rows)]
    blocks.append(
        Bullets(tuple(limits_text(reader, context.rules, LIMITS)), rule_name(reader, "limits"))
    )
    return Reply(
        tuple(blocks),
        (*_waiting_rows(reader, context), *two_columns(buttons), _back(reader, f"{session}-more")),
        payload=f"floor-{session}", keeps_buttons=True, notice=notice,
    )  # fmt: skip


def rule_view(
    reader: Reader, context: FloorContext, rule: Rule, notice: str | None = None
) -> Reply:
    """Show one rule with the values to choose from."""
    _ = reader.gettext
    session, rules = context.session, context.rules
    chosen = _chosen(rules, rule)
    presses = []
    for value in _CHOICES[rule]:
        label = _button_label(reader, rule, value)
        if value in chosen:
            label = _("{choice} · chosen").format(choice=label)
        presses.append(Press(label, SetRule(session.id, session.control, rule, value)))
    rows = two_columns(presses)
    if rule in TYPED:
        rows.append((Press(_("Write it…"), WriteRule(session.id, rule)),))
    return Reply(
        (
            Heading(rule_name(reader, rule)),
            Paragraph(value_text(reader, context.meeting, rules, rule)),
        ),
        (*rows, _back_to_rules(reader, session.id)),
        payload=f"floor-{session.id}", keeps_buttons=True, notice=notice,
    )  # fmt: skip


def limits_view(reader: Reader, context: FloorContext, notice: str | None = None) -> Reply:
    """Show the limits, with a button for each."""
    _ = reader.gettext
    session, rules = context.session.id, context.rules
    names = limits_text(reader, rules, LIMITS)
    presses = [
        Press(text, go(rules_place(session, f"limit-{name}")))
        for name, text in zip(LIMITS, names, strict=True)
    ]
    promised = Paragraph(_("Those who wait keep the time that they were promised."))
    return Reply(
        (Heading(rule_name(reader, "limits")), promised),
        (
            *_waiting_rows(reader, context), *two_columns(presses),
            _back_to_rules(reader, session),
        ),
        payload=f"floor-{session}", keeps_buttons=True, notice=notice,
    )  # fmt: skip


def limit_view(reader: Reader, context: FloorContext, rule: str) -> Reply:
    """Choose one limit."""
    _ = reader.gettext
    session = context.session
    name: LimitName = next((one for one in LIMITS if f"limit-{one}" == rule), "state")
    presses = [
        Press(clock(seconds), SetRule(session.id, session.control, rule, str(seconds)))
        for seconds in _LIMIT_SECONDS
    ]
    rows: list[Row] = [tuple(presses[at : at + 4]) for at in range(0, len(presses), 4)]
    rows.append((Press(_("Write it…"), WriteRule(session.id, rule)),))
    back = (Press(_("‹ Back"), go(rules_place(session.id, "limits"))),)
    return Reply(
        (Heading(limit_name(reader, name)), Paragraph(clock(context.rules.limit(name)))),
        (*rows, back), payload=f"floor-{session.id}", keeps_buttons=True,
    )  # fmt: skip


def ask_view(reader: Reader, session: int, rule: str, problem: str | None = None) -> Reply:
    """Ask for a value in words."""
    _ = reader.gettext
    text = (
        _("Write minutes and seconds, for example 2:30.")
        if rule.startswith("limit-")
        else _("Write an hour, for example 3 October 09:00, or a time before, such as 2 hours.")
    )
    blocks: list[Block] = [Heading(rule_name(reader, rule))]
    if problem:
        blocks.append(Paragraph(problem))
    cancel = EndDialog(str(rules_place(session, rule)))
    return Reply(
        (*blocks, Paragraph(text)), ((Press(_("Cancel"), cancel),),), payload=f"floor-{session}"
    )


def _chosen(rules: FloorRules, rule: Rule) -> Sequence[str]:
    content = rules.model_dump(mode="json")
    match rule:
        case "points":
            return rules.points_of_order
        case "to":
            return rules.texts.to
        case "due":
            return (content["texts"]["due"],)
        case "opens" | "closes" | "order" | "reply" | "public" | "questions":
            return (str(content[rule]),)
        case "replies":
            return (str(rules.replies),)
        case "group":
            return (rules.group_then_national,)
        case "words":
            return (str(rules.words_a_minute),)
        case "civil-society":
            return (str(rules.civil_society or "never"),)
        case "anonymous":
            return (str(int(rules.anonymous_questions)),)


def _button_label(reader: Reader, rule: Rule, value: str) -> str:
    if rule in TYPED and value != "chair":
        units = {"m": "minutes", "h": "hours", "d": "days"}
        return before_text(reader, timedelta(**{units[value[-1]]: int(value[:-1])}))
    return choice_name(reader, rule, value)


def _waiting_rows(reader: Reader, context: FloorContext) -> tuple[Row, ...]:
    """Return the button that gives those who wait the new limits, if theirs are others."""
    if not other_limits(context):
        return ()
    data = LimitsForWaiting(context.session.id, context.session.control)
    return ((Press(reader.gettext("For those waiting, too"), data),),)


def other_limits(context: FloorContext) -> dict[int, int]:
    """Return the limits by the rules, by turn, of those who wait and were promised another one."""
    limits: dict[int, int] = {}
    for turn in context.floor.turns:
        if turn.state != "waiting":
            continue
        before = 0
        if turn.kind == "reply":
            earlier = [one for one in context.turns if one.kind == "reply" and one.id < turn.id]
            before = sum(
                one.delegation == turn.delegation and one.state not in ("withdrawn", "removed")
                for one in earlier
            )
        limit = context.limit_for(turn, before)
        if limit != turn.limit_seconds:
            limits[turn.id] = limit
    return limits


def _back(reader: Reader, part: str) -> Row:
    return (Press(reader.gettext("‹ Back"), go(Place("floor", part))),)


def _back_to_rules(reader: Reader, session: int) -> Row:
    return (Press(reader.gettext("‹ Back"), go(rules_place(session))),)


def screen_view(
    reader: Reader, context: FloorContext, rule: str, notice: str | None = None
) -> Reply:
    known = next((one for one in RULES if one == rule), None)
    if known is not None:
        return rule_view(reader, context, known, notice)
    if rule == "limits":
        return limits_view(reader, context, notice)
    if rule.removeprefix("limit-") in LIMITS:
        return limit_view(reader, context, rule)
    return rules_view(reader, context, notice)
