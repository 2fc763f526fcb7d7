"""The composition root: builds each part once, hands it on, runs it and stops it cleanly."""

from __future__ import annotations

import asyncio
import gc
import logging
import signal
import socket
import sqlite3
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import SecretStr
from sqlalchemy.exc import SQLAlchemyError
from telegram import error

from bot.calendar_sources.fetching import Fetcher
from bot.calendar_sources.worker import CalendarSourceWorker
from bot.clock import Clock, ShiftedClock, SystemClock
from bot.config import Settings, host_and_port
from bot.monitoring.watchdog import READY, STOPPING, notify, report_alive
from bot.operating.alerts import AlertWatch
from bot.operating.disk import disk_space
from bot.outbox.alert_messages import AlertMessageWorker
from bot.outbox.announcement_progress import ProgressWorker
from bot.outbox.announcements import AnnouncementSender
from bot.outbox.change_notices import ChangeNoticeWorker
from bot.outbox.chat_troubles import ChatTroubleWorker
from bot.outbox.cleanup import build_scheduler, checkpoint_regularly
from bot.outbox.delegation_messages import DelegationMessageWorker
from bot.outbox.floor_cards import FloorCardWorker
from bot.outbox.floor_messages import FloorMessageWorker
from bot.outbox.floor_notices import FloorNoticeWorker
from bot.outbox.question_notices import QuestionNoticeWorker
from bot.outbox.questions import QuestionWorker
from bot.outbox.rate_limit import RateLimit
from bot.outbox.result_writer import ResultWriter
from bot.outbox.usage_writer import UsageWriter
from bot.outbox.worker import DeliveryWorker
from bot.pack.calendar import load_calendar
from bot.pack.current import (
    CurrentPack,
    keep_from_garbage_collection,
    make_in_thread,
    prepare_languages,
)
from bot.printing.charting import ChartRenderer
from bot.printing.printer import DocumentPrinter
from bot.programs.share import ProgramShare
from bot.programs.sharing import Sharing
from bot.serving import AddressError, Failures, serve_until, watch
from bot.telegram.api import BotApi, HttpRequest, Observe, in_turn
from bot.telegram.bot_name import BotNameWatch
from bot.telegram.command_menu import TeamMenu, register
from bot.telegram.contact import TelegramContact
from bot.telegram.errors import InvalidAnswer
from bot.telegram.flood_control import FloodControl
from bot.telegram.pack_files import PackFileSender
from bot.telegram.sender import Sender
from bot.telegram.start import TokenRefused, until_answered
from bot.telegram.webhook_address import webhook_address
from bot.updates.dispatch import Dispatcher
from bot.updates.inbox import UpdateInbox
from bot.updates.polling import Poller
from bot.updates.requests import RequestFactory, administers
from bot.updates.responder import Responder
from bot.updates.shared_dispatch import SharedDispatcher
from bot.updates.shared_inbox import SharedInbox
from bot.updates.slots import Slots
from bot.version import program_version
from content.intents import load_phrases
from content.languages import Sentences
from content.loading import load_pack
from content.model import Pack
from handlers import FALLBACKS, TOPICS
from handlers.framework.bot_name import BotName
from handlers.framework.permissions import has_recipients, roles_in
from handlers.framework.program_state import ProgramState
from handlers.framework.services import Services, Signals
from handlers.framework.switchboard import Switchboard
from handlers.framework.usage import Counts
from storage.address import is_postgresql, parse_address
from storage.backups import back_up_before_update
from storage.database import Database, open_database
from storage.errors import DatabaseError
from storage.files import FileWatch, database_file, lock_file
from storage.leases import LeaseLost
from storage.programs import OUTBOX, POLLING
from storage.sqlite import has_wal_reset_fault

if TYPE_CHECKING:
    from aiohttp.web import RouteDef

    from bot.monitoring.observer import Observer
    from bot.rehearsal import Rehearsal
    from bot.web.server import WebServer

