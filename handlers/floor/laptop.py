"""The podium opens the clerk's page on a laptop, by a link that works once."""

from __future__ import annotations

from handlers.floor.buttons import Laptop
from handlers.floor.entering import podium_context
from handlers.framework.permissions import out_of_date
from handlers.framework.reader import Reader
from handlers.framework.reply import (
    Block,
    Copyable,
    Footnote,
    Heading,
    Link,
    Paragraph,
    Reply,
)
from handlers.framework.request import Request
from handlers.framework.topic import Answer
from storage.floor import clerk_access


async def press_laptop(request: Request, button: Laptop) -> Answer:
    """Make a link for whoever asks; an older one of theirs stops working."""
    reader, base = request.reader, request.services.pages_base
    async with request.services.database.write_transaction() as connection:
        context = await podium_context(request, connection, button.session)
        if context is None:
            return out_of_date(reader)
        if base is None:
            return laptop_view(reader, None)
        token = await clerk_access.new_link(
            connection, request.user_id, request.user_name, button.session, reader.now
        )
    return laptop_view(reader, f"{base}/clerk/{token}")


def laptop_view(reader: Reader, address: str | None) -> Reply:
    """Show the address of the clerk's page, or say that none is served."""
    _ = reader.gettext
    blocks: list[Block] = [Heading(_("On a laptop"))]
    if address is None:
        text = _("No pages are served here. Whoever runs the bot can set LISTEN and PUBLIC_URL.")
        blocks.append(Paragraph(text))
    else:
        open_it = _("Open this address in a browser on the podium:")
        # clerk_access.LINK_LIFETIME and BROWSER_LIFETIME
        once = _("It works once, within 10 minutes. The page then stays open for 12 hours.")
        warning = _("Whoever opens it acts in your name. Do not share it.")
        blocks += [
            Paragraph((open_it, " ", Link(_("List of speakers"), address))),
            Copyable(address),
            Footnote(f"{once} {warning}"),
        ]
    return Reply(tuple(blocks), new_message=True, payload="floor")
