"""What is said of speaking for a delegation: to the delegate, and to the clerks who decide."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from content.typed_words import folded
from handlers.floor.delegation_buttons import (
    ChooseDelegation,
    FindDelegation,
    LetSpeak,
    RefuseSpeaking,
    ShowRequest,
    StopSpeaking,
)
from handlers.floor.wording import delegation_name
from handlers.framework.places import go, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import (
    Block,
    Footnote,
    Heading,
    Paragraph,
    Press,
    Reply,
    Row,
    Verbatim,
)
from handlers.me.cancel import EndDialog
from handlers.wording import times
from handlers.wording.labels import clipped
from storage.floor.code_attempts import MAX_WRONG_CODES
from storage.floor.delegations import Delegation
from storage.floor.speaking_requests import SpeakingRequest

PLACE = "delegation"
_MAX_FOUND = 6


def speaks_view(
    reader: Reader, own: Sequence[tuple[Delegation, int]], notice: str | None = None
) -> Reply:
    """Say for whom somebody speaks; with each delegation, how many people do."""
    _ = reader.gettext
    if not own:
        return no_code_view(reader, notice)
    rows: list[Row] = [(Press(_("List of speakers"), go("floor")),)]
    rows += [(Press(_stop_label(reader, one), StopSpeaking(one.id)),) for one, _people in own]
    return Reply(
        tuple(Paragraph(_speaks(reader, one, people)) for one, people in own),
        (*rows, way_back(reader, "home")), payload=PLACE, notice=notice,
    )  # fmt: skip


def _speaks(reader: Reader, delegation: Delegation, people: int) -> str:
    _ = reader.gettext
    name = delegation_name(reader, delegation)
    if people < 2:
        return _("You speak for {name}. Nobody else does yet.").format(name=name)
    sentence = reader.ngettext(
        "You speak for {name}. {number} person does.",
        "You speak for {name}. {number} people do.",
        people,
    )
    return sentence.format(name=name, number=people)


def _stop_label(reader: Reader, delegation: Delegation) -> str:
    name = delegation_name(reader, delegation)
    return clipped(reader.gettext("Stop speaking for {name}").format(name=name))


def no_code_view(reader: Reader, notice: str | None = None) -> Reply:
    """Say how to come to speak for a delegation."""
    _ = reader.gettext
    return Reply(
        (
            Heading(_("For whom do you speak?")),
            Paragraph(
                _(
                    "This chat does not speak for a delegation. Open the link that your delegation "
                    "received, or send its code: /delegation CODE"
                )
            ),
        ),
        ((Press(_("List of speakers"), go("floor")),), way_back(reader, "home")),
        payload=PLACE, notice=notice,
    )  # fmt: skip


def in_private_view(reader: Reader) -> Reply:
    text = reader.gettext("Please send the code in a private chat, where nobody else reads it.")
    return Reply((Paragraph(text),), payload=PLACE)


def wrong_code_view(reader: Reader) -> Reply:
    _ = reader.gettext
    return Reply(
        (
            Paragraph(_("No delegation has this code.")),
            Footnote(_("Please copy it exactly, or ask the secretariat: /ask")),
        ),
        (way_back(reader, "home"),),
        payload=PLACE,
    )


def refused_code_view(reader: Reader, until: datetime) -> Reply:
    """Say that a chat's codes are refused until an instant in UTC."""
    _ = reader.gettext
    text = _("Too many wrong codes. You can try again from: {moment}")
    return Reply(
        (Paragraph(text.format(moment=times.moment(reader, until))),),
        (way_back(reader, "home"),), payload=PLACE,
    )  # fmt: skip


def for_whom_dialog_view(reader: Reader, session: int, problem: str | None = None) -> Reply:
    """Ask a person for whom they speak."""
    _ = reader.gettext
    text = problem or _("For whom do you speak? Write it in one message.")
    seen = Footnote(_("The clerks see your name and what you write."))
    return Reply(
        (Paragraph(text), seen), ((Press(_("Cancel"), EndDialog(f"floor.{session}")),),),
        payload=PLACE,
    )  # fmt: skip


def asked_view(reader: Reader, session: int, added: bool) -> Reply:
    _ = reader.gettext
    text = (
        _("Your request was sent to the clerks. The answer will arrive here.")
        if added
        else _("Your earlier request is still with the clerks. The answer will arrive here.")
    )
    return Reply((Paragraph(text),), (way_back(reader, f"floor.{session}"),), payload=PLACE)


