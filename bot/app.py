"""The composition root: builds each part once, hands it on, runs it and stops it cleanly."""

from __future__ import annotations

import asyncio
import gc
import logging
import signal
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import SecretStr
from telegram import error
from telegram.ext import Application, ApplicationBuilder, ExtBot

from bot.clock import Clock, ShiftedClock, SystemClock
from bot.config import Settings
from bot.outbox.change_notices import ChangeNoticeWorker
from bot.outbox.cleanup import build_scheduler, forget_unseen, settle
from bot.outbox.questions import QuestionWorker
from bot.outbox.usage import UsageWriter
from bot.outbox.worker import DeliveryWorker
from bot.pack.calendar import with_calendar
from bot.pack.current import CurrentPack
from bot.printing.charting import ChartRenderer
from bot.telegram.api import BotApi, HttpRequest
from bot.telegram.menu import TeamMenu, register
from bot.telegram.sender import Sender
from bot.updates.chat_order import ChatOrder
from bot.updates.dispatch import Dispatcher
from bot.updates.inbox import UpdateInbox
from bot.updates.intake import ALLOWED_UPDATES, Intake
from bot.updates.polling import Poller
from bot.updates.requests import RequestFactory
from content.languages import Sentences
from content.loading import load_pack
from content.model import Pack
from content.search import Search
from handlers import TOPICS
from handlers.framework.permissions import role_in
from handlers.framework.request import Services
from handlers.framework.switchboard import Switchboard
from storage.database import open_database
from storage.team_members import Role

if TYPE_CHECKING:
    from aiohttp.web import RouteDef

_logger = logging.getLogger(__name__)
_LONGEST_PAUSE = 30.0
_POLL_SECONDS = 65.0
# Telegram takes a tenth of a second for a call: so many at once are over a thousand a second.
_AT_ONCE = 128
# More updates than this are left with Telegram until some are answered.
_MOST_WAITING = 2000
# At the end, what is being answered may take this long; the rest waits for the next start.
_FINISH_SECONDS = 10.0
# Whoever wrote while the program was down is answered first.
_SETTLE_SECONDS = 0.5
# Looking for garbage less often than Python's 700 new objects: one update alone makes some 200.
_GARBAGE = (20_000, 20, 20)
# A token in Telegram's form for the preview, which stands on loopback and has no secrets.
PREVIEW_TOKEN = "7000000001:preview-preview-preview-preview-preview"


class TokenRefused(Exception):
    """Telegram does not know the token."""


async def run(settings: Settings, until: asyncio.Event) -> None:
    """Serve Telegram (or the server named by BOT_API_URL) until told to stop.

    Raises TokenRefused, PackError or DatabaseError where it cannot begin.
    """
    pack = load_pack(settings.pack)
    async with _serving(settings, pack, clock_of(settings)):
        _logger.info("ready")
        await until.wait()
        _logger.info("stopping")


async def run_preview(
    settings: Settings, until: asyncio.Event, ready: Callable[[str], None]
) -> None:
    """Serve the chat page on loopback with the same bot behind it; `ready` is told its address."""
    from bot.preview import ORGANISER_ID, Preview  # serving Telegram needs nothing of it

    pack = load_pack(settings.pack)
    start = settings.clock_start or pack.event.rehearsal or SystemClock().now()
    clock = ShiftedClock(start, settings.clock_speed)
    async with AsyncExitStack() as stack:
        delivery_worker: DeliveryWorker | None = None

        async def next_due() -> datetime | None:
            return None if delivery_worker is None else await delivery_worker.next_due()

        preview = Preview(PREVIEW_TOKEN, clock, next_due=next_due)
        try:
            await preview.start(port=settings.preview_port)
        except OSError:
            await preview.start(port=0)
        stack.push_async_callback(preview.stop)
        changes: dict[str, object] = {
            "bot_token": SecretStr(PREVIEW_TOKEN),
            "bot_api_url": f"{preview.url}/bot",
            "webhook_url": None,
        }
        if "owner_ids" not in settings.model_fields_set:
            changes["owner_ids"] = frozenset({ORGANISER_ID})
        if "database_url" not in settings.model_fields_set:
            # The preview's chats live in memory, so what the bot remembers of them goes with them.
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="roundtable-"))
            database = Path(folder) / "preview.db"
            changes["database_url"] = SecretStr(f"sqlite+aiosqlite:///{database}")
        serving = _serving(settings.model_copy(update=changes), pack, clock)
        delivery_worker = await stack.enter_async_context(serving)
        ready(preview.url)
        await until.wait()


