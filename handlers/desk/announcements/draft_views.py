"""The screens of an announcement's draft, and the list of announcements."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from content.languages import NAMES
from content.model import Pack
from handlers.desk.announcements.audience import audience_text, reach_text
from handlers.desk.announcements.buttons import (
    PLACE,
    AskTime,
    ChooseFallback,
    ChooseTime,
    FindAnnouncement,
    RemoveLanguage,
    Schedule,
    WriteText,
    action_on,
    place_of,
)
from handlers.desk.announcements.progress_views import status_text
from handlers.framework.places import Place, go, page_of, paging, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import Block, Footnote, Heading, Paragraph, Phrase, Press, Reply, Row
from handlers.me.cancel import EndDialog
from handlers.wording import labels, times
from storage.announcements import UNSENT, Announcement, Reach, Version

_TAG = re.compile(r"<[^<>]*>")
_FIRST_CHARACTERS = 30  # of an announcement, on a button
Versions = Mapping[str, Version]


def list_view(
    reader: Reader,
    pack: Pack,
    drafts: Sequence[Announcement],
    shown: Sequence[Announcement],
    texts: Mapping[int, str],
    total: int,
    page: int,
) -> Reply:
    """One page of the announcements, the latest first, and the author's drafts. `texts` are the
    HTML of those that have one."""
    _ = reader.gettext
    begin = [Press(_("Continue with the draft"), go(place_of(draft.id))) for draft in drafts]
    if len(drafts) > 1:
        begin = [
            replace(press, label=f"{press.label} · {draft.id}")
            for press, draft in zip(begin, drafts, strict=True)
        ]
    rows = _announcement_rows(reader, pack, shown, texts)
    _shown, page, pages = page_of(range(total), page)
    if pages > 1:
        rows.append((Press(_("Search"), FindAnnouncement()),))
    return Reply(
        blocks=(
            Heading(_("Announcements")),
            Paragraph(
                _("Write it, preview it and choose who receives it.")
                if not shown
                else _("The most recent come first.")
            ),
        ),
        buttons=(
            *((press,) for press in begin or [Press(_("Write an announcement"), WriteText(0, ""))]),
            *rows,
            *paging(reader, Place(PLACE, "", page), pages),
            way_back(reader, "desk"),
        ),
        payload="desk",
    )


def _announcement_rows(
    reader: Reader, pack: Pack, shown: Sequence[Announcement], texts: Mapping[int, str]
) -> list[Row]:
    """A button for each announcement: its number, its first words, its status, its audience."""
    rows: list[Row] = []
    for announcement in shown:
        words = plain_text(texts.get(announcement.id, ""))
        parts = (
            str(announcement.id),
            labels.clipped(words, _FIRST_CHARACTERS),
            status_text(reader, announcement),
            audience_text(reader, pack, announcement.what, announcement.value),
        )
        label = labels.clipped(" · ".join(filter(None, parts)))
        rows.append((Press(label, go(place_of(announcement.id))),))
    return rows


def plain_text(markup: str) -> str:
    """Return the words of Telegram's HTML, in one line."""
    return " ".join(html.unescape(_TAG.sub("", markup)).split())


def announcements_found_view(
    reader: Reader, pack: Pack, found: Sequence[Announcement], texts: Mapping[int, str]
) -> Reply:
    """The announcements that words found."""
    _ = reader.gettext
    shown, _page, pages = page_of(found, 1)
    sentence = _("No announcement has these words.")
    if shown:
        sentence = _("The most recent come first.")
    if pages > 1:
        sentence = _("More have these words. Please write one more word.")
    rows = _announcement_rows(reader, pack, shown, texts)
    return Reply(
        (Heading(_("Announcements")), Paragraph(sentence)),
        (*rows, way_back(reader, PLACE)),
        payload="desk",
    )


def ask_words_view(reader: Reader, question: str, back: str) -> Reply:
    """Ask for words to search for."""
    cancel = Press(reader.gettext("Cancel"), EndDialog(back))
    return Reply((Paragraph(question),), ((cancel,),), payload="desk")


