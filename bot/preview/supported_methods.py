"""The methods that the preview supports, with their parameters.

https://core.telegram.org/bots/api#available-methods
A test compares these names with a machine-readable Bot API.
"""

from __future__ import annotations

from bot.preview.parameters import Kind, Method, Parameter

_INT, _BOOL, _STR, _CHAT = Kind.INTEGER, Kind.BOOLEAN, Kind.STRING, Kind.CHAT
_OBJECT, _ARRAY, _FILE, _FLOAT = Kind.OBJECT, Kind.ARRAY, Kind.FILE, Kind.FLOAT


def _optional(kind: Kind, *names: str) -> tuple[Parameter, ...]:
    return tuple(Parameter(name, kind) for name in names)


def _required(kind: Kind, name: str, missing: str) -> Parameter:
    return Parameter(name, kind, missing)


_TO_CHAT = _required(_CHAT, "chat_id", "chat_id is empty")
_USER = _required(_INT, "user_id", "Invalid user_id specified")
_LANGUAGE = _optional(_STR, "language_code")
_SCOPE = _optional(_OBJECT, "scope")
_SENDING = (
    *_optional(_INT, "message_thread_id"),
    *_optional(_BOOL, "disable_notification", "protect_content", "allow_paid_broadcast"),
    *_optional(_OBJECT, "reply_parameters", "reply_markup"),
)
_CAPTION = (*_optional(_STR, "caption", "parse_mode"), *_optional(_ARRAY, "caption_entities"))
_EDITING = (
    *_optional(_CHAT, "chat_id"),
    *_optional(_INT, "message_id"),
    *_optional(_STR, "inline_message_id"),
    *_optional(_OBJECT, "reply_markup"),
)
_UNSUPPORTED_IN_SENDING = frozenset(
    {
        "business_connection_id", "direct_messages_topic_id", "message_effect_id",
        "suggested_post_parameters", "ephemeral_message_parameters", "receiver_user_id",
        "callback_query_id", "allow_sending_without_reply", "reply_to_message_id",
        "disable_web_page_preview", "rich_message",
        # Of media, which the preview shows without them.
        "duration", "width", "height", "thumbnail", "cover", "start_timestamp",
        "show_caption_above_media", "has_spoiler", "horizontal_accuracy", "live_period", "heading",
        "proximity_alert_radius",
    }
)  # fmt: skip
_BUSINESS = frozenset({"business_connection_id"})
_UNSUPPORTED = {
    "editMessageText": _BUSINESS | {"rich_message", "disable_web_page_preview"},
    "answerInlineQuery": frozenset({"switch_pm_parameter", "switch_pm_text"}),
    "setWebhook": frozenset({"certificate", "ip_address"}),
}