def clock_of(settings: Settings) -> Clock:
    """Real time, unless a rehearsal's clock is set."""
    if settings.clock_start is None and settings.clock_speed == 1:
        return SystemClock()
    return ShiftedClock(settings.clock_start or SystemClock().now(), settings.clock_speed)


async def username_of(settings: Settings) -> str:
    """The bot's username, without @. Raises TokenRefused, or OSError where nobody answers."""
    if settings.bot_token is None:
        raise ValueError("asking needs a token")
    request = HttpRequest(connections=1)
    api = BotApi(settings.bot_api_url, settings.bot_token.get_secret_value(), request)
    try:
        return str((await api.call("getMe", {}))["username"])
    except error.InvalidToken:
        raise TokenRefused from None
    except error.NetworkError:
        raise OSError(None, "Telegram does not answer") from None
    finally:
        await request.shutdown()


def stop_on_signals() -> asyncio.Event:
    """An event that SIGTERM and SIGINT set."""
    until = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, until.set)
    return until


@asynccontextmanager
async def _serving(settings: Settings, pack: Pack, clock: Clock) -> AsyncIterator[DeliveryWorker]:
    """The bot, taking updates and answering them; yields what sends by itself."""
    if settings.bot_token is None:
        raise ValueError("serving needs a token")
    token = settings.bot_token.get_secret_value()
    async with AsyncExitStack() as stack:
        database = open_database(settings.database_url.get_secret_value())
        stack.push_async_callback(database.close)
        await database.migrate()
        pack = await with_calendar(pack, database, clock.now())

        request = HttpRequest(connections=_AT_ONCE)
        # What goes out in bulk has connections of its own, so that no answer waits for one.
        bulk = HttpRequest(connections=_AT_ONCE)
        polling = HttpRequest(connections=2, read_seconds=_POLL_SECONDS)
        stack.push_async_callback(request.shutdown)
        stack.push_async_callback(bulk.shutdown)
        stack.push_async_callback(polling.shutdown)
        bot = ExtBot(
            token,
            base_url=settings.bot_api_url,
            base_file_url=f"{settings.bot_api_url.removesuffix('/bot')}/file/bot",
            request=request,
            get_updates_request=polling,
        )
        application = ApplicationBuilder().bot(bot).updater(None).build()
        await _reach(application)
        stack.push_async_callback(application.shutdown)

        sender = Sender(BotApi(settings.bot_api_url, token, request))

        def changed() -> None:
            delivery_worker.wake()

        def to_relay() -> None:
            relaying.wake()

        telling = ChangeNoticeWorker(database, changed)

        async def role_of(user_id: int) -> Role | None:
            return await role_in(services, user_id)

        sentences = Sentences()
        services = Services(
            pack=pack,
            search=Search(pack),
            sentences=sentences,
            database=database,
            bot=bot.username,
            feed_base=settings.feed_base,
            changed=changed,
            to_relay=to_relay,
            to_tell=telling.wake,
            all_told=telling.all_told,
            team_changed=TeamMenu(sender, sentences, role_of).tell,
            owners=settings.owner_ids,
            draw_chart=ChartRenderer().draw,
        )
        current = CurrentPack(
            services, settings.pack, clock, lambda pack: register(sender, pack, services.sentences)
        )
        in_bulk = Sender(BotApi(settings.bot_api_url, token, bulk))
        delivery_worker = DeliveryWorker(current, in_bulk, clock, settings.send_rate)
        relaying = QuestionWorker(current, sender, clock)
        asking = RequestFactory(current, sender, clock, relaying.seen)
        intake = Intake(current, Switchboard(TOPICS), sender, asking)
        application.add_handlers(intake.handlers())
        application.add_error_handler(intake.trouble)

        # At the end, after the last answer.
        counting = UsageWriter(database, clock, services.counts)
        stack.push_async_callback(counting.write)

        await delivery_worker.prepare()
        order = ChatOrder(_AT_ONCE)
        dispatcher = Dispatcher(application, order, asking, lambda id: inbox.answered(id))
        inbox = UpdateInbox(database, clock, order, dispatcher.take)
        await inbox.start()
        stack.push_async_callback(inbox.stop)
        stack.push_async_callback(order.finish, _FINISH_SECONDS)
        poller = Poller(
            BotApi(settings.bot_api_url, token, polling), ALLOWED_UPDATES, inbox.keep,
            lambda: order.room(_MOST_WAITING),
        )  # fmt: skip
        routes: list[RouteDef] = []
        if settings.feed_base is not None:
            from bot.web.feed import Feed  # with it comes a server, which polling does without

            routes = Feed(current, clock).routes()
        await _take_updates(settings, bot, inbox, poller, routes, stack)

        await forget_unseen(database, clock)
        scheduler = build_scheduler(database, clock, counting)
        scheduler.start()
        stack.callback(scheduler.shutdown, wait=False)
        stack.push_async_callback(_end, asyncio.create_task(settle(database)))
        stack.push_async_callback(_end, delivery_worker.start(scheduler))
        stack.push_async_callback(_end, relaying.start())
        stack.push_async_callback(_end, telling.start())
        if isinstance(clock, ShiftedClock):
            clock.tell(changed)
            clock.tell(to_relay)

        # What is there now stays; looking through it for garbage again and again takes its time.
        gc.freeze()
        gc.set_threshold(*_GARBAGE)
        gc.enable()
        settling = asyncio.create_task(_settle_in(sender, services))
        stack.push_async_callback(_end, settling)
        yield delivery_worker


