"""The `/sim` interface: JSON in, JSON out. docs/preview.md describes it."""

from __future__ import annotations

from aiohttp import web

from bot.preview.calls import Calls
from bot.preview.simulation.acting import Acting
from bot.preview.simulation.disturbing import Disturbing
from bot.preview.simulation.watching import Watching
from bot.preview.world import World


def simulation_routes(world: World, calls: Calls) -> list[web.RouteDef]:
    watching, acting = Watching(world, calls), Acting(world)
    disturbing = Disturbing(world, calls.faults)
    return [
        web.get("/sim/state", watching.state),
        web.get("/sim/clock", watching.clock),
        web.get("/sim/stream", watching.stream),
        web.get("/sim/events", watching.events),
        web.get("/sim/transcript", watching.transcript),
        web.get("/sim/idle", watching.idle),
        web.get("/sim/files/{file}", watching.file),
        web.get("/sim/chats/{chat:-?[0-9]{1,19}}/messages", watching.messages),
        web.get("/sim/chats/{chat:-?[0-9]{1,19}}/commands", watching.commands),
        web.post("/sim/chats/{chat:-?[0-9]{1,19}}/send", acting.send),
        web.post("/sim/chats/{chat:-?[0-9]{1,19}}/edit", acting.edit),
        web.post("/sim/chats/{chat:-?[0-9]{1,19}}/press", acting.press),
        web.post("/sim/chats/{chat:-?[0-9]{1,19}}/start", acting.start),
        web.post("/sim/chats/{chat:-?[0-9]{1,19}}/block", acting.block),
        web.post("/sim/chats/{chat:-?[0-9]{1,19}}/bot", acting.bot),
        web.post("/sim/chats/{chat:-?[0-9]{1,19}}/upgrade", acting.upgrade),
        web.post("/sim/groups", acting.group),
        web.post("/sim/inline", acting.inline),
        web.post("/sim/inline/choose", acting.choose),
        web.post("/sim/people/{person:[0-9]{1,19}}", acting.person),
        web.post("/sim/clock", acting.clock),
        web.post("/sim/reset", acting.reset),
        web.get("/sim/faults", disturbing.faults),
        web.post("/sim/faults", disturbing.order),
        web.delete("/sim/faults", disturbing.clear),
        web.get("/sim/count", watching.count),
        web.get("/sim/sent", watching.sent),
    ]
