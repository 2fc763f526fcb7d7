"""The composition root: builds each part once, hands it on, runs it and stops it cleanly."""

from __future__ import annotations

import asyncio
import gc
import logging
import socket
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

from bot.calendar_sources.fetching import Fetcher
from bot.calendar_sources.worker import CalendarSourceWorker
from bot.clock import Clock, ShiftedClock
from bot.config import Settings
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
from bot.serving import background, run_all
from bot.telegram.bot_name import BotNameWatch
from bot.telegram.command_menu import TeamMenu, register
from bot.telegram.contact import TelegramContact
from bot.telegram.pack_files import PackFileSender
from bot.telegram.sender import Sender
from bot.telegram.webhook_address import webhook_address
from bot.updates.requests import RequestFactory, administers
from bot.updates.responder import Responder
from bot.updates.slots import Slots
from bot.version import program_version
from content.intents import load_phrases
from content.languages import Sentences
from content.model import Pack
from handlers import FALLBACKS, TOPICS
from handlers.framework.bot_name import BotName
from handlers.framework.permissions import has_recipients, roles_in
from handlers.framework.program_state import ProgramState
from handlers.framework.services import Services, Signals
from handlers.framework.switchboard import Switchboard
from handlers.framework.usage import Counts
from storage.chats import languages_of_chats
from storage.database import Database
from storage.leases import LeaseLost
from storage.programs import OUTBOX

if TYPE_CHECKING:
    from bot.rehearsal import Rehearsal
from bot.app.answering import answering, observed, observed_database
from bot.app.connections import MAX_CONCURRENT_UPDATES, connected, database_in_use

_logger = logging.getLogger(__name__)
# Whoever wrote while the program was down is answered first.
_PREPARE_AFTER_SECONDS = 0.5
_PREPARE_SEARCH_AFTER_SECONDS = 4.0  # what takes a second of the processor
_REGISTER_AGAIN_SECONDS = 5.0
_GC_THRESHOLDS = (20_000, 20, 20)
# A thread that computes for seconds (the index of a search, a large calendar file) lets the event
# loop go on after this time; with Python's five milliseconds a look-up would wait at every step.
_THREAD_SWITCH_SECONDS = 0.001


@asynccontextmanager
async def serving(
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
    slots = Slots(MAX_CONCURRENT_UPDATES)
    contact = TelegramContact(clock.now)
    started = clock.now()
    async with (
        observed(settings, clock) as observer,
        database_in_use(settings, slots) as (database, watch),
        connected(settings, slots, contact, observer) as telegram,
        observed_database(observer, database),
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
            """Return the jobs of the one program that sends: everything that answers no update."""
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
            sharing.add_role(OUTBOX, "outbox", lambda: run_all(fail, outbox()))
        async with (
            answering(
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
            background(
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
    await make_in_thread(load_phrases)
    await make_in_thread(partial(prepare_languages, services.packs.in_use.pack))
    await asyncio.sleep(_PREPARE_SEARCH_AFTER_SECONDS)
    in_use = services.packs.in_use
    # A word list and an index take up to 60 MB, and perhaps nobody here reads the language: what is
    # missing is loaded when somebody asks in it.
    read = set[str | None]()
    with suppress(SQLAlchemyError):
        async with services.database.transaction() as connection:
            read = await languages_of_chats(connection)
    for language in in_use.pack.languages:
        if language in read or language == in_use.pack.language:
            await make_in_thread(partial(in_use.search.warm_up, language))
    keep_from_garbage_collection()


def _tune_garbage_collection() -> None:
    """Collect garbage from now on, without scanning what the start made, which stays, and less
    often than after Python's 700 new objects: an update alone makes some 200."""
    gc.freeze()
    gc.set_threshold(*_GC_THRESHOLDS)
    gc.enable()
