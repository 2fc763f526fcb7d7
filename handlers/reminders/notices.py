"""What goes out by itself: reminders, changes, cancellations, new meetings."""

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
from handlers.meetings.calendar_buttons import add_to_calendar_button
from handlers.meetings.subscribe_buttons import Unsubscribe, reminders_button
from handlers.reminders.digest import digest_view
from handlers.reminders.snooze import snooze_rows
from handlers.wording import labels, times
from handlers.wording.durations import format_lead_time
from handlers.wording.labels import location
from handlers.wording.subscribable import subject_name
from storage.deliveries import Delivery
from storage.deliveries.subjects import DIGEST


def notice_view(reader: Reader, pack: Pack, delivery: Delivery) -> Reply | None:
    """The message of a delivery; None for one that there is nothing to say of."""
    if delivery.notice == DIGEST:
        return digest_view(reader, delivery)
    if delivery.body is None:
        return None
    meeting = Meeting.model_validate_json(delivery.body)
    why = reader.listed(subject_name(reader, pack, *each) for each in delivery.subscriptions)
    match delivery.notice:
        case "reminder" | "snoozed":
            seconds = delivery.lead if delivery.notice == "reminder" else 0
            return reminder_view(reader, meeting, seconds, delivery.late, why or None)
        case "change":
            known = delivery.previous_body
            before = meeting if known is None else Meeting.model_validate_json(known)
            return change_view(reader, before, meeting, delivery.restored, said(reader, delivery))
        case "cancellation":
            return cancellation_view(reader, meeting, said(reader, delivery))
        case "new":
            return new_meeting_view(reader, pack, meeting, why)
        case _:
            return None


def when_and_where(reader: Reader, meeting: Meeting) -> list[tuple[str, Phrase]]:
    """The venue's time, the reader's where it differs, and the place."""
    _ = reader.gettext
    label = times.time_label(reader, meeting)
    rows: list[tuple[str, Phrase]] = [(label, times.venue_time(reader, meeting))]
    own = times.reader_time(reader, meeting)
    if own is not None:
        rows.append((_("Your time"), own))
    if place := location(reader, meeting):
        rows.append((_("Where"), place))
    return rows


def _buttons(reader: Reader, meeting: Meeting, snoozes: bool) -> tuple[Row, ...]:
    _ = reader.gettext
    rows: list[Row] = list(snooze_rows(reader, meeting)) if snoozes else []
    rows.append(
        (
            Press(_("Details"), go(entry_id_of(meeting))),
            add_to_calendar_button(reader, meeting),
        )
    )
    rows.append((reminders_button(reader, meeting.id),))
    rows.append((Press(_("Stop for this meeting"), Unsubscribe("meeting", meeting.id)),))
    return tuple(rows)


def reminder_view(
    reader: Reader, meeting: Meeting, seconds: int, late: bool, why: str | None
) -> Reply:
    """A meeting that is near: what, how long until, when, where, and why I get it."""
    _ = reader.gettext
    until = times.time_until(reader, meeting)
    blocks: list[Block] = [Heading(meeting.title)]
    if late:
        sentence = _("This reminder comes late.")
        blocks.append(Paragraph(sentence))
    if until:
        sentence = {
            "due": _("Due {until}."), "opens": _("Opens {until}."), "closes": _("Closes {until}."),
        }.get(meeting.deadline or "", _("Begins {until}."))  # fmt: skip
        blocks.append(Paragraph(sentence.format(until=until)))
    blocks.append(labels.facts(reader, when_and_where(reader, meeting)))
    if why:
        blocks.append(
            Footnote(
                _("You asked to be reminded {lead} before: {why}.").format(
                    lead=format_lead_time(reader, seconds), why=why
                )
            )
            if seconds
            else Footnote(_("You asked to be reminded: {why}.").format(why=why))
        )
    return Reply(
        blocks=tuple(blocks),
        buttons=_buttons(reader, meeting, snoozes=True),
        payload=entry_id_of(meeting),
    )


def said(reader: Reader, delivery: Delivery) -> tuple[Block, ...]:
    """Why something changed and by whom, where that was said."""
    _ = reader.gettext
    rows = ((_("Reason"), delivery.reason), (_("By"), delivery.edited_by))
    given = [(label, value) for label, value in rows if value]
    return (labels.facts(reader, given),) if given else ()


def change_view(
    reader: Reader,
    before: Meeting,
    after: Meeting,
    restored: bool = False,
    why: tuple[Block, ...] = (),
) -> Reply:
    """Only what changed, old and new; of a meeting that was cancelled, when and where it is."""
    _ = reader.gettext
    old = dict(when_and_where(reader, before))
    new = dict(when_and_where(reader, after))
    blocks: list[Block] = [Heading(_("Changed: {title}").format(title=after.title))]
    if restored:
        blocks.append(Paragraph(_("It takes place after all.")))
    if restored and old == new:
        blocks.append(labels.facts(reader, list(new.items())))
    for label, value in new.items():
        was = old.get(label)
        if was != value:
            rows: list[tuple[str, Phrase]] = []
            if was is not None:
                rows.append((_("{label}, was").format(label=label), was))
            rows.append((_("{label}, now").format(label=label), value))
            blocks.append(labels.facts(reader, rows))
    if before.title != after.title:
        blocks.append(Paragraph(_("It was called: {title}").format(title=before.title)))
    blocks.extend(why)
    return Reply(
        blocks=tuple(blocks),
        buttons=_buttons(reader, after, snoozes=False),
        payload=entry_id_of(after),
    )


def cancellation_view(reader: Reader, meeting: Meeting, why: tuple[Block, ...] = ()) -> Reply:
    _ = reader.gettext
    return Reply(
        blocks=(
            Heading((_("Cancelled:"), " ", Struck(meeting.title))),
            labels.facts(reader, when_and_where(reader, meeting)),
            *why,
        ),
        buttons=((Press(_("Details"), go(entry_id_of(meeting))),),),
        payload=entry_id_of(meeting),
    )


def new_meeting_view(reader: Reader, pack: Pack, meeting: Meeting, why: str) -> Reply:
    _ = reader.gettext
    return Reply(
        blocks=(
            Heading(_("New: {title}").format(title=meeting.title)),
            labels.facts(reader, when_and_where(reader, meeting)),
            Footnote(_("You are subscribed to it through: {why}.").format(why=why)),
        ),
        buttons=_buttons(reader, meeting, snoozes=False),
        payload=entry_id_of(meeting),
    )
