"""The tables. Each change to them is a migration in `storage/migrations/versions`."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
    true,
)
from sqlalchemy.types import TypeDecorator


class Instant(TypeDecorator[datetime]):
    """An instant, aware, always in UTC; SQLite itself keeps no zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value if value is None or value.tzinfo else value.replace(tzinfo=UTC)


metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
    }
)

chats = Table(
    "chats",
    metadata,
    # Telegram's ids pass 32 bits: https://core.telegram.org/bots/api#chat
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("language", String(8)),  # chosen by the person; none: the client's
    Column("time_zone", String(64), index=True),  # chosen by the person; none: the event's
    Column("created", Instant, nullable=False),
    Column("last_seen", Date, nullable=False, index=True),  # a day is enough to forget by
    # False once Telegram said that nothing can be sent there; true again when the chat writes.
    Column("reachable", Boolean, nullable=False, server_default=true()),
    # When it could be written to again. What fell due before then is not sent any more.
    Column("reachable_since", Instant),
    # False where the chat switched them off.
    Column("announcements", Boolean, nullable=False, server_default=true()),
)

meetings = Table(
    "meetings",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("origin", String(8), nullable=False),  # pack, local
    Column("status", String(12), nullable=False),  # planned, cancelled
    # pack, local: who said so last. What an organiser said stays.
    Column("status_by", String(8), nullable=False, server_default="pack"),
    Column("kind", String(40), nullable=False),
    Column("region", String(40), nullable=False),
    Column("time_zone", String(64), nullable=False),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("begins", Instant),  # none: its hour is not known, it is a meeting of days
    Column("opens", Instant, nullable=False),
    Column("closes", Instant, nullable=False),
    Column("body", Text, nullable=False),
    Column("pack_hash", String(64)),  # of what the pack said last; none: the pack never had it
    Column("changed", Instant, nullable=False),
    Column("since", Instant, nullable=False),  # when the times it now has were set
)

meeting_roundtables = Table(
    "meeting_roundtables",
    metadata,
    Column("meeting_id", String(40), primary_key=True),
    Column("roundtable", Integer, primary_key=True, autoincrement=False),
)

# What each revision said, so that a notice can show old and new.
meeting_revisions = Table(
    "meeting_revisions",
    metadata,
    Column("meeting_id", String(40), primary_key=True),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("status", String(12), nullable=False),
    Column("when_and_where", String(64), nullable=False),  # equal where a reader sees no change
    Column("body", Text, nullable=False),
    Column("made", Instant),  # none: before this was kept
    Column("reason", Text),  # why, as an organiser tells it to everybody
    Column("edited_by", String(64)),  # a name for everybody, nobody's own
)

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("what", String(12), primary_key=True),  # meeting, kind, region, roundtable, all
    Column("value", String(40), primary_key=True),
    Column("created", Instant, nullable=False),
    Index("ix_subscriptions_what", "what", "value"),
)

# A meeting switched off although something wider is subscribed to.
exceptions = Table(
    "exceptions",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("meeting_id", String(40), primary_key=True),
)

reminder_settings = Table(
    "reminder_settings",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("lead_times", String(80), index=True),  # seconds, "86400,3600"; none: the defaults
    Column("leads_since", Instant),  # when they were chosen
    Column("quiet_from", Integer),  # minutes after the chat's own midnight, as the next two
    Column("quiet_to", Integer),
    Column("digest_at", Integer, index=True),
    Column("digest_since", Instant),  # when it was chosen
)

lead_overrides = Table(
    "lead_overrides",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("meeting_id", String(40), primary_key=True),
    Column("lead_times", String(80), index=True),  # none: the chat's own hold again, since then
    Column("since", Instant, nullable=False),
)

# Few chats' deliveries are about announcements, and those are counted while they go out.
_announced = text("notice IN ('announcement', 'correction', 'withdrawal')")

# The outbox: one notice about one thing to one chat. `subject` is a meeting's id, or a name that
# no meeting has: see storage/deliveries/subjects.py.
deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("subject", String(40), nullable=False),
    Column("revision", Integer, nullable=False),  # of the meeting; 0 where it is about none
    Column("notice", String(12), nullable=False),
    Column("lead", Integer, nullable=False),  # seconds; 0 where there is none
    Column("before", Integer),  # the revision that the chat knows, where the notice is a change
    Column("due", Instant, nullable=False),
    Column("expires", Instant, nullable=False),
    Column("state", String(12), nullable=False),
    Column("claimed_until", Instant),
    Column("attempts", Integer, nullable=False),
    Column("not_before", Instant),
    Column("late", Boolean, nullable=False),
    Column("settled", Instant),
    Column("reason", String(40)),  # a short code, never words
    UniqueConstraint("chat_id", "subject", "revision", "notice", "lead", name="uq_deliveries_once"),
    Index("ix_deliveries_state", "state", "due"),
    Index("ix_deliveries_chat_id", "chat_id", "state", "due"),
    Index(
        "ix_deliveries_announced", "subject", "revision", "notice", "state", "reason",
        sqlite_where=_announced, postgresql_where=_announced,
    ),
)  # fmt: skip

