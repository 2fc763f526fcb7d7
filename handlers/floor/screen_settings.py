"""The podium chooses what the screen of the room shows, and gets its address."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace

from content.languages import LANGUAGES, own_name
from handlers.floor.buttons import Screen
from handlers.floor.choices import back_row
from handlers.floor.context import FloorContext, read_context
from handlers.floor.entering import HOLD
from handlers.floor.roles import roles_at
from handlers.floor.screen_state import MAX_LANGUAGES, languages_of, offered_modes
from handlers.framework.permissions import out_of_date
from handlers.framework.reader import Reader
from handlers.framework.reply import (
    Block,
    Copyable,
    Footnote,
    Heading,
    Link,
    Paragraph,
    Press,
    Reply,
    Row,
)
from handlers.framework.request import Request
from handlers.framework.topic import Answer
from storage.floor import acts, cards, machine, sessions
from storage.floor.acts import By
from storage.floor.records import Floor, ScreenMode, Session

# The acts in the record, by what a button changes.
_ACTS = {"mode": "screen-mode", "language": "screen-languages", "address": "screen-address"}


def screen_view(reader: Reader, context: FloorContext, base: str | None) -> Reply:
    """Show the screen's address and what it shows. `base` is that of the program's pages, or None
    if they are not served."""
    _ = reader.gettext
    session = context.session
    blocks: list[Block] = [Heading(_("Screen of the room")), Paragraph(context.meeting.title)]
    rows: list[Row] = []
    if base is None:
        text = _("No screen is served here. Whoever runs the bot can set LISTEN and PUBLIC_URL.")
        blocks.append(Paragraph(text))
    else:
        address = screen_address(base, session)
        open_it = _("Open this address on the computer of the projector:")
        blocks += [
            Paragraph((open_it, " ", Link(_("Screen"), address))),
            Copyable(address),
            Footnote(_("Anyone who has it can see what the screen shows, and can change nothing.")),
        ]
        modes = [
            Press(
                _mode_label(reader, mode, mode == session.screen_mode),
                Screen(session.id, "mode", mode),
            )
            for mode in offered_modes(context)
        ]
        rows += [tuple(modes[at : at + 2]) for at in range(0, len(modes), 2)]
        rows += _language_rows(reader, session)
        replaced = Screen(session.id, "address", _fingerprint(session))
        rows.append((Press(_("New address"), replaced, danger=True),))
    return Reply(
        tuple(blocks), (*rows, back_row(reader, context)), keeps_buttons=True,
        payload=f"floor-{session.id}",
    )  # fmt: skip


def screen_address(base: str, session: Session) -> str:
    """Return the secret address of a session's screen."""
    return f"{base}/screen/{session.screen_token}"


async def press_screen(request: Request, button: Screen) -> Answer:
    """Change the mode, the languages or the address of a screen, as an act in the record.

    It is no act of the podium's card: a chair's button stays good while the clerk changes the
    screen.
    """
    reader, services = request.reader, request.services
    async with services.database.write_transaction(urgent=True) as connection:
        context = await read_context(connection, request.pack, button.session)
        if context is None or not request.in_private:
            return out_of_date(reader)
        if not (await roles_at(request, connection, context.meeting)).podium:
            return out_of_date(reader)
        change = _change(context, button)
        if change is None:
            return out_of_date(reader)
        if change(context.session) != context.session:

            def changed(floor: Floor) -> Floor:
                return machine.change_session(floor, change(floor.session))

            await acts.perform(
                connection, button.session, _ACTS[button.what], changed,
                By(request.user_id, request.user_name), reader.now,
                details={} if button.what == "address" else {"value": button.value},
            )  # fmt: skip
        # The card leaves its message alone while somebody chooses in its place.
        await cards.hold(connection, request.chat_id, button.session, reader.now + HOLD)
        context = await read_context(connection, request.pack, button.session)
    services.signals.floor_acted()
    return out_of_date(reader) if context is None else _after(request, context, button)


def _after(request: Request, context: FloorContext, button: Screen) -> Reply:
    view = screen_view(request.reader, context, request.services.pages_base)
    if button.what != "address":
        return view
    text = request.reader.gettext("The previous address is no longer valid.")
    return replace(view, notice=text)


def _change(context: FloorContext, button: Screen) -> Callable[[Session], Session] | None:
    """Return what a button changes; None for one that is out of date or forged."""
    value = button.value
    if button.what == "mode":
        mode = next((mode for mode in offered_modes(context) if mode == value), None)
        return None if mode is None else lambda session: replace(session, screen_mode=mode)
    if button.what == "language" and value in LANGUAGES:
        return lambda session: replace(session, screen_languages=_toggled(session, value))
    if button.what == "address" and value == _fingerprint(context.session):
        token = sessions.new_screen_token()
        return lambda session: replace(session, screen_token=token)
    return None


def _toggled(session: Session, language: str) -> str:
    """Add a language to a screen or take it away. One stays; a third replaces the second."""
    shown = languages_of(session, LANGUAGES)
    if language in shown:
        shown = [code for code in shown if code != language] or shown
    else:
        shown = [*shown[: MAX_LANGUAGES - 1], language]
    return ",".join(shown)


def _fingerprint(session: Session) -> str:
    """Return what tells an address from a later one, without telling the address."""
    return hashlib.sha256(session.screen_token.encode()).hexdigest()[:12]


def _mode_label(reader: Reader, mode: ScreenMode, shown: bool) -> str:
    _ = reader.gettext
    match mode:
        case "list":
            name = _("List of speakers")
        case "clock":
            name = _("Clock only")
        case "today":
            name = _("Today in this room")
        case "questions":
            name = _("Questions")
        case "blank":
            name = _("Blank")
    return _("{name} · shown").format(name=name) if shown else name


def _language_rows(reader: Reader, session: Session) -> list[Row]:
    shown = languages_of(session, LANGUAGES)
    presses = [
        Press(
            reader.gettext("{language} · chosen").format(language=own_name(code))
            if code in shown
            else own_name(code),
            Screen(session.id, "language", code),
        )
        for code in LANGUAGES
    ]
    return [tuple(presses[at : at + 3]) for at in range(0, len(presses), 3)]
