"""Taking updates and answering them, and the addresses that the program serves."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, nullcontext
from functools import partial
from typing import TYPE_CHECKING

from bot.app.connections import Telegram
from bot.clock import Clock
from bot.config import Settings, host_and_port
from bot.outbox.usage_writer import UsageWriter
from bot.programs.sharing import Sharing
from bot.serving import AddressError, background
from bot.telegram.start import until_answered
from bot.updates.dispatch import Dispatcher
from bot.updates.inbox import UpdateInbox
from bot.updates.polling import Poller
from bot.updates.responder import Responder
from bot.updates.shared_dispatch import SharedDispatcher
from bot.updates.shared_inbox import SharedInbox
from handlers.framework.services import Services
from storage.database import Database
from storage.programs import POLLING

if TYPE_CHECKING:
    from aiohttp.web import RouteDef

    from bot.monitoring.observer import Observer
    from bot.web.server import WebServer

Keep = Callable[[Sequence[object]], Awaitable[None]]
# At the end, what is being answered may take this long; the rest waits for the next start.
_FINISH_SECONDS = 10.0


@asynccontextmanager
async def answering(
    settings: Settings,
    services: Services,
    telegram: Telegram,
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
        await stack.enter_async_context(background(fail, dispatcher.run()))
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
                    await poller.run(inbox.last_taken)

            if sharing is None:
                await stack.enter_async_context(background(fail, poll()))
            else:
                sharing.add_role(POLLING, "polling", poll)
        if sharing is not None:
            if observer is not None:
                observer.use_programs(sharing.share)
            await stack.enter_async_context(background(fail, shared.sweep()))
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
async def observed(settings: Settings, clock: Clock) -> AsyncIterator[Observer | None]:
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
async def observed_database(observer: Observer | None, database: Database) -> AsyncIterator[None]:
    if observer is None:
        yield
        return
    end = observer.use_database(database)
    try:
        yield
    finally:
        end()
