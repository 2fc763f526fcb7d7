"""Telegram's limits, in one table. Where a limit counts text, it counts what is shown after
entities are parsed, in UTF-16 units, unless said otherwise."""

from __future__ import annotations

# https://core.telegram.org/bots/api#sendmessage
MESSAGE_UNITS = 4096
# https://core.telegram.org/bots/api#sendphoto
CAPTION_UNITS = 1024
# More are dropped without an error: https://core.telegram.org/api/entities#entity-length
MESSAGE_ENTITIES = 100
# https://core.telegram.org/bots/api#inlinekeyboardbutton
CALLBACK_DATA_BYTES = 64
# https://core.telegram.org/bots/api#copytextbutton
COPY_CHARACTERS = 256
# https://core.telegram.org/bots/api#answercallbackquery
NOTICE_CHARACTERS = 200
# https://core.telegram.org/bots/features#deep-linking
START_PAYLOAD_CHARACTERS = 64
# https://core.telegram.org/bots/api#answerinlinequery
INLINE_RESULTS = 50
# https://core.telegram.org/bots/api#setmydescription and #setmyshortdescription
DESCRIPTION_CHARACTERS = 512
SHORT_DESCRIPTION_CHARACTERS = 120
# https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
CHAT_SECONDS = 1.0  # one message a second in a chat
GROUP_SECONDS = 3.0  # twenty a minute in a group
