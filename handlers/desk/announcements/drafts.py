"""The screens on which an announcement is made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from content.languages import NAMES
from content.model import Pack
from handlers.desk.announcements.audience import audience_said, reach_said
from handlers.desk.announcements.buttons import (
    PLACE,
    AskWhen,
    Drop,
    Otherwise,
    Schedule,
    Steer,
    Write,
    place_of,
)
from handlers.desk.announcements.progress import status_said
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
    listed: Sequence[Announcement],
    many: int,
    page: int,
) -> Reply:
    """What was announced, the latest first, and the draft."""
    _ = reader.gettext
    begin = (
        Press(_("Write an announcement"), Write(0, ""))
        if draft is None
        else Press(_("Go on with the draft"), go(place_of(draft.id)))
    )
    rows: list[Row] = [
        (
            Press(
                labels.clipped(
                    f"{each.id} · {status_said(reader, each)} · "
                    f"{audience_said(reader, pack, each.what, each.value)}"
                ),
                go(place_of(each.id)),
            ),
        )
        for each in listed
    ]
    _some, page, pages = page_of(range(many), page)
    return Reply(
        blocks=(
            Heading(_("Announcements")),
            Paragraph(
                _("You write it, see how it will look, and choose who gets it.")
                if not listed
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


def ask_view(
    reader: Reader,
    language: str,
    back: str,
    again: str | None = None,
    sent: Version | None = None,
) -> Reply:
    """What to write; `again` says why what came before does not do. `sent` is what went out and
    is to be changed."""
    _ = reader.gettext
    asked = {
        None: _("Send me a text, or a photo or document with a caption."),
        "text": _("Send me the new words as a text. A photo or document cannot take its place."),
        "photo": _("Send me the new caption as a text. The photo stays; it cannot be replaced."),
        "document": _(
            "Send me the new caption as a text. The document stays; it cannot be replaced."
        ),
    }
    blocks: list[Block] = [] if again is None else [Paragraph(again)]
    if again is None:
        blocks += [
            Heading(_("Write it in {language}").format(language=NAMES.get(language, language))),
            Paragraph(asked[None if sent is None else sent.kind]),
            Footnote(_("Bold, italics, links and quotations are kept.")),
        ]
    return Reply(tuple(blocks), ((Press(_("Cancel"), EndDialog(back)),),), payload="desk")


def moment_said(reader: Reader, at: datetime) -> str:
    return times.moment(reader, at)


def _languages_said(reader: Reader, it: Announcement, versions: Versions) -> str:
    _ = reader.gettext
    fallback = NAMES.get(it.fallback, it.fallback)
    others = [NAMES.get(each, each) for each in versions if each != it.fallback]
    if not others:
        return fallback
    return reader.listed([*others, _("otherwise {language}").format(language=fallback)])


def draft_view(
    reader: Reader,
    pack: Pack,
    it: Announcement,
    versions: Versions,
    reach: Reach,
    notice: str | None = None,
) -> Reply:
    """All that is decided of it so far."""
    _ = reader.gettext
    when = _("when you press Send") if it.due is None else moment_said(reader, it.due)
    rows: list[tuple[str, Phrase]] = [
        (
            _("To"),
            _("{whom} ({chats})").format(
                whom=audience_said(reader, pack, it.what, it.value), chats=reach_said(reader, reach)
            ),
        ),
        (_("Languages"), _languages_said(reader, it, versions)),
        (_("When"), when),
    ]
    blocks: list[Block] = [
        Heading(f"{_('Announcement')} {it.id} · {status_said(reader, it)}"),
        labels.facts(reader, rows),
    ]
    show = Press(_("Show it"), go(place_of(it.id, "preview")))
    if it.status == "scheduled":
        undo = Press(_("Do not send it then"), Steer(it.id, "unschedule", it.edition))
        buttons: list[Row] = [(show,), (undo,), way_back(reader, PLACE)]
        return Reply(tuple(blocks), tuple(buttons), payload="desk", notice=notice)
    if it.fallback not in versions:
        blocks.append(Paragraph(_("It has no words yet.")))
    buttons = [
        (Press(_("To whom"), go(place_of(it.id, "to"))), Press(_("When"), AskWhen(it.id))),
        (
            Press(_("Change its words"), Write(it.id, it.fallback)),
            Press(_("Languages"), go(place_of(it.id, "in"))),
        ),
        (show, Press(_("Discard"), Steer(it.id, "discard", it.edition), danger=True)),
    ]
    if it.fallback in versions:
        buttons.append((Press(_("Send…"), go(place_of(it.id, "send"))),))
    buttons.append(way_back(reader, PLACE))
    return Reply(tuple(blocks), tuple(buttons), payload="desk", notice=notice)


def send_view(reader: Reader, pack: Pack, it: Announcement, reach: Reach) -> Reply:
    """The second step, with the number in it."""
    _ = reader.gettext
    whom = audience_said(reader, pack, it.what, it.value)
    blocks: list[Block] = [
        Heading(_("Send it now?")),
        Paragraph(_("To: {whom}").format(whom=whom)),
    ]
    if reach.switched_off:
        blocks.append(Paragraph(reach_said(reader, reach)))
    rows: list[Row] = []
    chats = reach.chats
    if chats:
        label = reader.ngettext("Send to {number} chat", "Send to {number} chats", chats)
        press = Press(label.format(number=chats), Steer(it.id, "send", it.edition), danger=True)
        rows.append((press,))
    else:
        blocks.append(Paragraph(_("There is no such chat yet.")))
    return Reply(tuple(blocks), (*rows, way_back(reader, place_of(it.id))), payload="desk")


def ask_when_view(reader: Reader, it: Announcement, again: str | None = None) -> Reply:
    _ = reader.gettext
    blocks: list[Block] = [Paragraph(again)] if again else [Heading(_("When is it to go out?"))]
    zone = times.zone_name(reader, reader.zone)
    blocks.append(
        Paragraph(
            _("For example: 29 May 09:00, tomorrow 8:30, in 2 hours. Your zone: {zone}.").format(
                zone=zone
            )
        )
    )
    cancel = Press(_("Cancel"), EndDialog(place_of(it.id)))
    return Reply(tuple(blocks), ((cancel,),), payload="desk")


def schedule_view(reader: Reader, it: Announcement, at: datetime, chats: int) -> Reply:
    """What was understood, before it holds."""
    _ = reader.gettext
    label = reader.ngettext("Plan it for {number} chat", "Plan it for {number} chats", chats)
    press = Press(label.format(number=chats), Schedule(it.id, int(at.timestamp()) // 60))
    return Reply(
        blocks=(
            Heading(_("Send it later?")),
            Paragraph(_("It begins on: {moment}").format(moment=moment_said(reader, at))),
            Paragraph(_("Who subscribes until then gets it, too.")),
        ),
        buttons=(
            (press,),
            (Press(_("Another moment"), AskWhen(it.id)),),
            way_back(reader, place_of(it.id)),
        ),
        payload="desk",
    )


def languages_view(reader: Reader, it: Announcement, versions: Versions) -> Reply:
    """In which languages it is written."""
    _ = reader.gettext
    fallback = NAMES.get(it.fallback, it.fallback)
    rows: list[Row] = []
    names = list(NAMES.items())
    made = it.status in ("draft", "scheduled")
    for language, own in names:
        if language in versions:
            label = _("{choice} · written").format(choice=own)
            rows.append((Press(label, go(place_of(it.id, "in", language))),))
        elif made:
            label = _("Add: {language}").format(language=own)
            rows.append((Press(label, Write(it.id, language)),))
    return Reply(
        blocks=(
            Heading(_("Languages")),
            Paragraph(_("Each chat gets it in its own language where it is written in it.")),
            Paragraph(_("All others get: {language}").format(language=fallback)),
        ),
        buttons=(*rows, way_back(reader, place_of(it.id))),
        payload="desk",
    )


def language_view(reader: Reader, it: Announcement, language: str) -> Reply:
    """One language of it."""
    _ = reader.gettext
    own = NAMES.get(language, language)
    rows: list[Row] = [(Press(_("Change its words"), Write(it.id, language)),)]
    if it.status == "draft" and language != it.fallback:
        rows.append((Press(_("All others get this one"), Otherwise(it.id, language)),))
        rows.append((Press(_("Take this language out"), Drop(it.id, language), danger=True),))
    return Reply(
        blocks=(Heading(own),),
        buttons=(*rows, way_back(reader, place_of(it.id, "in"))),
        payload="desk",
    )
