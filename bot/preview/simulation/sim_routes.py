"""The `/sim` interface: JSON in, JSON out. docs/preview.md describes it."""

from __future__ import annotations

from aiohttp import web

from bot.preview.api_calls import ApiCalls
from bot.preview.preview_state import PreviewState
from bot.preview.simulation.action_handlers import ActionHandlers
from bot.preview.simulation.fault_handlers import FaultHandlers
from bot.preview.simulation.read_handlers import ReadHandlers


def simulation_routes(state: PreviewState, calls: ApiCalls) -> list[web.RouteDef]:
    read, act = ReadHandlers(state, calls), ActionHandlers(state)
    faults = FaultHandlers(state, calls.faults)
    return [
        web.get("/sim/state", read.state),
        web.get("/sim/clock", read.clock),
        web.get("/sim/stream", read.stream),
        web.get("/sim/events", read.events),
        web.get("/sim/transcript", read.transcript),
        web.get("/sim/idle", read.idle),
        web.get("/sim/files/{file}", read.file),
        web.get("/sim/chats/{chat:-?[0-9]{1,19}}/messages", read.messages),
        web.get("/sim/chats/{chat:-?[0-9]{1,19}}/commands", read.commands),
        web.post("/sim/chats/{chat:-?[0-9]{1,19}}/send", act.send),
        web.post("/sim/chats/{chat:-?[0-9]{1,19}}/edit", act.edit),
        web.post("/sim/chats/{chat:-?[0-9]{1,19}}/press", act.press),
        web.post("/sim/chats/{chat:-?[0-9]{1,19}}/start", act.start),
        web.post("/sim/chats/{chat:-?[0-9]{1,19}}/block", act.block),
        web.post("/sim/chats/{chat:-?[0-9]{1,19}}/bot", act.bot),
        web.post("/sim/chats/{chat:-?[0-9]{1,19}}/topics", act.topic),
        web.post("/sim/chats/{chat:-?[0-9]{1,19}}/upgrade", act.upgrade),
        web.post("/sim/groups", act.group),
        web.post("/sim/channels", act.channel),
        web.post("/sim/username", act.rename),
        web.post("/sim/inline", act.inline),
        web.post("/sim/inline/choose", act.choose),
        web.post("/sim/people/{person:[0-9]{1,19}}", act.person),
        web.post("/sim/clock", act.clock),
        web.post("/sim/reset", act.reset),
        web.get("/sim/faults", faults.show),
        web.post("/sim/faults", faults.replace),
        web.delete("/sim/faults", faults.clear),
        web.get("/sim/count", read.count),
        web.get("/sim/sent", read.sent),
    ]
