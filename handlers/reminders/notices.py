"""The messages of notices: reminders, changes, cancellations, new meetings."""

from __future__ import annotations

from content.model import Meeting, Pack
from handlers.framework.places import go
from handlers.framework.reader import Reader
from handlers.framework.reply import (
    Block,
    Footnote,
    Heading,
    Paragraph,
    Phrase,
    Press,
    Reply,
    Row,
    Struck,
)
from handlers.meetings import entry_id_of
from handlers.meetings.attendance import attendance_rows
from handlers.meetings.calendar_buttons import add_to_calendar_button
from handlers.meetings.programme import online_buttons
from handlers.meetings.subscribe_buttons import Unsubscribe, reminders_button
from handlers.meetings.web_links import calendar_links, map_buttons
from handlers.reminders.digest import digest_view
from handlers.reminders.snooze import snooze_rows
from handlers.reminders.weekly import weekly_view
from handlers.wording import labels, times
from handlers.wording.durations import format_lead_time
from handlers.wording.labels import location
from handlers.wording.offices import office_name
from handlers.wording.reminder_line import line_blocks
from handlers.wording.subscribable import subject_name
from storage.deliveries import Delivery
from storage.deliveries.subjects import DIGEST, WEEKLY


def notice_view(reader: Reader, pack: Pack, delivery: Delivery) -> Reply | None:
    """Return the message of a delivery, or None if it has nothing to say any more. `pack` is in the
    reader's language."""
    if delivery.notice == DIGEST:
        return digest_view(reader, pack, delivery)
    if delivery.notice == WEEKLY:
        return weekly_view(reader, pack, delivery)
    if delivery.body is None:
        return None
    meeting = pack.translated(Meeting.model_validate_json(delivery.body))
    through = reader.listed(
        subject_name(reader, pack, *subject) for subject in delivery.subscriptions
    )
    match delivery.notice:
        case "reminder" | "snoozed":
            seconds = delivery.lead if delivery.notice == "reminder" else 0
            return reminder_view(
                reader,
                meeting,
                seconds,
                delivery.late,
                through or None,
                line_blocks(reader, pack, meeting),
                _attendance(reader, pack, meeting, delivery),
            )
        case "change":
            body = delivery.previous_body
            before = meeting if body is None else pack.translated(Meeting.model_validate_json(body))
            reason = reason_facts(reader, delivery)
            return change_view(reader, before, meeting, delivery.restored, reason)
        case "cancellation":
            return cancellation_view(reader, meeting, reason_facts(reader, delivery))
        case "new":
            return new_meeting_view(reader, meeting, through)
        case _:
            return None


def _attendance(
    reader: Reader, pack: Pack, meeting: Meeting, delivery: Delivery
) -> tuple[Row, ...]:
    """Return the question whether the person comes; the ids of private chats are positive."""
    known = pack.meeting(meeting.id)
    if known is None or delivery.chat_id < 0:
        return ()
    return attendance_rows(reader, known, delivery.comes)


def when_and_where(reader: Reader, meeting: Meeting) -> list[tuple[str, Phrase]]:
    """Return labelled facts: when the meeting takes place, and where."""
    _ = reader.gettext
    label = times.time_label(reader, meeting)
    rows: list[tuple[str, Phrase]] = [(label, times.when(reader, meeting))]
    if place := location(reader, meeting):
        rows.append((_("Where"), place))
    return rows


def _buttons(reader: Reader, meeting: Meeting, with_snooze: bool) -> tuple[Row, ...]:
    _ = reader.gettext
    rows: list[Row] = list(snooze_rows(reader, meeting)) if with_snooze else []
    details = Press(_("Details"), go(entry_id_of(meeting)))
    file = add_to_calendar_button(reader, meeting)
    reminder_times = reminders_button(reader, meeting.id)
    rows += online_buttons(reader, meeting)
    rows.append((details, *map_buttons(reader, meeting)))
    if with_snooze:
        rows.append((file, reminder_times))
    else:
        google, outlook = calendar_links(reader, meeting)
        rows += [(file, google), (outlook, reminder_times)]
    rows.append((Press(_("Stop for this meeting"), Unsubscribe("meeting", meeting.id)),))
    return tuple(rows)