_PARAMETERS: dict[str, tuple[Parameter, ...]] = {
    "getMe": (),
    "getUpdates": (
        *_optional(_INT, "offset", "limit", "timeout"), *_optional(_ARRAY, "allowed_updates"),
    ),
    "setWebhook": (
        Parameter("url", _STR, 'Parameter "url" is required', may_be_empty=True),
        *_optional(_INT, "max_connections"),
        *_optional(_ARRAY, "allowed_updates"),
        *_optional(_BOOL, "drop_pending_updates"),
        *_optional(_STR, "secret_token"),
    ),
    "deleteWebhook": _optional(_BOOL, "drop_pending_updates"),
    "getWebhookInfo": (),
    "sendMessage": (
        _required(_STR, "text", "Message text is empty"), _TO_CHAT, *_optional(_STR, "parse_mode"),
        *_optional(_ARRAY, "entities"), *_optional(_OBJECT, "link_preview_options"), *_SENDING,
    ),
    "sendDocument": (
        _required(_FILE, "document", "There is no document in the request"), _TO_CHAT,
        *_optional(_FILE, "thumbnail"), *_optional(_BOOL, "disable_content_type_detection"),
        *_CAPTION, *_SENDING,
    ),
    "sendPhoto": (
        _required(_FILE, "photo", "There is no photo in the request"), _TO_CHAT,
        *_optional(_BOOL, "show_caption_above_media", "has_spoiler"), *_CAPTION, *_SENDING,
    ),
    "sendVideo": (
        _required(_FILE, "video", "There is no video in the request"), _TO_CHAT,
        *_optional(_BOOL, "supports_streaming"), *_CAPTION, *_SENDING,
    ),
    "sendAudio": (
        _required(_FILE, "audio", "There is no audio in the request"), _TO_CHAT,
        *_optional(_STR, "performer", "title"), *_CAPTION, *_SENDING,
    ),
    "sendVoice": (
        _required(_FILE, "voice", "There is no voice in the request"), _TO_CHAT, *_CAPTION,
        *_SENDING,
    ),
    "sendLocation": (
        _required(_FLOAT, "latitude", "latitude is empty"),
        _required(_FLOAT, "longitude", "longitude is empty"), _TO_CHAT, *_SENDING,
    ),
    "sendMediaGroup": (
        _required(_ARRAY, "media", "Parameter \"media\" is required"), _TO_CHAT,
        *_optional(_INT, "message_thread_id"),
        *_optional(_BOOL, "disable_notification", "protect_content", "allow_paid_broadcast"),
        *_optional(_OBJECT, "reply_parameters"),
    ),
    "editMessageText": (
        _required(_STR, "text", "Message text is empty"), *_optional(_STR, "parse_mode"),
        *_optional(_ARRAY, "entities"), *_optional(_OBJECT, "link_preview_options"), *_EDITING,
    ),
    "editMessageCaption": (*_CAPTION, *_optional(_BOOL, "show_caption_above_media"), *_EDITING),
    "editMessageReplyMarkup": _EDITING,
    "deleteMessage": (
        _required(_CHAT, "chat_id", "Chat identifier is not specified"),
        _required(_INT, "message_id", "Message identifier is not specified"),
    ),
    "deleteMessages": (
        _required(_CHAT, "chat_id", "Chat identifier is not specified"),
        _required(_ARRAY, "message_ids", "Message identifiers are not specified"),
    ),
    "pinChatMessage": (
        _TO_CHAT, _required(_INT, "message_id", "message to pin not found"),
        *_optional(_BOOL, "disable_notification"),
    ),
    "unpinChatMessage": (_TO_CHAT, *_optional(_INT, "message_id")),
    "answerCallbackQuery": (
        _required(
            _STR, "callback_query_id",
            "query is too old and response timeout expired or query ID is invalid",
        ),
        *_optional(_STR, "text", "url"), *_optional(_BOOL, "show_alert"),
        *_optional(_INT, "cache_time"),
    ),
    "answerInlineQuery": (
        _required(
            _STR, "inline_query_id",
            "query is too old and response timeout expired or query ID is invalid",
        ),
        _required(_ARRAY, "results", 'Parameter "results" is required'),
        *_optional(_INT, "cache_time"), *_optional(_BOOL, "is_personal"),
        *_optional(_STR, "next_offset"), *_optional(_OBJECT, "button"),
    ),
    "getChat": (_TO_CHAT,),
    "getChatMember": (_TO_CHAT, _USER),
    "getChatAdministrators": (_TO_CHAT, *_optional(_BOOL, "return_bots")),
    "getFile": (_required(_STR, "file_id", "file_id not specified"),),
    "setMyCommands": (
        _required(_ARRAY, "commands", 'Parameter "commands" is required'), *_SCOPE, *_LANGUAGE,
    ),
    "deleteMyCommands": (*_SCOPE, *_LANGUAGE),
    "setMyDescription": (*_optional(_STR, "description"), *_LANGUAGE),
    "setMyShortDescription": (*_optional(_STR, "short_description"), *_LANGUAGE),
    "setChatMenuButton": (*_optional(_INT, "chat_id"), *_optional(_OBJECT, "menu_button")),
}  # fmt: skip


def supported_methods() -> dict[str, Method]:
    """Return the methods by lower-case name: Telegram ignores the case of a method's name."""
    methods = {}
    for name, parameters in _PARAMETERS.items():
        if name.startswith("send"):
            taken = {parameter.name for parameter in parameters}
            unsupported = _UNSUPPORTED_IN_SENDING - taken
        else:
            unsupported = _UNSUPPORTED.get(name, _BUSINESS)
        methods[name.lower()] = Method(name, parameters, unsupported)
    return methods