_logger = logging.getLogger(__name__)
Keep = Callable[[Sequence[object]], Awaitable[None]]
_POLL_TIMEOUT_SECONDS = 65.0
# Telegram takes a tenth of a second for a call: so many at once are over a thousand a second.
_MAX_CONCURRENT_UPDATES = 128
# Those that wait for Telegram do not count, but have a connection each.
_MAX_CONNECTIONS = 2000
# At the end, what is being answered may take this long; the rest waits for the next start.
_FINISH_SECONDS = 10.0
# Whoever wrote while the program was down is answered first.
_PREPARE_AFTER_SECONDS = 0.5
_REGISTER_AGAIN_SECONDS = 5.0
_GC_THRESHOLDS = (20_000, 20, 20)
# A thread that computes for seconds (the index of a search, a large calendar file) lets the event
# loop go on after this time; with Python's five milliseconds a look-up would wait at every step.
_THREAD_SWITCH_SECONDS = 0.001
# A token in Telegram's form for the preview, which listens on loopback and has no secrets.
PREVIEW_TOKEN = "7000000001:preview-preview-preview-preview-preview"


async def run(settings: Settings, until: asyncio.Event) -> None:
    """Serve Telegram (or the server named by BOT_API_URL) until told to stop.

    Raises TokenRefused, WrongServer, CallRefused, AddressError, PackError or DatabaseError where it
    cannot begin, and DatabaseGone where it cannot go on.
    """
    pack = load_pack(settings.pack)
    failures: Failures = asyncio.Queue()
    clock = clock_of(settings)
    serving = _serving(settings, pack, clock, Fetcher(), failures.put_nowait)
    await serve_until(until, serving, failures, lambda _: _logger.info("ready"))


async def run_preview(
    settings: Settings, until: asyncio.Event, ready: Callable[[str], None]
) -> None:
    """Serve the chat page on loopback with the same bot behind it; `ready` is told its address."""
    # Serving Telegram needs nothing of these.
    from bot.preview import ORGANISER_ID, Preview
    from bot.rehearsal import COMMAND, Rehearsal

    pack = load_pack(settings.pack)
    start = settings.clock_start or pack.event.rehearsal or SystemClock().now()
    clock = ShiftedClock(start, settings.clock_speed)
    async with AsyncExitStack() as stack:
        preview = Preview(PREVIEW_TOKEN, clock, rehearsal_command=f"/{COMMAND}")
        try:
            await preview.start(port=settings.preview_port)
        except OSError:
            await preview.start(port=0)
        stack.push_async_callback(preview.stop)
        # The program's own pages, such as the screen of a room, unless LISTEN says where they are.
        pages = socket.create_server(("127.0.0.1", 0))
        stack.callback(pages.close)
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

        def started(deliveries: DeliveryWorker) -> None:
            async def next_due(after: datetime | None = None) -> datetime | None:
                try:
                    return await deliveries.next_due(after)
                except SQLAlchemyError:  # while the database is away, the preview goes on
                    return None

            preview.set_next_due(next_due)
            ready(preview.url)

        failures: Failures = asyncio.Queue()
        changed = settings.model_copy(update=changes)
        fetcher = Fetcher(allow_loopback=True)
        people = {person.id: person.first_name for person in preview.state.people.values()}
        rehearsal = Rehearsal(people, ORGANISER_ID)
        serving = _serving(
            changed, pack, clock, fetcher, failures.put_nowait, rehearsal=rehearsal, pages=pages
        )
        await serve_until(until, serving, failures, started)


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
        return await _username(api)
    except error.InvalidToken:
        raise TokenRefused from None
    except error.TelegramError:
        raise OSError(None, "Telegram does not answer") from None
    finally:
        await request.shutdown()


async def _username(api: BotApi) -> str:
    me = await api.call("getMe", {})
    if not isinstance(me, dict) or not isinstance(me.get("username"), str):
        raise InvalidAnswer("no username")
    return str(me["username"])


def stop_on_signals() -> asyncio.Event:
    """An event that SIGTERM and SIGINT set."""
    until = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, until.set)
    return until


