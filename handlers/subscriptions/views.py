"""What is said after /subscribe, and which subscriptions its words may mean."""

from __future__ import annotations

from collections.abc import Sequence

from content.model import Pack
from handlers.documents.follow_buttons import Follow, Unfollow
from handlers.framework.places import Place, go, page_of, paging, two_columns, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import Block, Bullets, Heading, Paragraph, Press, Reply
from handlers.meetings.subscribe_buttons import Subscribe
from handlers.subscriptions.changes import Subscribed
from handlers.subscriptions.overlaps import (
    covered_sentence,
    covering_sentence,
    overlap_buttons,
    overlap_sentence,
)
from handlers.wording import durations, labels
from handlers.wording.subscribable import Subject, subject_name

MAX_NOTICE_CHARACTERS = 190


def confirmation_view(reader: Reader, pack: Pack, chosen: Subject, subscribed: Subscribed) -> Reply:
    """Say what became of a subscription, with Undo, and ask where two meetings overlap."""
    _ = reader.gettext
    name = subject_name(reader, pack, *chosen)
    schedule = Press(_("My schedule"), go("agenda"))
    if subscribed.through:
        sentence = covering_sentence(reader, pack, subscribed.through)
        return Reply(
            blocks=(Heading(name), Paragraph(sentence)),
            notice=labels.clipped(sentence, MAX_NOTICE_CHARACTERS),
            buttons=((schedule,), way_back(reader, "home")),
            payload="agenda",
        )
    notice, reminders = _reminders(reader, pack, chosen, subscribed)
    overlap, covers = subscribed.overlap, subscribed.covers
    sentences = [
        reminders,
        *([_("They come in this topic.")] if subscribed.in_topic else []),
        *([covered_sentence(reader, pack, covers)] if covers else []),
        *([overlap_sentence(reader, pack, overlap)] if overlap else []),
    ]
    blocks: tuple[Block, ...] = (
        Heading(_("Subscribed: {name}").format(name=name)),
        *map(Paragraph, sentences),
    )
    undo = Unfollow(*chosen, "own" if chosen[0] == "meeting" else "subscribe")
    return Reply(
        blocks=blocks,
        brief=blocks[:3],
        notice=labels.clipped(notice, MAX_NOTICE_CHARACTERS),
        buttons=(
            *(overlap_buttons(reader, overlap) if overlap else ()),
            (schedule, Press(_("Undo"), undo)),
            way_back(reader, "home"),
        ),
        payload="agenda",
    )


def _reminders(
    reader: Reader, pack: Pack, chosen: Subject, subscribed: Subscribed
) -> tuple[str, str]:
    """Return, for the notice and for the message, which reminders will come."""
    _ = reader.gettext
    meeting = pack.meeting(chosen[1]) if chosen[0] == "meeting" else None
    if meeting is not None:
        if not subscribed.lead_times:
            return (
                _("Subscribed. It is too late for a reminder, but you will be told of changes."),
                _("It is too late for a reminder of this meeting. Other times: /reminders"),
            )
        hour_known = meeting.begins is not None
        times = durations.meeting_lead_times(reader, subscribed.lead_times, hour_known)
        return (
            _("Subscribed. Reminders: {times}.").format(times=times),
            _("Reminders: {times}. To change them: /reminders").format(times=times),
        )
    leads = durations.format_lead_times(reader, subscribed.lead_times)
    others = durations.kinds_lead_times(reader, pack, subscribed.of_kinds)
    if others:
        leads = _("{leads}; {others}").format(leads=leads, others=others)
    message = _("Reminders before each meeting: {leads}. To change them: /reminders")
    if others:
        return _("Subscribed. Reminders: {leads}.").format(leads=leads), message.format(leads=leads)
    notice = _("Subscribed. Reminders: {leads} before.")
    return notice.format(leads=leads), message.format(leads=leads)


def choice_view(
    reader: Reader, pack: Pack, words: str, subjects: Sequence[Subject], page: int = 1
) -> Reply:
    """Offer what the words after /subscribe may mean.

    Paging reads the words from the message to which the list is a reply.
    """
    _ = reader.gettext
    shown, page, pages = page_of(subjects, page)
    entry_ids = [f"meeting-{value}" for what, value in subjects if what == "meeting"]
    names = {entry_id: label for label, entry_id in labels.entry_labels(reader, pack, entry_ids)}
    buttons = [
        Press(
            names.get(f"{what}-{value}") or subject_name(reader, pack, what, value),
            Subscribe(what, value) if what == "meeting" else Follow(what, value, "own"),
        )
        for what, value in shown
    ]
    question = Paragraph(_("Which one do you mean by “{words}”?").format(words=words[:40]))
    return Reply(
        blocks=(question,),
        brief=(question, Bullets(tuple(button.label for button in buttons[:2]))),
        buttons=(
            *two_columns(buttons),
            *paging(reader, Place("subscribe-found", "", page), pages),
            way_back(reader, "subscribe"),
        ),
        payload="subscribe",
        quotes_question=True,
    )