# Moments that were planned after they fell due. Nobody can be added to them any more, because
# nothing is sent for an instant before it was asked for; so planning may skip them.
planned_moments = Table(
    "planned_moments",
    metadata,
    Column("subject", String(40), primary_key=True),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("lead", Integer, primary_key=True, autoincrement=False),
    Column("zone", String(64), primary_key=True),  # empty: everywhere at once
    Column("planned", Instant, nullable=False),
)

# Chats whose own settings moved their instants: planning looks at them again.
chats_to_plan = Table(
    "chats_to_plan",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
)

# Changes of meetings, and new ones, of which not everybody's notice is in the outbox yet.
meetings_to_tell = Table(
    "meetings_to_tell",
    metadata,
    Column("meeting_id", String(40), primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("before", Integer),  # the revision before it; none: it is new
    Column("moved", Boolean, nullable=False),  # its times or its status are others
    Column("notice", String(12)),  # new, change, cancellation; none: nobody sees a change
    Column("made", Instant, nullable=False),
    Column("due", Instant, nullable=False),
    Column("expires", Instant, nullable=False),
    Column("told_to", BigInteger, nullable=False),  # chats up to this one have theirs
)

# What Telegram handed over. The body is kept until the update is answered; the id longer, so that
# one that is handed over again is known.
_waiting = text("body IS NOT NULL")
updates = Table(
    "updates",
    metadata,
    # https://core.telegram.org/bots/api#update
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("taken", Instant, nullable=False, index=True),
    Column("body", LargeBinary),
    Column("tries", Integer, nullable=False),
    Index("ix_updates_waiting", "id", sqlite_where=_waiting, postgresql_where=_waiting),
)

# Who may read a chat's agenda as a calendar. The token itself is shown once and not kept.
calendar_feeds = Table(
    "calendar_feeds",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("created", Instant, nullable=False),
)

# The team. Owners named by the operator's setting are not among them.
organisers = Table(
    "organisers",
    metadata,
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("role", String(12), nullable=False),
    Column("roundtables", String(80), nullable=False),  # a chair's, with commas between
    Column("name", String(64), nullable=False),
    Column("since", Instant, nullable=False),
)

invites = Table(
    "invites",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("role", String(12), nullable=False),
    Column("roundtables", String(80), nullable=False),
    Column("invited_by", BigInteger, nullable=False),
    Column("expires", Instant, nullable=False),
)

# What the bot asked in a private chat and waits for.
dialogs = Table(
    "dialogs",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("name", String(24), nullable=False),
    Column("state", Text, nullable=False),
    Column("asked", Instant, nullable=False),
)

# Who of the team did what. Of one who was forgotten, the acts stay without the person.
trace = Table(
    "trace",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("actor", BigInteger, index=True),
    Column("name", String(64)),
    Column("act", String(32), nullable=False),
    Column("subject", String(64), nullable=False),
    Column("details", Text, nullable=False),
)

announcements = Table(
    "announcements",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("author", BigInteger, index=True),  # none: forgotten
    Column("language", String(8), nullable=False),  # in which its author is told of it
    Column("fallback", String(8), nullable=False),  # for chats in whose language it is not written
    Column("status", String(12), nullable=False, index=True),
    Column("job", String(12), nullable=False),  # announcement, correction, withdrawal
    Column("edition", Integer, nullable=False),  # one more with each correction or withdrawal
    Column("what", String(12), nullable=False),  # everybody, language, or what is subscribed to
    Column("value", String(40), nullable=False),
    Column("made", Instant, nullable=False),
    Column("due", Instant),  # when it is to begin by itself
    Column("chats", Integer, nullable=False),  # how many the job concerned when it began
    Column("queued_to", BigInteger),  # chats up to this one are in the outbox
    Column("queued", Boolean, nullable=False),  # all of them are
    Column("began", Instant),
    Column("ended", Instant),
    Column("progress", BigInteger),  # the message that tells its author how far it is
    Column("told", String(12)),  # the last status that message was brought to
    Column("tally", Text),  # what became of the job, once it ended; none: counted as it goes
    Column("kept_until", Instant),  # its messages are known until then, to be changed
)

# What it says, by language; a correction writes a new edition.
announcement_versions = Table(
    "announcement_versions",
    metadata,
    Column("announcement", Integer, primary_key=True, autoincrement=False),
    Column("language", String(8), primary_key=True),
    Column("edition", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(12), nullable=False),  # text, photo, document
    Column("file_id", String(256)),
    Column("html", Text, nullable=False),
)

# The messages that went out, so that they can be corrected and withdrawn.
announcement_messages = Table(
    "announcement_messages",
    metadata,
    Column("announcement", Integer, primary_key=True, autoincrement=False),
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False, index=True),
    Column("message_id", BigInteger, nullable=False),
    Column("language", String(8), nullable=False),  # of the version that was sent
)