@asynccontextmanager
async def _serving(
    settings: Settings,
    pack: Pack,
    clock: Clock,
    fetcher: Fetcher,
    fail: Callable[[Exception], None],
    rehearsal: Rehearsal | None = None,
    pages: socket.socket | None = None,
) -> AsyncIterator[DeliveryWorker]:
    """Run the bot: take updates and answer them, and send notices. Yields the sender of notices.
    `fail` is told why the bot cannot go on. Only the preview has a `rehearsal`, and `pages`: where
    the program's own pages are served if no setting says so.

    What is entered last stops first: workers, then the taking of updates, then what they use.
    """
    slots = Slots(_MAX_CONCURRENT_UPDATES)
    contact = TelegramContact(clock.now)
    started = clock.now()
    async with (
        _observed(settings, clock) as observer,
        _database(settings, slots) as (database, watch),
        _telegram(settings, slots, contact, observer) as telegram,
        _observed_database(observer, database),
    ):
        signals = Signals()
        if isinstance(clock, ShiftedClock):
            clock.add_listener(signals.notices_changed.set)
            clock.add_listener(signals.questions_waiting.set)
            clock.add_listener(signals.calendar_source_due.set)
            clock.add_listener(signals.floor_acted)
        sentences = Sentences()
        change_notices = ChangeNoticeWorker(database, signals)
        packs = CurrentPack(
            await load_calendar(pack, database, clock.now()),
            settings.pack,
            database,
            clock,
            signals,
            change_notices_written=change_notices.written,
            register=partial(
                register,
                telegram.sender,
                sentences,
                partial(has_recipients, database, settings.owner_ids),
            ),
        )
        menu = TeamMenu(
            telegram.sender,
            sentences,
            partial(roles_in, database, settings.owner_ids),
            lambda: packs.pack,
        )
        share = ProgramShare()

        def program_state() -> ProgramState:
            free, total = disk_space(database.file)
            trouble = contact.last_trouble
            return ProgramState(
                version=program_version(),
                started=started,
                by_webhook=settings.webhook_url is not None,
                trouble="" if trouble is None else trouble.reason,
                trouble_at=None if trouble is None else trouble.at,
                free_bytes=free,
                disk_bytes=total,
                programs=share.programs,
            )

        services = Services(
            packs=packs,
            sentences=sentences,
            database=database,
            bot_name=BotName(telegram.username),
            feed_base=settings.feed_base,
            pages_base=settings.feed_base or _address_of(pages),
            calendar_sources={source.id: source.name for source in settings.calendar_sources},
            owners=settings.owner_ids,
            signals=signals,
            usage=Counts(),
            change_notices_written=change_notices.written,
            update_team_menu=menu.update,
            administers=partial(administers, telegram.sender),
            draw_chart=ChartRenderer().draw,
            print_document=DocumentPrinter().print,
            program_state=program_state,
        )
        rate_limit = RateLimit(settings.send_rate, telegram.flood_control)
        questions = QuestionWorker(services, telegram.sender, clock, rate_limit)
        sources = CalendarSourceWorker(
            services,
            telegram.bulk_sender,
            clock,
            rate_limit,
            fetcher,
            settings.calendar_sources,
            settings.calendar_sources_minutes * 60.0,
        )
        floor_notices = FloorNoticeWorker(services, telegram.sender, clock, rate_limit)
        floor_messages = FloorMessageWorker(services, telegram.sender, clock, rate_limit)
        delegation_messages = DelegationMessageWorker(services, telegram.sender, clock, rate_limit)
        floor_cards = FloorCardWorker(services, telegram.sender, clock, rate_limit)
        alert_messages = AlertMessageWorker(services, telegram.sender, clock, rate_limit)
        webhook = None if settings.webhook_url is None else webhook_address(settings.webhook_url)
        alerts = AlertWatch(
            services,
            clock,
            contact,
            telegram.api,
            webhook,
            lambda: disk_space(database.file)[0],
            share,
        )
        question_notices = QuestionNoticeWorker(services, telegram.sender, clock, rate_limit)
        chat_troubles = ChatTroubleWorker(services, telegram.sender, clock, rate_limit)
        progress = ProgressWorker(services, telegram.bulk_sender, clock)
        deliveries = DeliveryWorker(
            services,
            telegram.bulk_sender,
            clock,
            rate_limit,
            ResultWriter(database, clock),
            AnnouncementSender(services, telegram.bulk_sender, clock),
            progress,
        )
        sharing = None
        if database.on_postgresql:
            sharing = Sharing(database, signals, telegram.flood_control, packs, share, fail)
        else:
            await deliveries.prepare()
        usage = UsageWriter(database, clock, services.usage)
        requests = RequestFactory(services, telegram.sender, clock, questions.chat_active)
        topics = TOPICS if rehearsal is None else (*TOPICS, rehearsal.topic)
        switchboard = Switchboard(topics, FALLBACKS)
        pack_files = PackFileSender(
            telegram.sender, database, telegram.bot_id, telegram.slots.given_back
        )
        bot_name = BotNameWatch(telegram.sender, services.bot_name)
        responder = Responder(
            services, switchboard, telegram.sender, requests, pack_files, telegram.bot_id, bot_name
        )

        def outbox() -> list[Coroutine[None, None, None]]:
            """What only one program does: all that goes out by itself."""
            return [
                progress.run(),
                deliveries.run(),
                questions.run(),
                sources.run(),
                floor_cards.run(),
                floor_notices.run(),
                floor_messages.run(),
                question_notices.run(),
                chat_troubles.run(),
                delegation_messages.run(),
                change_notices.run(),
                alert_messages.run(),
                *([] if rehearsal is None else [rehearsal.run(services, clock)]),
                _register(telegram.sender, services),
            ]

        if sharing is not None:
            sharing.add_role(OUTBOX, "outbox", lambda: _run_all(fail, outbox()))
        async with (
            _answering(
                settings,
                services,
                telegram,
                responder,
                usage,
                clock,
                fail,
                pages,
                observer,
                sharing,
            ),
            _scheduled_jobs(database, clock, usage, share),
            _background(
                fail,
                checkpoint_regularly(database, watch, signals.forgotten, fail),
                bot_name.run(),
                alerts.run(),
                _prepare_rest(services),
                *([] if sharing is not None else outbox()),
                report_alive(),
            ),
        ):
            _tune_garbage_collection()
            sys.setswitchinterval(_THREAD_SWITCH_SECONDS)
            if observer is not None:
                observer.monitor.started = True
            notify(READY)
            yield deliveries
            notify(STOPPING)
            if observer is not None:
                observer.monitor.stopping = True


