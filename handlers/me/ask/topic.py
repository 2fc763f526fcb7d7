"""`/ask`: questions to the secretariat."""

from __future__ import annotations

from handlers.documents.search import SendToSecretariat
from handlers.framework.topic import Topic
from handlers.me.ask.asking import (
    DIALOG,
    after_dialog,
    answer_dialog,
    ask,
    press_about,
    press_ask,
    press_send,
    press_send_without_words,
    take_late_part,
    visit_ask,
)
from handlers.me.ask.following import follow_up
from handlers.me.ask.messages import PLACE, Ask, SendWithoutWords
from handlers.me.question_subjects import AskAbout
from storage import dialogs

TOPIC = Topic(
    "ask",
    commands={"ask": ask},
    screens={PLACE: visit_ask},
    buttons={
        Ask: press_ask,
        AskAbout: press_about,
        SendToSecretariat: press_send,
        SendWithoutWords: press_send_without_words,
    },
    dialogs={DIALOG: answer_dialog, dialogs.TAKEN: after_dialog},
    replies=(follow_up,),
    late_parts=(take_late_part,),
)