async def _settle_in(sender: Sender, services: Services) -> None:
    """What the first answers do not wait for."""
    await asyncio.sleep(_SETTLE_SECONDS)
    for language in services.sentences:
        await asyncio.to_thread(services.sentences.__getitem__, language)
    await register(sender, services.pack, services.sentences)
    await asyncio.to_thread(services.search.prepare)


async def _take_updates(
    settings: Settings,
    bot: ExtBot[None],
    inbox: UpdateInbox,
    poller: Poller,
    routes: list[RouteDef],
    stack: AsyncExitStack,
) -> None:
    """By webhook where one is set, else by long polling; other routes are served along."""
    secret = "" if settings.webhook_secret is None else settings.webhook_secret.get_secret_value()
    if settings.webhook_url is not None:
        from bot.updates.webhook import PATH, Webhook

        routes = [*routes, *Webhook(inbox.keep, secret).routes()]
    if routes:
        from bot.web.server import WebServer

        server = WebServer(routes)
        await server.start(*settings.listen_address)
        stack.push_async_callback(server.stop)
    if settings.webhook_url is not None:
        await bot.set_webhook(
            settings.webhook_url.rstrip("/") + PATH,
            secret_token=secret,
            allowed_updates=ALLOWED_UPDATES,
        )
        return
    # A webhook that was set before keeps getUpdates from answering.
    await bot.delete_webhook()
    polling = asyncio.create_task(poller.run(await inbox.last_taken()))
    stack.push_async_callback(_end, polling)


async def _reach(application: Application) -> None:  # type: ignore[type-arg]
    """Wait until the Bot API answers: a bad network at start is no reason to give up."""
    pause = 1.0
    while True:
        try:
            await application.initialize()
            return
        except error.InvalidToken:
            raise TokenRefused from None
        except error.NetworkError as problem:
            _logger.warning(
                "the Bot API does not answer; trying again",
                extra={"error": problem.message, "seconds": pause},
            )
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)


async def _end(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