@asynccontextmanager
async def _database(settings: Settings, slots: Slots) -> AsyncIterator[tuple[Database, FileWatch]]:
    """The database, with the tables of this version. If it is a file, no other program can open it
    meanwhile."""
    url = settings.database_url.get_secret_value()
    file = None if is_postgresql(parse_address(url)) else database_file(url)
    database = open_database(url, slots.given_back)
    with nullcontext() if file is None else lock_file(file):
        try:
            await _update(database)
            await database.empty_log()  # what was forgotten before a crash may stand in it
            if not database.on_postgresql and has_wal_reset_fault():
                _logger.warning(
                    "SQLite %s can lose data if somebody writes while its log is carried over; "
                    "writers wait then; better upgrade it: https://sqlite.org/wal.html#walresetbug",
                    sqlite3.sqlite_version,
                )
            async with database.watched() as watch:
                yield database, watch
        except (SQLAlchemyError, sqlite3.Error) as problem:
            _logger.error("the database failed", exc_info=problem)
            raise DatabaseError(database.explain(problem)) from None
        finally:
            await database.close()


async def _update(database: Database) -> None:
    """Bring the tables up to date, after a backup if that is a file and they are older. Raises
    DatabaseError, also where there is no room for the backup: then nothing is changed."""
    revision = await database.older_revision()
    if revision is not None and not database.on_postgresql:
        backup = await asyncio.to_thread(back_up_before_update, database.file, revision)
        _logger.info("the database is older; it was copied to %s", backup.name)
    await database.migrate()
    if revision is not None:
        _logger.info("the database was brought up to date from %s", revision)


@dataclass(frozen=True)
class _Telegram:
    """The Bot API, once it answered. Bulk has connections of its own, so that no answer waits for
    one."""

    username: str  # without @
    slots: Slots
    api: BotApi
    flood_control: FloodControl
    sender: Sender
    bulk_sender: Sender
    polling: BotApi
    bot_id: int


@asynccontextmanager
async def _telegram(
    settings: Settings, slots: Slots, contact: TelegramContact, observer: Observer | None
) -> AsyncIterator[_Telegram]:
    """Connect to the Bot API, and wait until it answers. Raises TokenRefused."""
    if settings.bot_token is None:
        raise ValueError("serving needs a token")
    base, token = settings.bot_api_url, settings.bot_token.get_secret_value()
    request = HttpRequest(connections=_MAX_CONNECTIONS)
    bulk = HttpRequest(connections=_MAX_CONCURRENT_UPDATES)
    polling = HttpRequest(connections=2, read_seconds=_POLL_TIMEOUT_SECONDS)
    try:
        observe: Observe = contact.called
        if observer is not None:
            observe = in_turn(contact.called, observer.figures.called)
        api = BotApi(base, token, request, observe)
        if observer is not None:
            observer.use_telegram(api)
        flood_control = FloodControl()
        yield _Telegram(
            username=await until_answered(partial(_username, api)),
            slots=slots,
            api=api,
            flood_control=flood_control,
            sender=Sender(api, flood_control, slots.given_back),
            bulk_sender=Sender(BotApi(base, token, bulk, observe), flood_control, nullcontext),
            polling=BotApi(base, token, polling, observe),
            bot_id=int(
                token.partition(":")[0]
            ),  # https://core.telegram.org/bots/features#botfather
        )
    finally:
        for connections in (request, bulk, polling):
            await connections.shutdown()


