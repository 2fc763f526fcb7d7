"""Channels at the desk: what the bot posts in which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from handlers.desk import ORGANISERS
from handlers.framework.audit import record_act
from handlers.framework.buttons import ButtonData
from handlers.framework.permissions import out_of_date, team_member
from handlers.framework.places import Place, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import Block, Bullets, Heading, Paragraph, Press, Reply, Row
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Topic, Visit
from handlers.wording import labels
from storage import channels
from storage.channels import Channel

PLACE = Place("desk-channels")


@dataclass(frozen=True)
class PostInChannel(ButtonData):
    """Begin (`wanted` is 1) or stop posting in a channel: `what` is announcements or changes."""

    tag: ClassVar[str] = "ch1"
    chat_id: str
    what: str
    wanted: int


def channels_view(reader: Reader, shown: Sequence[Channel], notice: str | None = None) -> Reply:
    """The channels that somebody administers together with the bot, each with two switches."""
    _ = reader.gettext
    blocks: list[Block] = [
        Heading(_("Channels")),
        Paragraph(_("The bot can post announcements and changes of the programme in a channel.")),
    ]
    rows: list[Row] = []
    for channel in shown:
        posted = [
            *([_("announcements")] if channel.announcements else []),
            *([_("changes of the programme")] if channel.changes else []),
        ]
        blocks.append(Bullets((reader.listed(posted) or _("nothing"),), title=channel.title))
        rows.append((_switch(reader, channel, "announcements", channel.announcements),))
        rows.append((_switch(reader, channel, "changes", channel.changes),))
    if not shown:
        blocks.append(
            Paragraph(
                _(
                    "None yet. Make the bot an administrator of a channel that you administer, "
                    "with the right to post messages. Then open this screen again."
                )
            )
        )
    return Reply(tuple(blocks), (*rows, way_back(reader, "desk")), payload=PLACE.id, notice=notice)


def _switch(reader: Reader, channel: Channel, what: str, on: bool) -> Press:
    _ = reader.gettext
    sentence = {
        ("announcements", False): _("{channel}: post announcements"),
        ("announcements", True): _("{channel}: no announcements"),
        ("changes", False): _("{channel}: post changes"),
        ("changes", True): _("{channel}: no changes"),
    }[what, on]
    label = sentence.format(channel=labels.clipped(channel.title, 24))
    return Press(label, PostInChannel(str(channel.chat_id), what, int(not on)))


async def visit_channels(request: Request, visit: Visit) -> Answer:
    return channels_view(request.reader, await _own_channels(request))


async def press_post(request: Request, button: PostInChannel) -> Answer:
    now = request.reader.now
    known = {str(channel.chat_id): channel for channel in await _own_channels(request)}
    channel = known.get(button.chat_id)
    if channel is None or button.what not in ("announcements", "changes"):
        return out_of_date(request.reader)
    wanted = bool(button.wanted)
    async with request.services.database.write_transaction() as connection:
        if button.what == "announcements":
            await channels.post_announcements(connection, channel.chat_id, wanted)
        else:
            await channels.post_changes(connection, channel.chat_id, wanted, now)
        await record_act(
            request,
            connection,
            f"channel-{button.what}" if wanted else f"channel-no-{button.what}",
            "channel",
            {"title": channel.title},
        )
    request.services.signals.notices_changed.set()
    return channels_view(request.reader, await _own_channels(request))


async def _own_channels(request: Request) -> list[Channel]:
    """Return the channels that the asking organiser administers: nobody decides on others."""
    async with request.services.database.transaction() as connection:
        found = await channels.all_channels(connection)
    user_id = team_member(request).user_id
    return [
        channel for channel in found if await request.services.administers(channel.chat_id, user_id)
    ]


TOPIC = Topic(
    "channels",
    screens={PLACE.id: visit_channels},
    buttons={PostInChannel: press_post},
    roles=ORGANISERS,
)