def reminder_view(
    reader: Reader,
    meeting: Meeting,
    lead_seconds: int,
    late: bool,
    through: str | None,
    line: tuple[Block, ...] = (),
    attendance: tuple[Row, ...] = (),
) -> Reply:
    """Remind of a meeting: how long until it begins, when and where, and why the chat is reminded.

    `lead_seconds` is 0 for a snoozed reminder. `through` names the subscriptions, None if there
    are none any more. `line` is the secretariat's own; `attendance` are the buttons that ask
    whether the person comes.
    """
    _ = reader.gettext
    until = times.time_until(reader, meeting)
    blocks: list[Block] = [Heading(meeting.title)]
    if late:
        sentence = _("This reminder is late.")
        blocks.append(Paragraph(sentence))
    if until:
        sentence = {
            "due": _("Due {until}."), "opens": _("Opens {until}."), "closes": _("Closes {until}."),
        }.get(meeting.deadline or "", _("Begins {until}."))  # fmt: skip
        blocks.append(Paragraph(sentence.format(until=until)))
    blocks.append(labels.facts(reader, when_and_where(reader, meeting)))
    blocks += line
    if through:
        blocks.append(
            Footnote(
                _("You asked to be reminded {lead} before: {why}.").format(
                    lead=format_lead_time(reader, lead_seconds), why=through
                )
            )
            if lead_seconds
            else Footnote(_("You asked to be reminded: {why}.").format(why=through))
        )
    return Reply(
        blocks=tuple(blocks),
        buttons=(*attendance, *_buttons(reader, meeting, with_snooze=True)),
        payload=entry_id_of(meeting),
    )


def reason_facts(reader: Reader, delivery: Delivery) -> tuple[Block, ...]:
    """Return the reason that was given for a change, and by whom; empty if neither is known."""
    _ = reader.gettext
    by = office_name(reader, delivery.edited_by) if delivery.edited_by else None
    rows = ((_("Reason"), delivery.reason), (_("Changed by"), by))
    known = [(label, value) for label, value in rows if value]
    return (labels.facts(reader, known),) if known else ()


def change_view(
    reader: Reader,
    before: Meeting,
    after: Meeting,
    restored: bool = False,
    reason: tuple[Block, ...] = (),
) -> Reply:
    """Show the old and new values of what changed.

    A meeting that is `restored` after a cancellation is shown with its time and place in any case.
    """
    _ = reader.gettext
    blocks: list[Block] = [Heading(_("Changed: {title}").format(title=after.title))]
    if restored:
        blocks.append(Paragraph(_("It will take place after all.")))
    differences = change_rows(reader, before, after)
    if restored and not differences:
        blocks.append(labels.facts(reader, when_and_where(reader, after)))
    elif unchanged := unchanged_time(reader, before, after):
        blocks.append(labels.facts(reader, unchanged))
    blocks += [labels.facts(reader, rows) for rows in differences]
    if before.title != after.title:
        blocks.append(Paragraph(_("Previous title: {title}").format(title=before.title)))
    blocks.extend(reason)
    return Reply(
        blocks=tuple(blocks),
        buttons=_buttons(reader, after, with_snooze=False),
        payload=entry_id_of(after),
    )


def unchanged_time(reader: Reader, before: Meeting, after: Meeting) -> list[tuple[str, Phrase]]:
    """Return when a meeting is whose place alone changed; nothing if its times changed."""
    label = times.time_label(reader, after)
    same = times.when(reader, before) == times.when(reader, after)
    return [(label, times.when(reader, after))] if same else []


def change_rows(reader: Reader, before: Meeting, after: Meeting) -> list[list[tuple[str, Phrase]]]:
    """Return the old and the new value of each thing that changed: when, and where."""
    _ = reader.gettext
    old = dict(when_and_where(reader, before))
    changed: list[list[tuple[str, Phrase]]] = []
    for label, value in when_and_where(reader, after):
        was = old.get(label)
        if was == value:
            continue
        rows: list[tuple[str, Phrase]] = []
        if was is not None:
            rows.append((_("{label} (before)").format(label=label), was))
        changed.append([*rows, (_("{label} (now)").format(label=label), value)])
    return changed


def cancellation_view(reader: Reader, meeting: Meeting, reason: tuple[Block, ...] = ()) -> Reply:
    _ = reader.gettext
    return Reply(
        blocks=(
            Heading((_("Cancelled:"), " ", Struck(meeting.title))),
            labels.facts(reader, when_and_where(reader, meeting)),
            *reason,
        ),
        buttons=((Press(_("Details"), go(entry_id_of(meeting))),),),
        payload=entry_id_of(meeting),
    )


def new_meeting_view(reader: Reader, meeting: Meeting, through: str) -> Reply:
    _ = reader.gettext
    return Reply(
        blocks=(
            Heading(_("New: {title}").format(title=meeting.title)),
            labels.facts(reader, when_and_where(reader, meeting)),
            Footnote(_("You are subscribed through: {why}.").format(why=through)),
        ),
        buttons=_buttons(reader, meeting, with_snooze=False),
        payload=entry_id_of(meeting),
    )