def nobody_to_ask_view(reader: Reader, session: int) -> Reply:
    text = reader.gettext("There is no clerk yet. Please ask the secretariat: /ask")
    return Reply((Paragraph(text),), (way_back(reader, f"floor.{session}"),), payload=PLACE)


def answered_view(reader: Reader, delegation: Delegation | None, people: int) -> Reply:
    """Tell whoever asked what the clerks decided; None for a refusal."""
    _ = reader.gettext
    if delegation is not None:
        return speaks_view(reader, ((delegation, people),))
    text = _("The clerks could not confirm for whom you speak.")
    further = _("Please ask your delegation for its link, or the secretariat: /ask")
    return Reply((Paragraph(text), Paragraph(further)), (way_back(reader, "home"),))


def guessing_view(reader: Reader, name: str) -> Reply:
    """Warn the clerks of somebody who guesses codes."""
    sentence = reader.ngettext(
        "{name} sent {number} wrong code of a delegation within an hour. Their codes are refused "
        "for an hour.",
        "{name} sent {number} wrong codes of delegations within an hour. Their codes are refused "
        "for an hour.",
        MAX_WRONG_CODES,
    )
    return Reply((Paragraph(sentence.format(name=name, number=MAX_WRONG_CODES)),))


def request_view(reader: Reader, request: SpeakingRequest, meeting: str) -> Reply:
    """Show the clerks who asks to speak, and for whom in their own words."""
    _ = reader.gettext
    return Reply(
        (
            Heading(_("A request to speak for a delegation")),
            Paragraph(_("{name} wrote for {meeting}:").format(name=request.name, meeting=meeting)),
            Verbatim(request.words),
        ),
        (
            (
                Press(_("Let them speak…"), ChooseDelegation(request.id)),
                Press(_("Refuse"), RefuseSpeaking(request.id)),
            ),
        ),
    )


def decided_view(reader: Reader, request: SpeakingRequest, delegation: Delegation | None) -> Reply:
    """Say how a request was decided, and by whom."""
    _ = reader.gettext
    who = request.decided_name or _("Someone")
    text = (
        _("{who} refused it.").format(who=who)
        if delegation is None
        else _("{who} let them speak for {delegation}.").format(
            who=who, delegation=delegation_name(reader, delegation)
        )
    )
    return Reply(
        (
            Heading(_("A request to speak for a delegation")),
            Paragraph(_("{name} wrote:").format(name=request.name)),
            Verbatim(request.words),
            Paragraph(text),
        ),
        payload="desk",
    )


def choose_view(
    reader: Reader, request: SpeakingRequest, delegations: Iterable[Delegation], words: str
) -> Reply:
    """Choose the delegation for which somebody may speak, among those that words name."""
    _ = reader.gettext
    found = find_delegations(delegations, words)
    blocks: list[Block] = [Heading(_("For whom may {name} speak?").format(name=request.name))]
    if not found:
        blocks.append(Paragraph(_("No delegation is called “{words}”.").format(words=words)))
    rows: list[Row] = [
        (Press(clipped(delegation_name(reader, one)), LetSpeak(request.id, one.id)),)
        for one in found[:_MAX_FOUND]
    ]
    rows.append(
        (
            Press(_("Search by name…"), FindDelegation(request.id)),
            Press(_("‹ Back"), ShowRequest(request.id)),
        )
    )
    return Reply(tuple(blocks), tuple(rows), payload="desk")


def search_dialog_view(reader: Reader, back: str) -> Reply:
    text = reader.gettext("Write the name of the delegation, or a part of it.")
    return Reply(
        (Paragraph(text),), ((Press(reader.gettext("Cancel"), EndDialog(back)),),), payload="desk"
    )


def find_delegations(delegations: Iterable[Delegation], words: str) -> list[Delegation]:
    """Return the delegations that words name, in any language: those whose name contains all of
    them or is contained in them; else those with any of the longer words."""
    text = folded(words)
    names = [
        (one, [folded(name) for name in one.names.values()]) for one in delegations
        if not one.removed
    ]  # fmt: skip
    found = [
        one
        for one, folded_names in names
        if text and any(text in name or name in text for name in folded_names)
    ]
    if found or not text:
        return found
    longer = [word for word in text.split() if len(word) > 3]
    return [
        one
        for one, folded_names in names
        if any(word in name for word in longer for name in folded_names)
    ]
