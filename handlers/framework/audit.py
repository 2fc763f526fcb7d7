"""What the team does is written to the audit log, which /trace shows."""

from __future__ import annotations

import json
from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.framework.request import Request
from storage import audit_log


async def record_act(
    request: Request,
    connection: AsyncConnection,
    act: str,
    subject: str,
    details: Mapping[str, object] | None = None,
) -> None:
    """Add an entry of the person who asks. Call this in the transaction that does the act. `act`,
    `subject` and `details` are those of audit_log.Entry."""
    name = request.member.name if request.member is not None else request.user_name
    written = json.dumps(details or {}, ensure_ascii=False)
    await audit_log.record(
        connection, request.user_id, name, act, subject, request.reader.now, written
    )
