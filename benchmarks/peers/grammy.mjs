// A bot with grammY and its runner, as their documentation begins.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const installed = createRequire(process.env.NODE_PACKAGES);
const { Bot, InlineKeyboard } = installed("grammy");
const { run } = installed("@grammyjs/runner");
const answers = JSON.parse(readFileSync(process.env.ANSWERS, "utf8"));

const bot = new Bot(process.env.BOT_TOKEN, {
  client: { apiRoot: process.env.BOT_API_URL.replace(/\/bot$/, "") },
});
bot.command("roundtable", (context) => {
  const answer = answers[context.match];
  return context.reply(answer.text, {
    parse_mode: "HTML",
    link_preview_options: { is_disabled: true },
    reply_markup: InlineKeyboard.from(answer.keyboard),
  });
});
run(bot);