def ask_text_view(
    reader: Reader,
    language: str,
    back: str,
    problem: str | None = None,
    sent: Version | None = None,
) -> Reply:
    """Ask for the text. `problem` says why the last message could not be used; `sent` is the
    version that is to be corrected, None for a draft."""
    _ = reader.gettext
    prompts = {
        None: _("Send a text, or photos, videos or documents with a caption."),
        "text": _("Send the new text. It cannot be replaced by a photo, video or document."),
        "photo": _("Send the new caption as text. The photo itself cannot be replaced."),
        "document": _("Send the new caption as text. The document itself cannot be replaced."),
        "video": _("Send the new caption as text. The video itself cannot be replaced."),
        "album": _("Send the new caption as text. The album itself cannot be replaced."),
    }
    blocks: list[Block] = [] if problem is None else [Paragraph(problem)]
    if problem is None:
        blocks += [
            Heading(_("Write it in {language}").format(language=NAMES.get(language, language))),
            Paragraph(prompts[None if sent is None else sent.kind]),
            Footnote(_("Bold, italics, links and quotations are preserved.")),
        ]
    return Reply(tuple(blocks), ((Press(_("Cancel"), EndDialog(back)),),), payload="desk")


def _languages_text(reader: Reader, announcement: Announcement, versions: Versions) -> str:
    _ = reader.gettext
    fallback = NAMES.get(announcement.fallback, announcement.fallback)
    others = [NAMES.get(code, code) for code in versions if code != announcement.fallback]
    if not others:
        return fallback
    return reader.listed([*others, _("otherwise {language}").format(language=fallback)])


def draft_view(
    reader: Reader,
    pack: Pack,
    announcement: Announcement,
    versions: Versions,
    reach: Reach,
    notice: str | None = None,
) -> Reply:
    """A draft or a scheduled announcement: its audience, languages and time."""
    _ = reader.gettext
    when = (
        _("when you tap “Send”")
        if announcement.due is None
        else times.moment(reader, announcement.due)
    )
    rows: list[tuple[str, Phrase]] = [
        (
            _("To"),
            _("{whom} ({chats})").format(
                whom=audience_text(reader, pack, announcement.what, announcement.value),
                chats=reach_text(reader, reach),
            ),
        ),
        (_("Languages"), _languages_text(reader, announcement, versions)),
        (_("When"), when),
    ]
    blocks: list[Block] = [
        Heading(f"{_('Announcement')} {announcement.id} · {status_text(reader, announcement)}"),
        labels.facts(reader, rows),
    ]
    show = Press(_("Preview"), go(place_of(announcement.id, "preview")))
    scheduled = announcement.status == "scheduled"
    end = Press(_("Discard"), action_on(announcement, "discard"), danger=True)
    if scheduled:
        end = Press(_("Cancel sending"), action_on(announcement, "unschedule"))
    if announcement.fallback not in versions:
        blocks.append(Paragraph(_("It has no text yet.")))
    buttons: list[Row] = [
        (
            Press(_("Recipients"), go(place_of(announcement.id, "to"))),
            Press(_("When"), AskTime(announcement.id)),
        ),
        (
            Press(_("Edit the text"), WriteText(announcement.id, announcement.fallback)),
            Press(_("Languages"), go(place_of(announcement.id, "in"))),
        ),
        (show, end),
    ]
    if announcement.fallback in versions and not scheduled:
        buttons.append((Press(_("Send…"), go(place_of(announcement.id, "send"))),))
    buttons.append(way_back(reader, PLACE))
    return Reply(tuple(blocks), tuple(buttons), payload="desk", notice=notice)


def send_view(reader: Reader, pack: Pack, announcement: Announcement, reach: Reach) -> Reply:
    """The question before an announcement is sent, with the number of chats."""
    _ = reader.gettext
    whom = audience_text(reader, pack, announcement.what, announcement.value)
    blocks: list[Block] = [
        Heading(_("Send it now?")),
        Paragraph(_("To: {whom}").format(whom=whom)),
    ]
    if reach.switched_off:
        blocks.append(Paragraph(reach_text(reader, reach)))
    rows: list[Row] = []
    chats = reach.chats
    if chats:
        label = reader.ngettext("Send to {number} chat", "Send to {number} chats", chats)
        press = Press(label.format(number=chats), action_on(announcement, "send"), danger=True)
        rows.append((press,))
    else:
        blocks.append(Paragraph(_("No chat matches this yet.")))
    return Reply(
        tuple(blocks), (*rows, way_back(reader, place_of(announcement.id))), payload="desk"
    )


