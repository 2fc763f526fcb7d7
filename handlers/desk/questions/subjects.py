"""Subjects of questions at the desk: adding, removing, and who gets their questions."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.desk import ORGANISERS
from handlers.desk.questions.buttons import (
    SUBJECTS_PLACE,
    AddSubject,
    LeaveSubjectGroup,
    MakeSubjectLink,
    RemoveSubject,
    SetSubjectPerson,
)
from handlers.desk.questions.subject_names import (
    number_of,
    organiser_names,
    show_names,
    show_subject,
    show_subjects,
    subject_name,
)
from handlers.desk.questions.views import link_view
from handlers.framework.audit import record_act
from handlers.framework.permissions import out_of_date
from handlers.framework.places import Place, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import Block, Heading, Paragraph, Press, Reply
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Topic, Visit
from handlers.me.cancel import EndDialog
from storage import dialogs, questions
from storage.questions import MAX_SUBJECT_CHARACTERS

_DIALOG = "question-subject"


def name_view(reader: Reader, problem: str | None = None) -> Reply:
    """Ask for the name of a new subject."""
    _ = reader.gettext
    sentence = _("Write its name in your language, at most {most} characters. Delegates see it.")
    blocks: list[Block] = [Paragraph(problem)] if problem else []
    blocks.append(Paragraph(sentence.format(most=MAX_SUBJECT_CHARACTERS)))
    cancel = Press(_("Cancel"), EndDialog(SUBJECTS_PLACE))
    return Reply(tuple(blocks), ((cancel,),), payload="desk")


def remove_view(reader: Reader, number: int, name: str) -> Reply:
    _ = reader.gettext
    return Reply(
        (
            Heading(_("Remove “{title}”?").format(title=name)),
            Paragraph(_("Its open questions will go where all questions go.")),
        ),
        (
            (Press(_("Remove"), RemoveSubject(number, 1), danger=True),),
            way_back(reader, Place(SUBJECTS_PLACE, str(number))),
        ),
        payload="desk",
    )


async def visit_subjects(request: Request, visit: Visit) -> Answer:
    number, _, screen = visit.place.part.partition("-")
    if not request.in_private:
        return out_of_date(request.reader)
    if not number:
        return await show_subjects(request)
    if screen == "names":
        return await show_names(request, number)
    return await show_subject(request, number_of(number))


async def press_add(request: Request, button: AddSubject) -> Answer:
    if not request.in_private:
        return out_of_date(request.reader)
    async with request.services.database.write_transaction() as connection:
        now = request.reader.now
        await dialogs.open_dialog(connection, request.chat_id, _DIALOG, "", now)
    return name_view(request.reader)


async def take_name(request: Request, state: str) -> Answer | None:
    incoming, reader, _ = request.incoming, request.reader, request.reader.gettext
    if incoming is None:
        return None
    name = " ".join(incoming.text.split())
    if not name:
        return name_view(reader, _("Please write text."))
    if len(name) > MAX_SUBJECT_CHARACTERS:
        sentence = _("It has {length} characters; the maximum is {most}. Please shorten it.")
        return name_view(reader, sentence.format(length=len(name), most=MAX_SUBJECT_CHARACTERS))
    async with request.services.database.write_transaction() as connection:
        await dialogs.close_dialog(connection, request.chat_id, _DIALOG)
        number = await questions.add_subject(connection, reader.language, name)
        if number is not None:
            await _record(request, connection, "question-subject-added", number, name)
    if number is None:
        return await show_subjects(request, _("There are too many already. Remove one first."))
    return await show_subject(request, number, _("Saved."))


async def press_remove(request: Request, button: RemoveSubject) -> Answer:
    reader, _ = request.reader, request.reader.gettext
    async with request.services.database.write_transaction() as connection:
        subject = await questions.find_subject(connection, button.subject)
        if subject is None or not request.in_private:
            return out_of_date(reader)
        name = subject_name(reader, subject, request.pack.language)
        if button.confirmed != 1:
            return remove_view(reader, button.subject, name)
        await questions.remove_subject(connection, button.subject)
        await _record(request, connection, "question-subject-removed", button.subject, name)
    request.services.signals.questions_waiting.set()
    return await show_subjects(request, _("Removed."))


async def press_person(request: Request, button: SetSubjectPerson) -> Answer:
    """Let somebody who is on the team get the questions, or not any more."""
    reader, _ = request.reader, request.reader.gettext
    person = button.person
    user_id = int(person) if person.isascii() and person.isdecimal() and len(person) <= 16 else 0
    async with request.services.database.write_transaction() as connection:
        subject = await questions.find_subject(connection, button.subject)
        names = await organiser_names(request, connection)
        if subject is None or user_id not in names or not request.in_private:
            return out_of_date(reader)
        await questions.set_person(connection, subject.id, user_id, button.on == 1)
        name = subject_name(reader, subject, request.pack.language)
        act = "question-subject-person" if button.on == 1 else "question-subject-no-person"
        await _record(request, connection, act, subject.id, name)
    request.services.signals.questions_waiting.set()
    return await show_subject(request, button.subject, _("Saved."))


async def press_link(request: Request, button: MakeSubjectLink) -> Answer:
    """Show a link with which this organiser alone chooses the group of a subject."""
    reader = request.reader
    async with request.services.database.write_transaction() as connection:
        subject = await questions.find_subject(connection, button.subject)
        if subject is None or not request.in_private:
            return out_of_date(reader)
        user_id = request.user_id
        token = await questions.make_link(connection, user_id, reader.now, subject.id)
    back = Place(SUBJECTS_PLACE, str(button.subject))
    return link_view(reader, reader.group_link(f"group-{token}"), back)


async def press_leave(request: Request, button: LeaveSubjectGroup) -> Answer:
    reader, _ = request.reader, request.reader.gettext
    async with request.services.database.write_transaction() as connection:
        subject = await questions.find_subject(connection, button.subject)
        if subject is None or not request.in_private:
            return out_of_date(reader)
        await questions.set_subject_group(connection, subject.id, None, "")
        name = subject_name(reader, subject, request.pack.language)
        await _record(request, connection, "question-subject-no-group", subject.id, name)
    request.services.signals.questions_waiting.set()
    return await show_subject(request, button.subject, _("Saved."))


async def _record(
    request: Request, connection: AsyncConnection, act: str, number: int, name: str
) -> None:
    await record_act(request, connection, act, f"question-subject:{number}", {"title": name})


TOPIC = Topic(
    "subjects of questions",
    screens={SUBJECTS_PLACE: visit_subjects},
    buttons={
        AddSubject: press_add,
        RemoveSubject: press_remove,
        SetSubjectPerson: press_person,
        MakeSubjectLink: press_link,
        LeaveSubjectGroup: press_leave,
    },
    dialogs={_DIALOG: take_name},
    roles=ORGANISERS,
)