@asynccontextmanager
async def _answering(
    settings: Settings,
    services: Services,
    telegram: _Telegram,
    responder: Responder,
    usage: UsageWriter,
    clock: Clock,
    fail: Callable[[Exception], None],
    pages: socket.socket | None,
    observer: Observer | None,
    sharing: Sharing | None,
) -> AsyncIterator[None]:
    """Take updates, by webhook where one is set, else by polling, and answer them; with others,
    where several programs are `sharing` the database."""
    inbox: UpdateInbox
    if sharing is None:
        inbox = UpdateInbox(services.database, clock, fail)
    else:
        inbox = shared = SharedInbox(services.database, clock, fail, sharing.bus)
    keep: Keep = inbox.keep
    if observer is not None:
        keep, responder = observer.keeping(keep), observer.timing(responder)
    if sharing is None:
        dispatcher = Dispatcher(inbox, responder, telegram.slots)
    else:
        dispatcher = answering = SharedDispatcher(shared, responder, telegram.slots)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(usage.write)  # after the last answer
        await inbox.start()
        stack.push_async_callback(inbox.stop)
        stack.push_async_callback(dispatcher.finish, _FINISH_SECONDS)
        await stack.enter_async_context(_background(fail, dispatcher.run()))
        await stack.enter_async_context(
            _web_server(settings, services, keep, clock, pages, observer)
        )
        if settings.webhook_url is not None:
            from bot.updates.webhook import set_webhook

            await until_answered(
                partial(set_webhook, telegram.sender, settings.webhook_url, settings.webhook_secret)
            )
        else:
            # A webhook that was set before keeps getUpdates from answering.
            await until_answered(partial(telegram.sender.call, "deleteWebhook", {}))
            poller = Poller(telegram.polling, keep)

            async def poll() -> None:
                with nullcontext() if observer is None else observer.polling():
                    await poller.run(await inbox.last_taken())

            if sharing is None:
                await stack.enter_async_context(_background(fail, poll()))
            else:
                sharing.add_role(POLLING, "polling", poll)
        if sharing is not None:
            if observer is not None:
                observer.use_programs(sharing.share)
            await stack.enter_async_context(_background(fail, shared.sweep()))
            await stack.enter_async_context(sharing.taking_part(answering))
        yield


@asynccontextmanager
async def _web_server(
    settings: Settings,
    services: Services,
    keep: Keep,
    clock: Clock,
    pages: socket.socket | None,
    observer: Observer | None,
) -> AsyncIterator[None]:
    """The program's own pages: the webhook, private calendars, the screens of rooms and the clerk's
    page, where they are set."""
    # Imported here because aiohttp's server takes time that polling alone need not spend.
    routes: list[RouteDef] = []
    stack = AsyncExitStack()
    if settings.feed_base is not None:
        from bot.web.feed import Feed

        routes += Feed(services, clock).routes()
    if services.pages_base is not None:
        from bot.web.screen import RoomScreens

        screens = RoomScreens(services, clock)
        routes += screens.routes()
        stack.push_async_callback(screens.stop)
        if observer is not None:
            observer.use_screens(lambda: screens.open_screens)
        from bot.web.clerk import ClerkPages

        token = settings.bot_token.get_secret_value() if settings.bot_token else ""
        clerk = ClerkPages(services, clock, services.pages_base, token)
        routes += clerk.routes()
        stack.push_async_callback(clerk.stop)
    if settings.webhook_url is not None:
        from bot.updates.webhook import Webhook

        routes += Webhook(keep, settings.webhook_secret).routes()
    if not routes:
        yield
        return
    from bot.web.server import WebServer

    server = WebServer(routes)
    own = pages if settings.feed_base is None else None
    await _listen(server, "LISTEN", settings.listen, own)
    try:
        yield
    finally:
        await stack.aclose()
        await server.stop()


