"""A bot with python-telegram-bot, as its documentation begins: one update after another.

With the argument `concurrent`, 256 updates at once over a pool of 256 connections.
"""

from __future__ import annotations

import sys

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, Update
from telegram.ext import ApplicationBuilder, CommandHandler, ContextTypes

from benchmarks.peers.shared import ANSWERS, API, TOKEN


async def roundtable(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    if update.message is None or not context.args:
        return
    answer = ANSWERS[context.args[0]]
    rows = [[InlineKeyboardButton(**button) for button in row] for row in answer["keyboard"]]
    await update.message.reply_text(
        answer["text"],
        parse_mode="HTML",
        link_preview_options=LinkPreviewOptions(is_disabled=True),
        reply_markup=InlineKeyboardMarkup(rows),
    )


builder = ApplicationBuilder().token(TOKEN).base_url(API)
if "concurrent" in sys.argv:
    builder = builder.concurrent_updates(256).connection_pool_size(256)
application = builder.build()
application.add_handler(CommandHandler("roundtable", roundtable))
application.run_polling()