# A calendar's file that an organiser sent, read, until they confirm it.
imports = Table(
    "imports",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("mark", String(16), nullable=False),  # tells it from the one before
    Column("draft", Text, nullable=False),
    Column("made", Instant, nullable=False),
)

# Which meeting an event of another calendar became, by its UID.
imported_events = Table(
    "imported_events",
    metadata,
    Column("uid_hash", String(64), primary_key=True),
    Column("meeting_id", String(40), nullable=False),
)

# What delegates asked the secretariat. An id is never given twice: buttons in old messages bear it.
questions = Table(
    "questions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("message_id", BigInteger, nullable=False),
    Column("thread", Integer),  # the question that it follows up; none: it is the first
    Column("name", String(64), nullable=False),
    Column("language", String(8), nullable=False),  # in which its asker is answered
    Column("words", Text),  # none: answered, closed or too old
    Column("asked", Instant, nullable=False, index=True),
    Column("status", String(12), nullable=False),  # open, answered, closed
    Column("settled_by", String(64), nullable=False),  # a name; empty: nobody, or forgotten
    Column("settler", BigInteger),
    Column("spread", Boolean, nullable=False),  # it is decided who is asked
    UniqueConstraint("chat_id", "message_id", name="uq_questions_message"),
    sqlite_autoincrement=True,
)

# A question shown to one who may answer: the organisers' group, or an organiser.
question_relays = Table(
    "question_relays",
    metadata,
    Column(
        "question", Integer,
        ForeignKey("questions.id", name="fk_question_relays_question", ondelete="CASCADE"),
        primary_key=True, autoincrement=False,
    ),
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("message_id", BigInteger),  # none: not sent yet
    Column("state", String(12), nullable=False),  # waiting, sent, refused, failed
    Column("shown", String(12), nullable=False),  # the status that its buttons show
    Column("attempts", Integer, nullable=False),
    Column("not_before", Instant),
    Index("ix_question_relays_chat_id", "chat_id", "message_id"),
)  # fmt: skip

# What the team answered, on its way to who asked.
question_answers = Table(
    "question_answers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column(
        "question", Integer,
        ForeignKey("questions.id", name="fk_question_answers_question", ondelete="CASCADE"),
        nullable=False, index=True,
    ),
    Column("from_chat", BigInteger, nullable=False),
    Column("from_message", BigInteger, nullable=False),
    Column("author", BigInteger),  # none: forgotten
    Column("name", String(64), nullable=False),
    Column("language", String(8), nullable=False),  # in which its author is told
    Column("words", Text),  # none: it is delivered, or cannot be
    Column("state", String(12), nullable=False),  # waiting, sent, blocked, failed
    Column("message_id", BigInteger, index=True),  # with who asked; none: not sent yet
    Column("told", Boolean, nullable=False),  # its author knows what became of it
    Column("attempts", Integer, nullable=False),
    Column("not_before", Instant),
    UniqueConstraint("from_chat", "from_message", name="uq_question_answers_message"),
    sqlite_autoincrement=True,
)  # fmt: skip

# From whom the secretariat takes no questions. It outlasts /forget, or it would be of no use.
muted = Table(
    "muted",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("name", String(64), nullable=False),  # empty: forgotten
    Column("since", Instant, nullable=False),
)

# The group that questions go to: one row, or none.
question_group = Table(
    "question_group",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("title", String(128), nullable=False),
    Column("lost", Boolean, nullable=False),  # Telegram said that the bot cannot write there
)

# A link by which one organiser chooses the group. The token itself is shown once and not kept.
group_links = Table(
    "group_links",
    metadata,
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("token_hash", String(64), nullable=False),
    Column("expires", Instant, nullable=False),
)

# How often something was asked for on a day (UTC); by whom is not kept.
counts = Table(
    "counts",
    metadata,
    Column("day", Date, primary_key=True),
    Column("what", String(12), primary_key=True),  # looked-up, found, not-found
    Column("name", String(64), primary_key=True),  # an entry, a command or place, words
    Column("number", Integer, nullable=False),
)

# All that is kept of a chat beside its own row.
OF_A_CHAT = (
    subscriptions,
    exceptions,
    reminder_settings,
    lead_overrides,
    deliveries,
    chats_to_plan,
    calendar_feeds,
    dialogs,
    announcement_messages,
    imports,
    questions,
    question_relays,
)
