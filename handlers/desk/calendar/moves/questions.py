"""The screens on which meetings, and what becomes of them, are chosen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from content.model import Meeting, Pack
from handlers.desk.calendar.buttons import MEETING_PLACE
from handlers.desk.calendar.buttons import PLACE as CALENDAR
from handlers.desk.calendar.form import key_of, rooms_of
from handlers.desk.calendar.moves.buttons import (
    PLACE,
    ChooseChange,
    ChooseScope,
    DraftCommand,
    PickOther,
    ToggleMeeting,
)
from handlers.desk.calendar.moves.draft import (
    Draft,
    in_scope,
    movable,
    rooms_by_meeting,
)
from handlers.desk.calendar.moves.plan import swappable
from handlers.desk.meeting_choice import key_of_day, names_of
from handlers.desk.move_sentences import change_text
from handlers.framework.places import Place, go, page_of, paging, two_columns, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import Block, Footnote, Heading, Paragraph, Press, Reply, Row
from handlers.wording import labels, times

_AMOUNTS = (15, 30, 60)  # minutes
_MAX_DAYS = 6  # buttons
_MAX_ROOMS = 12  # buttons
_MAX_EACH = 30  # meetings that get a room one by one
_LABEL_CHARACTERS = 50  # of a meeting, beside what is said of it
_NAMES_PER_PAGE = 8


def start_view(reader: Reader, pack: Pack) -> Reply:
    """Ask by what the meetings to be moved are found."""
    _ = reader.gettext
    meetings = movable(pack)
    choices = [Press(_("By day"), go(f"{PLACE}.days"))] if meetings else []
    if any(meeting.room for meeting in meetings):
        choices.append(Press(_("By room"), go(f"{PLACE}.rooms")))
    if any(meeting.track for meeting in meetings):
        choices.append(Press(_("By track"), go(f"{PLACE}.tracks")))
    if meetings:
        choices.append(Press(_("From a list"), ChooseScope("list", "all")))
    sentence = (
        _("Which meetings do you want to move?")
        if meetings
        else _("There are no meetings here yet.")
    )
    return Reply(
        (Heading(_("Move several meetings")), Paragraph(sentence)),
        (*two_columns(choices), way_back(reader, CALENDAR)),
        payload="desk",
    )


def names_view(reader: Reader, pack: Pack, part: str, page: int) -> Reply:
    """List the days, rooms or tracks, each with the number of its meetings."""
    _ = reader.gettext
    named: dict[tuple[str, str], int] = {}
    for meeting in movable(pack):
        match part:
            case "days" if meeting.last_day >= reader.today:
                day = times.short_day(reader, meeting.first_day, reader.today.year)
                name = (day, key_of_day(meeting.first_day))
            case "rooms" if meeting.room:
                name = (meeting.room, key_of(meeting.room))
            case "tracks" if meeting.track:
                name = (meeting.track, key_of(meeting.track))
            case _:
                continue
        named[name] = named.get(name, 0) + 1
    kind = part.removesuffix("s")
    shown, page, pages = page_of(list(named.items()), page, _NAMES_PER_PAGE)
    rows: list[Row] = [
        (
            Press(
                reader.annotated(labels.clipped(label, _LABEL_CHARACTERS), str(number)),
                ChooseScope(kind, key),
            ),
        )
        for (label, key), number in shown
    ]
    question = {
        "day": _("Which day?"), "room": _("Which room?"), "track": _("Which track?"),
    }[kind]  # fmt: skip
    return Reply(
        (Heading(_("Move several meetings")), Paragraph(question)),
        (*rows, *paging(reader, Place(PLACE, part, page), pages), way_back(reader, PLACE)),
        payload="desk",
    )


def select_view(reader: Reader, pack: Pack, draft: Draft, page: int) -> Reply:
    """The meetings to choose from, each with a button that says whether it is chosen."""
    _ = reader.gettext
    meetings = in_scope(pack, draft, reader.now)
    chosen = frozenset(draft.meeting_ids) & {meeting.id for meeting in meetings}
    shown, page, pages = page_of(meetings, page)
    begun = sum(meeting.opens <= reader.now and meeting.id not in chosen for meeting in meetings)
    number = len(chosen)
    sentence = reader.ngettext("{number} meeting chosen.", "{number} meetings chosen.", number)
    blocks: list[Block] = [
        Heading(_("Move several meetings")),
        Paragraph(sentence.format(number=number)),
    ]
    if begun:
        sentence = reader.ngettext(
            "{number} that has already begun is left out. Tap it to include it.",
            "{number} that have already begun are left out. Tap one to include it.",
            begun,
        )
        blocks.append(Footnote(sentence.format(number=begun)))
    names = names_of(reader, pack, shown)
    rows: list[Row] = [
        (
            Press(
                (_("Chosen: {name}") if meeting.id in chosen else _("Left out: {name}")).format(
                    name=labels.clipped(name, _LABEL_CHARACTERS)
                ),
                ToggleMeeting(draft.nonce, meeting.id, page),
            ),
        )
        for meeting, name in zip(shown, names, strict=True)
    ]
    every = Press(_("Choose all"), DraftCommand(draft.nonce, "all"))
    none = Press(_("Choose none"), DraftCommand(draft.nonce, "none"))
    rows.append((none,) if number == len(meetings) else (every, none) if number else (every,))
    if number:
        rows.append((Press(_("Continue"), DraftCommand(draft.nonce, "change")),))
    rows += paging(reader, Place(PLACE, "draft", page), pages)
    return Reply(tuple(blocks), (*rows, _last_row(reader, draft)), payload="desk")


def change_view(reader: Reader, draft: Draft) -> Reply:
    """Ask what becomes of the chosen meetings."""
    _ = reader.gettext
    number = len(draft.meeting_ids)
    sentence = reader.ngettext("{number} meeting chosen.", "{number} meetings chosen.", number)
    rows: list[Row] = []
    for sign in (1, -1):
        row = two_columns(
            Press(
                change_text(reader, "minutes", str(sign * minutes)),
                ChooseChange(draft.nonce, "minutes", str(sign * minutes)),
            )
            for minutes in _AMOUNTS
        )
        rows += row
    rows.append((
        Press(_("Later by…"), DraftCommand(draft.nonce, "later")),
        Press(_("Earlier by…"), DraftCommand(draft.nonce, "earlier")),
    ))  # fmt: skip
    rows.append((
        Press(_("To another room"), DraftCommand(draft.nonce, "room")),
        Press(_("To another day"), DraftCommand(draft.nonce, "day")),
    ))  # fmt: skip
    if 1 < number <= _MAX_EACH:
        rows.append((Press(_("Each to a room of its own"), DraftCommand(draft.nonce, "each")),))
    return Reply(
        (
            Heading(_("Move several meetings")),
            Paragraph(sentence.format(number=number)),
            Paragraph(_("Where should they go?")),
        ),
        (*rows, _last_row(reader, draft, back="select")),
        payload="desk",
    )


def question_view(reader: Reader, pack: Pack, draft: Draft, problem: str | None = None) -> Reply:
    """Ask for words; `problem` says why the answer before them could not be used."""
    _ = reader.gettext
    if draft.step == "each":
        return _each_room_view(reader, pack, draft, problem)
    questions = {
        "later": (_("Later by how much?"), _("For example: 20 minutes, or 1 h 30 min")),
        "earlier": (_("Earlier by how much?"), _("For example: 20 minutes, or 1 h 30 min")),
        "room": (_("In which room?"), _("For example: Hall A")),
        "day": (
            _("To which day? If they are on several days, the first of them goes to this day."),
            _("For example: 29 May"),
        ),
        "reason": (
            _("Why? Everyone who is notified will read this."),
            _("For example: The room was not free."),
        ),
    }
    question, example = questions[draft.step]
    blocks: list[Block] = [Paragraph(problem)] if problem else []
    blocks += [Paragraph(question), Footnote(example)]
    choices: list[Press] = []
    if draft.step == "room":
        choices = [
            Press(labels.clipped(room), ChooseChange(draft.nonce, "room", key_of(room)))
            for room in rooms_of(pack)[:_MAX_ROOMS]
        ]
    elif draft.step == "day":
        days = {meeting.first_day for meeting in movable(pack) if meeting.first_day >= reader.today}
        choices = [
            Press(
                times.short_day(reader, day, reader.today.year),
                ChooseChange(draft.nonce, "day", key_of_day(day)),
            )
            for day in sorted(days)[:_MAX_DAYS]
        ]
    back = "preview" if draft.step == "reason" else "change"
    return Reply(
        tuple(blocks), (*two_columns(choices), _last_row(reader, draft, back)), payload="desk"
    )


def _each_room_view(reader: Reader, pack: Pack, draft: Draft, problem: str | None) -> Reply:
    """Ask for the room of the next meeting."""
    _ = reader.gettext
    rooms = rooms_by_meeting(draft)
    waiting = [id for id in draft.meeting_ids if id not in rooms]
    meeting = pack.original.meeting(waiting[0])
    if meeting is None:
        return gone_view(reader)
    blocks: list[Block] = [Paragraph(problem)] if problem else []
    blocks += [
        Heading(meeting.title),
        labels.facts(reader, [(times.time_label(reader, meeting), times.when(reader, meeting)),
                              (_("Room"), meeting.room or _("nothing"))]),
        Paragraph(_("In which room?")),
    ]  # fmt: skip
    if len(waiting) > 1:
        blocks.append(Footnote(_("You can also write the rooms of all, each in a line.")))
    choices = [
        Press(
            labels.clipped(room), ChooseChange(draft.nonce, "each", f"{len(rooms)}-{key_of(room)}")
        )
        for room in rooms_of(pack)[:_MAX_ROOMS]
        if room != meeting.room
    ]
    stays = Press(_("Stays where it is"), DraftCommand(draft.nonce, f"stays-{len(rooms)}"))
    return Reply(
        tuple(blocks), (*two_columns(choices), (stays,), _last_row(reader, draft, "change")),
        payload="desk",
    )  # fmt: skip


def other_view(
    reader: Reader,
    pack: Pack,
    draft: Draft,
    page: int,
    found: Sequence[Meeting] | None = None,
) -> Reply:
    """Ask with which meeting one is swapped: those of its day first. `found` are those that words
    found."""
    _ = reader.gettext
    one = pack.original.meeting(draft.meeting_ids[0])
    if one is None:
        return gone_view(reader)
    others = others_of(pack, one) if found is None else [*found]
    shown, page, pages = page_of(others, page)
    names = names_of(reader, pack, shown)
    rows: list[Row] = [
        (Press(labels.clipped(name), PickOther(draft.nonce, meeting.id)),)
        for meeting, name in zip(shown, names, strict=True)
    ]
    if found is None:
        rows += paging(reader, Place(PLACE, "draft", page), pages)
    blocks: list[Block] = [Heading(_("Swap: {title}").format(title=one.title))]
    if found is not None and not found:
        blocks.append(Paragraph(_("I found no other meeting with these words.")))
    blocks.append(
        Paragraph(_("With which meeting? Tap it, or write words of its title or its id."))
    )
    return Reply(tuple(blocks), (*rows, _last_row(reader, draft)), payload="desk")


def others_of(pack: Pack, one: Meeting) -> list[Meeting]:
    """Return the meetings that can be swapped with one, those of its day first."""
    others = [
        other
        for other in movable(pack)
        if other.id != one.id and not other.deadline and swappable(one, other)
    ]
    distance = timedelta(days=1)
    return sorted(others, key=lambda other: abs(other.first_day - one.first_day) // distance)


def what_view(reader: Reader, one: Meeting, other: Meeting, draft: Draft) -> Reply:
    """Ask what the two meetings swap."""
    _ = reader.gettext
    names = {"rooms": _("Rooms"), "hours": _("Times"), "both": _("Rooms and times")}
    choices = [
        Press(names[what], ChooseChange(draft.nonce, what, "all")) for what in swappable(one, other)
    ]
    rows = [(meeting.title, labels.city_and_when(reader, meeting)) for meeting in (one, other)]
    return Reply(
        (
            Heading(_("What do they swap?")),
            labels.facts(reader, [(labels.clipped(title), when) for title, when in rows]),
        ),
        (*two_columns(choices), _last_row(reader, draft, back="other")),
        payload="desk",
    )


def gone_view(reader: Reader) -> Reply:
    return Reply(
        (Paragraph(reader.gettext("This meeting is no longer in the calendar.")),),
        (way_back(reader, CALENDAR),),
        payload="desk",
    )


def _last_row(reader: Reader, draft: Draft, back: str = "") -> Row:
    """Back to an earlier choice, or to where the draft was begun, and out."""
    _ = reader.gettext
    leave = Press(_("Quit"), DraftCommand(draft.nonce, "drop"))
    if back:
        return (Press(_("‹ Back"), DraftCommand(draft.nonce, back)), leave)
    begun_at = PLACE if draft.action == "shift" else f"{MEETING_PLACE}.{draft.meeting_ids[0]}"
    return (Press(_("‹ Back"), go(begun_at)), leave)
