"""What is on a printed page: its text, its links, and its QR code as a camera reads it."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as raw
import segno
import zxingcpp

_PIXELS_PER_POINT = 2.0
_MM_PER_POINT = 25.4 / 72


@dataclass(frozen=True)
class Page:
    """`letters` are (left, bottom, right, top) of each, in points from the lower left corner;
    `link` is opened by a click on the code, `module_mm` is the side of its smallest dark square,
    `code_top` and `code_bottom` are its edges in points."""

    width: float
    height: float
    text: str
    letters: list[tuple[float, float, float, float]]
    code: str
    link: str
    module_mm: float
    code_top: float
    code_bottom: float


def pages(pdf: bytes) -> list[Page]:
    """Read every page. Raises ValueError if one does not have exactly one code in white."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [_page(page) for page in document]


def _page(page: pypdfium2.PdfPage) -> Page:
    picture = page.render(scale=_PIXELS_PER_POINT).to_pil().convert("L")
    text_page = page.get_textpage()
    letters = [text_page.get_charbox(number) for number in range(text_page.count_chars())]
    text = text_page.get_text_range()
    text_page.close()
    (code,) = zxingcpp.read_barcodes(picture)
    corners = [
        code.position.top_left, code.position.top_right,
        code.position.bottom_left, code.position.bottom_right,
    ]  # fmt: skip
    left, right = min(at.x for at in corners), max(at.x for at in corners)
    top, bottom = min(at.y for at in corners), max(at.y for at in corners)
    module = (right - left) / segno.make_qr(code.text, error="m").symbol_size(border=0)[0]
    # https://www.qrcode.com/en/howto/code.html: four modules of white; one pixel for rounding.
    quiet = int(4 * module) - 1
    around = picture.crop((left - quiet, top - quiet, right + quiet, bottom + quiet))
    around.paste(255, (quiet - 1, quiet - 1, around.width - quiet + 1, around.height - quiet + 1))
    if around.getextrema()[0] < 250:
        raise ValueError("there is not enough white around the code")
    height = page.get_height()
    code_top, code_bottom = height - top / _PIXELS_PER_POINT, height - bottom / _PIXELS_PER_POINT
    middle = (left + right) / 2 / _PIXELS_PER_POINT
    return Page(
        width=page.get_width(),
        height=height,
        text=text,
        letters=letters,
        code=code.text,
        link=_link_at(page, middle, (code_top + code_bottom) / 2),
        module_mm=module / _PIXELS_PER_POINT * _MM_PER_POINT,
        code_top=code_top,
        code_bottom=code_bottom,
    )


def _link_at(page: pypdfium2.PdfPage, x: float, y: float) -> str:
    """The address that a click opens; empty where there is none."""
    link = raw.FPDFLink_GetLinkAtPoint(page, x, y)
    if not link:
        return ""
    action = raw.FPDFLink_GetAction(link)
    address = ctypes.create_string_buffer(512)
    raw.FPDFAction_GetURIPath(page.pdf, action, address, len(address))
    return address.value.decode()
