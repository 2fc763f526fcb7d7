"""Whatever a bot sends, the preview answers with a result or an error of the Bot API."""

from __future__ import annotations

import asyncio
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.preview.api_calls import ApiCalls
from bot.preview.api_errors import ApiError
from bot.preview.parameters import Kind
from bot.preview.preview_state import PreviewState
from bot.preview.seed_data import default_seed
from bot.preview.simulation import user_actions
from bot.preview.supported_methods import supported_methods
from tests.bot.preview.conftest import AMINA, FORUM, GROUP, TOKEN, StillClock

_METHODS = [method for method in supported_methods().values() if method.name != "setWebhook"]
_NAMES = st.sampled_from(
    ["text", "type", "id", "offset", "length", "url", "inline_keyboard", "callback_data", "user",
     "message_id", "chat_id", "start_parameter", "title", "input_message_content", "message_text",
     "command", "description", "style", "copy_text", "unix_time", "scope", "is_disabled"]
)  # fmt: skip
_PLAIN = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8),
    st.sampled_from([AMINA, GROUP, FORUM, 1, "article", "bold", "chat", "HTML", "<b>", "x.org"]),
)  # fmt: skip
_VALUES = st.recursive(
    _PLAIN,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES, inner, max_size=4),
    max_leaves=12,
)


@st.composite
def _calls(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    method = draw(st.sampled_from(_METHODS))
    given: dict[str, Any] = {}
    for parameter in method.parameters:
        match parameter.kind:
            case Kind.CHAT:
                usual: st.SearchStrategy[Any] = st.sampled_from([AMINA, GROUP, FORUM])
            case Kind.ARRAY:
                usual = st.lists(_VALUES, max_size=3)
            case Kind.OBJECT:
                usual = st.dictionaries(_NAMES, _VALUES, max_size=4)
            case _:
                usual = _PLAIN
        if parameter.missing is not None or draw(st.booleans()):
            given[parameter.name] = draw(usual | _VALUES)
    given.pop("timeout", None)  # nobody waits here
    return method.name, given


@settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_calls())
def test_a_call_is_answered_or_refused(call: tuple[str, dict[str, Any]]) -> None:
    async def answer() -> None:
        state = PreviewState(StillClock(), default_seed())
        calls = ApiCalls(state, TOKEN, None)
        user_actions.start(state, state.chats[AMINA], AMINA, "")
        try:
            await calls.answer(TOKEN, *call, {})
        except ApiError as refused:
            assert refused.code in (400, 403, 404, 413)
            assert refused.description.split(":")[0] in ("Bad Request", "Forbidden")

    asyncio.run(answer())
