"""Questions to the secretariat: asked, shown to the team, answered, and who may ask."""

from storage.questions.answer import (
    Answer,
    Outcome,
    answer,
    answer_sent,
    answer_unsent,
    answers_due,
    forget_author,
    outcome_told,
    outcomes_due,
    thread_of,
)
from storage.questions.group import (
    LINKED,
    Group,
    choose_group,
    forget_group,
    group_of,
    leave_group,
    lose_group,
    make_link,
    move_group,
    use_link,
)
from storage.questions.muting import Muted, is_muted, mute, muted_people, unmute, unname_muted
from storage.questions.question import (
    A_WINDOW,
    WINDOW,
    ask,
    asked_before,
    close,
    count_open,
    find,
    kept_of,
    may_ask_at,
    prune,
)
from storage.questions.relay import (
    Mark,
    Relay,
    mark_shown,
    marks_due,
    put_off,
    question_of,
    recipients,
    refused_chats,
    relay_failed,
    relay_refused,
    relay_sent,
    relays_due,
    spread,
)

__all__ = [
    "A_WINDOW", "LINKED", "WINDOW", "Answer", "Group", "Mark", "Muted", "Outcome", "Relay",
    "answer", "answer_sent", "answer_unsent", "answers_due", "ask", "asked_before", "choose_group",
    "close", "count_open", "find", "forget_author", "forget_group", "group_of", "is_muted",
    "kept_of", "leave_group", "lose_group", "make_link", "mark_shown", "marks_due", "may_ask_at",
    "move_group", "mute", "muted_people", "outcome_told", "outcomes_due", "prune", "put_off",
    "question_of", "recipients", "refused_chats", "relay_failed", "relay_refused", "relay_sent",
    "relays_due", "spread", "thread_of", "unmute", "unname_muted", "use_link",
]  # fmt: skip
