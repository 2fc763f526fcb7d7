"""A bot with aiogram 3, as its documentation begins."""

from __future__ import annotations

import asyncio

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import Command, CommandObject
from aiogram.types import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Message,
)

from benchmarks.peers.shared import ANSWERS, API, TOKEN

dispatcher = Dispatcher()


@dispatcher.message(Command("roundtable"))
async def roundtable(message: Message, command: CommandObject) -> None:
    answer = ANSWERS[command.args or ""]
    rows = [[InlineKeyboardButton(**button) for button in row] for row in answer["keyboard"]]
    await message.answer(
        answer["text"],
        parse_mode="HTML",
        link_preview_options=LinkPreviewOptions(is_disabled=True),
        reply_markup=InlineKeyboardMarkup(inline_keyboard=rows),
    )


async def main() -> None:
    server = TelegramAPIServer.from_base(API.removesuffix("/bot"))
    bot = Bot(TOKEN, session=AiohttpSession(api=server))
    await dispatcher.start_polling(bot)


asyncio.run(main())