def ask_time_view(
    reader: Reader,
    announcement: Announcement,
    problem: str | None = None,
    choices: Sequence[datetime] = (),
) -> Reply:
    """Ask for the time. `problem` says why the words before could not be used, and `choices` are
    the instants that they may mean."""
    _ = reader.gettext
    blocks: list[Block] = (
        [Paragraph(problem)] if problem else [Heading(_("When should it be sent?"))]
    )
    zone = times.zone_name(reader, reader.zone)
    blocks.append(
        Paragraph(
            _("For example: 29 May 09:00, tomorrow 8:30, in 2 hours. Your zone: {zone}.").format(
                zone=zone
            )
        )
    )
    cancel = Press(_("Cancel"), EndDialog(place_of(announcement.id)))
    offered = [
        (Press(times.moment(reader, at), ChooseTime(announcement.id, int(at.timestamp()) // 60)),)
        for at in choices
    ]
    return Reply(tuple(blocks), (*offered, (cancel,)), payload="desk")


def schedule_view(reader: Reader, announcement: Announcement, at: datetime, chats: int) -> Reply:
    """The time that was understood, to be confirmed."""
    _ = reader.gettext
    label = reader.ngettext("Schedule for {number} chat", "Schedule for {number} chats", chats)
    press = Press(label.format(number=chats), Schedule(announcement.id, int(at.timestamp()) // 60))
    return Reply(
        blocks=(
            Heading(_("Send it later?")),
            Paragraph(_("Sending starts: {moment}").format(moment=times.moment(reader, at))),
            Paragraph(_("Anyone who subscribes before then will also receive it.")),
        ),
        buttons=(
            (press,),
            (Press(_("Another time"), AskTime(announcement.id)),),
            way_back(reader, place_of(announcement.id)),
        ),
        payload="desk",
    )


def languages_view(reader: Reader, announcement: Announcement, versions: Versions) -> Reply:
    _ = reader.gettext
    fallback = NAMES.get(announcement.fallback, announcement.fallback)
    rows: list[Row] = []
    may_add = announcement.status in UNSENT
    for language, name in NAMES.items():
        if language in versions and not may_add:
            rows.append((Press(name, WriteText(announcement.id, language)),))
        elif language in versions:
            label = _("{choice} · written").format(choice=name)
            rows.append((Press(label, go(place_of(announcement.id, "in", language))),))
        elif may_add:
            label = _("Add: {language}").format(language=name)
            rows.append((Press(label, WriteText(announcement.id, language)),))
    return Reply(
        blocks=(
            Heading(_("Languages")),
            Paragraph(
                _(
                    "Each chat receives it in its own language if there is a version in that "
                    "language."
                )
            ),
            Paragraph(_("All other chats receive: {language}").format(language=fallback)),
        ),
        buttons=(*rows, way_back(reader, place_of(announcement.id))),
        payload="desk",
    )


def language_view(reader: Reader, announcement: Announcement, language: str) -> Reply:
    _ = reader.gettext
    rows: list[Row] = [(Press(_("Edit the text"), WriteText(announcement.id, language)),)]
    if announcement.status in UNSENT and language != announcement.fallback:
        rows.append((Press(_("Use for all others"), ChooseFallback(announcement.id, language)),))
        rows.append(
            (
                Press(
                    _("Remove this language"),
                    RemoveLanguage(announcement.id, language),
                    danger=True,
                ),
            )
        )
    return Reply(
        blocks=(Heading(NAMES.get(language, language)),),
        buttons=(*rows, way_back(reader, place_of(announcement.id, "in"))),
        payload="desk",
    )
