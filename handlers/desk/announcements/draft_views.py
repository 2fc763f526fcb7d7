"""The screens of an announcement's draft, and the list of announcements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from content.languages import NAMES
from content.model import Pack
from handlers.desk.announcements.audience import audience_text, reach_text
from handlers.desk.announcements.buttons import (
    PLACE,
    AskTime,
    ChooseFallback,
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
from storage.announcements import Announcement, Reach, Version

Versions = Mapping[str, Version]


def list_view(
    reader: Reader,
    pack: Pack,
    draft: Announcement | None,
    shown: Sequence[Announcement],
    total: int,
    page: int,
) -> Reply:
    """One page of the announcements, the latest first, and the author's draft."""
    _ = reader.gettext
    begin = (
        Press(_("Write an announcement"), WriteText(0, ""))
        if draft is None
        else Press(_("Go on with the draft"), go(place_of(draft.id)))
    )
    rows: list[Row] = [
        (
            Press(
                labels.clipped(
                    f"{announcement.id} · {status_text(reader, announcement)} · "
                    f"{audience_text(reader, pack, announcement.what, announcement.value)}"
                ),
                go(place_of(announcement.id)),
            ),
        )
        for announcement in shown
    ]
    _shown, page, pages = page_of(range(total), page)
    return Reply(
        blocks=(
            Heading(_("Announcements")),
            Paragraph(
                _("You write it, see how it will look, and choose who gets it.")
                if not shown
                else _("The latest stand first.")
            ),
        ),
        buttons=(
            (begin,),
            *rows,
            *paging(reader, Place(PLACE, "", page), pages),
            way_back(reader, "desk"),
        ),
        payload="desk",
    )


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
        None: _("Send me a text, or a photo or document with a caption."),
        "text": _("Send me the new words as a text. A photo or document cannot take its place."),
        "photo": _("Send me the new caption as a text. The photo stays; it cannot be replaced."),
        "document": _(
            "Send me the new caption as a text. The document stays; it cannot be replaced."
        ),
    }
    blocks: list[Block] = [] if problem is None else [Paragraph(problem)]
    if problem is None:
        blocks += [
            Heading(_("Write it in {language}").format(language=NAMES.get(language, language))),
            Paragraph(prompts[None if sent is None else sent.kind]),
            Footnote(_("Bold, italics, links and quotations are kept.")),
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
        _("when you press Send")
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
    show = Press(_("Show it"), go(place_of(announcement.id, "preview")))
    if announcement.status == "scheduled":
        undo = Press(_("Do not send it then"), action_on(announcement, "unschedule"))
        buttons: list[Row] = [(show,), (undo,), way_back(reader, PLACE)]
        return Reply(tuple(blocks), tuple(buttons), payload="desk", notice=notice)
    if announcement.fallback not in versions:
        blocks.append(Paragraph(_("It has no words yet.")))
    buttons = [
        (
            Press(_("To whom"), go(place_of(announcement.id, "to"))),
            Press(_("When"), AskTime(announcement.id)),
        ),
        (
            Press(_("Change its words"), WriteText(announcement.id, announcement.fallback)),
            Press(_("Languages"), go(place_of(announcement.id, "in"))),
        ),
        (show, Press(_("Discard"), action_on(announcement, "discard"), danger=True)),
    ]
    if announcement.fallback in versions:
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
        blocks.append(Paragraph(_("There is no such chat yet.")))
    return Reply(
        tuple(blocks), (*rows, way_back(reader, place_of(announcement.id))), payload="desk"
    )


def ask_time_view(reader: Reader, announcement: Announcement, problem: str | None = None) -> Reply:
    _ = reader.gettext
    blocks: list[Block] = [Paragraph(problem)] if problem else [Heading(_("When is it to go out?"))]
    zone = times.zone_name(reader, reader.zone)
    blocks.append(
        Paragraph(
            _("For example: 29 May 09:00, tomorrow 8:30, in 2 hours. Your zone: {zone}.").format(
                zone=zone
            )
        )
    )
    cancel = Press(_("Cancel"), EndDialog(place_of(announcement.id)))
    return Reply(tuple(blocks), ((cancel,),), payload="desk")


def schedule_view(reader: Reader, announcement: Announcement, at: datetime, chats: int) -> Reply:
    """The time that was understood, to be confirmed."""
    _ = reader.gettext
    label = reader.ngettext("Plan it for {number} chat", "Plan it for {number} chats", chats)
    press = Press(label.format(number=chats), Schedule(announcement.id, int(at.timestamp()) // 60))
    return Reply(
        blocks=(
            Heading(_("Send it later?")),
            Paragraph(_("It begins on: {moment}").format(moment=times.moment(reader, at))),
            Paragraph(_("Who subscribes until then gets it, too.")),
        ),
        buttons=(
            (press,),
            (Press(_("Another moment"), AskTime(announcement.id)),),
            way_back(reader, place_of(announcement.id)),
        ),
        payload="desk",
    )


def languages_view(reader: Reader, announcement: Announcement, versions: Versions) -> Reply:
    _ = reader.gettext
    fallback = NAMES.get(announcement.fallback, announcement.fallback)
    rows: list[Row] = []
    may_add = announcement.status in ("draft", "scheduled")
    for language, name in NAMES.items():
        if language in versions:
            label = _("{choice} · written").format(choice=name)
            rows.append((Press(label, go(place_of(announcement.id, "in", language))),))
        elif may_add:
            label = _("Add: {language}").format(language=name)
            rows.append((Press(label, WriteText(announcement.id, language)),))
    return Reply(
        blocks=(
            Heading(_("Languages")),
            Paragraph(_("Each chat gets it in its own language where it is written in it.")),
            Paragraph(_("All others get: {language}").format(language=fallback)),
        ),
        buttons=(*rows, way_back(reader, place_of(announcement.id))),
        payload="desk",
    )


def language_view(reader: Reader, announcement: Announcement, language: str) -> Reply:
    _ = reader.gettext
    rows: list[Row] = [(Press(_("Change its words"), WriteText(announcement.id, language)),)]
    if announcement.status == "draft" and language != announcement.fallback:
        rows.append(
            (Press(_("All others get this one"), ChooseFallback(announcement.id, language)),)
        )
        rows.append(
            (
                Press(
                    _("Take this language out"),
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