async def _listen(
    server: WebServer, setting: str, address: str, listening: socket.socket | None = None
) -> None:
    """Start a server at the address of a setting. Raises AddressError."""
    try:
        await server.start(*host_and_port(address), listening)
    except (OSError, ValueError) as problem:  # ValueError: no name of a host can be so long
        await server.stop()
        reason = (problem.strerror if isinstance(problem, OSError) else None) or "no such host"
        raise AddressError(f"{setting}={address} cannot be used: {reason}.") from None


@asynccontextmanager
async def _observed(settings: Settings, clock: Clock) -> AsyncIterator[Observer | None]:
    """What monitoring sees, served at METRICS_LISTEN, also while the rest starts and stops; None
    without that setting."""
    if settings.metrics_listen is None:
        yield None
        return
    from bot.monitoring.observer import Observer
    from bot.monitoring.routes import monitoring_routes
    from bot.web.server import WebServer

    observer = Observer(clock)
    server = WebServer(monitoring_routes(observer.monitor, observer.text))
    await _listen(server, "METRICS_LISTEN", settings.metrics_listen)
    watching = asyncio.create_task(observer.run())
    try:
        yield observer
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
        await server.stop()


@asynccontextmanager
async def _observed_database(observer: Observer | None, database: Database) -> AsyncIterator[None]:
    if observer is None:
        yield
        return
    end = observer.use_database(database)
    try:
        yield
    finally:
        end()


def _address_of(listening: socket.socket | None) -> str | None:
    if listening is None:
        return None
    host, port = listening.getsockname()[:2]
    return f"http://{host}:{port}"


@asynccontextmanager
async def _scheduled_jobs(
    database: Database, clock: Clock, usage: UsageWriter, share: ProgramShare
) -> AsyncIterator[None]:
    scheduler = build_scheduler(database, clock, usage, lambda: share.sends)
    scheduler.start()
    try:
        yield
    finally:
        scheduler.shutdown(wait=False)


@asynccontextmanager
async def _background(
    fail: Callable[[Exception], None], *jobs: Coroutine[None, None, None]
) -> AsyncIterator[None]:
    """Run jobs beside what is inside; cancel them at its end, the last first. One that raises
    ends the program."""
    tasks = [asyncio.create_task(job) for job in jobs]
    for task in tasks:
        watch(task, fail)
    try:
        yield
    finally:
        for task in reversed(tasks):
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def _run_all(
    fail: Callable[[Exception], None], jobs: list[Coroutine[None, None, None]]
) -> None:
    """Run jobs until cancelled."""
    async with _background(fail, *jobs):
        await asyncio.Event().wait()


async def _register(sender: Sender, services: Services) -> None:
    """Show Telegram the bot's name, commands and descriptions."""
    await asyncio.sleep(_PREPARE_AFTER_SECONDS)
    may_ask = partial(has_recipients, services.database, services.owners)
    while True:
        try:
            await register(sender, services.sentences, may_ask, services.packs.in_use.pack)
            return
        except LeaseLost:
            return  # the program that sends now does it
        except SQLAlchemyError as problem:
            extra = {"error": type(problem).__name__}
            _logger.warning("the bot could not be registered; trying again", extra=extra)
            await asyncio.sleep(_REGISTER_AGAIN_SECONDS)


async def _prepare_rest(services: Services) -> None:
    """Do what the first answers need not wait for: catalogues and the search's index."""
    await asyncio.sleep(_PREPARE_AFTER_SECONDS)
    for language in services.sentences:
        await asyncio.to_thread(services.sentences.__getitem__, language)
    in_use = services.packs.in_use
    await make_in_thread(load_phrases)
    await make_in_thread(partial(prepare_languages, in_use.pack))
    for language in in_use.pack.languages:
        await make_in_thread(partial(in_use.search.warm_up, language))
    keep_from_garbage_collection()


def _tune_garbage_collection() -> None:
    """Collect garbage from now on, without scanning what the start made, which stays, and less
    often than after Python's 700 new objects: an update alone makes some 200."""
    gc.freeze()
    gc.set_threshold(*_GC_THRESHOLDS)
    gc.enable()
