"""A pack may have practical pages, and files that people can open."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from content.checking import pack_warnings
from content.loading import load_pack
from content.model import Meeting, Page
from content.search import Search
from tests.content.example import edit, problems
from tests.content.pages_example import PDF, a_png, pages_example


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return pages_example(tmp_path)


def one_problem(pack: Path) -> str:
    """All that is wrong with it, in one sentence."""
    [problem] = problems(pack)
    return str(problem)


def test_pages_are_entries_and_their_files_are_known_by_type_and_content(folder: Path) -> None:
    pack = load_pack(folder)
    page = pack.entries["page-wifi"]
    assert isinstance(page, Page)
    assert pack.kind_of["page-wifi"] == "page"
    assert page.text is not None
    assert page.text.count("\n\n") == 1
    picture, plans = pack.files["maps/floor-1.png"], pack.files["maps/floors.pdf"]
    assert (picture.media_type, picture.is_photo) == ("image/png", True)
    assert (plans.media_type, plans.is_photo, plans.size) == ("application/pdf", False, len(PDF))
    assert pack.file(plans.id) == plans
    assert pack.in_language("fr").files == pack.files


def test_another_picture_is_another_pack(folder: Path) -> None:
    before = load_pack(folder)
    (folder / "maps" / "floor-1.png").write_bytes(a_png(641, 480))
    after = load_pack(folder)
    assert before.hash != after.hash
    assert before.files["maps/floor-1.png"].id == after.files["maps/floor-1.png"].id


def test_a_page_is_translated_as_far_as_it_goes(folder: Path) -> None:
    pack = load_pack(folder).in_language("fr")
    wifi, plan, emergency = pack.pages
    assert wifi.text == "Réseau : Danube-Forum. Le mot de passe est au dos de votre badge."
    assert plan.title == "Plan du premier étage"
    assert emergency.title == "In an emergency"
    missing = [
        str(each) for each in pack_warnings(pack.original) if each.file == "translations/fr.yaml"
    ]
    assert any("text (1)" in each for each in missing)


@pytest.mark.parametrize(
    ("language", "words", "found"),
    [
        ("en", "wifi password", "page-wifi"),
        ("en", "Wi-Fi", "page-wifi"),
        ("en", "wlan", "page-wifi"),
        ("en", "map", "page-plan"),
        ("en", "ambulance", "page-emergency"),
        ("fr", "mot de passe wifi", "page-wifi"),
        ("fr", "carte", "page-plan"),
        ("ar", "كلمة المرور", "page-wifi"),
        ("es", "wifi", "page-wifi"),
        ("ru", "wifi", "page-wifi"),
        ("zh", "wifi", "page-wifi"),
        ("zh", "实用信息", "page-wifi"),
        ("ru", "практическая информация", "page-wifi"),
        ("es", "información práctica", "page-wifi"),
    ],
)
def test_search_finds_pages(folder: Path, language: str, words: str, found: str) -> None:
    hits = Search(load_pack(folder)).find(words, language=language).hits
    assert hits
    assert hits[0].id == found


def test_titles_of_documents_are_translated_by_title(folder: Path) -> None:
    edit(
        folder, "meetings.yaml", "  city: Vienna",
        "  documents: [{title: All floors, file: maps/floors.pdf}]\n  city: Vienna",
    )  # fmt: skip
    with (folder / "translations" / "fr.yaml").open("a", encoding="utf-8") as french:
        french.write("attached: {All floors: Tous les étages}\n")
    pack = load_pack(folder).in_language("fr")
    meeting = pack.meeting("preparatory-vienna")
    assert meeting is not None
    for documents in (meeting.documents, pack.pages[1].documents):
        assert documents[0].title == "Tous les étages"
        assert documents[0].file == "maps/floors.pdf"
    edit(folder, "translations/fr.yaml", "{All floors:", "{All flors:")
    assert "the pack has no “All flors” in its attached. Did you mean All floors?" in (
        one_problem(folder)
    )


@pytest.mark.parametrize("name", ['a".pdf', "a\nX-b: c.pdf", "a?.pdf"])
def test_names_of_files_are_plain(folder: Path, name: str) -> None:
    (folder / "maps" / name).write_bytes(PDF)
    edit(folder, "pages.yaml", "maps/floors.pdf", json.dumps(f"maps/{name}"))
    assert "there is a sign in its name that cannot be sent" in one_problem(folder)


@pytest.mark.parametrize("ways", [1, 90])
def test_one_file_named_often_does_not_keep_it_busy(folder: Path, ways: int) -> None:
    (folder / "maps" / "floors.pdf").write_bytes(PDF + bytes(40_000_000))
    pages = "".join(
        f"- {{id: p{number}, title: x, picture: {'./' * (number % ways)}maps/floors.pdf}}\n"
        for number in range(3000)
    )
    (folder / "pages.yaml").write_text(pages, encoding="utf-8")
    (folder / "translations" / "fr.yaml").unlink()
    (folder / "translations" / "ar.yaml").unlink()
    began = time.process_time()
    assert problems(folder)
    assert time.process_time() - began < 10 * time_of_a_real_pack()


@cache
def time_of_a_real_pack() -> float:
    began = time.process_time()
    load_pack("hld-2013")
    return time.process_time() - began


def test_a_page_may_be_linked_to_a_meeting(folder: Path) -> None:
    with (folder / "links.yaml").open("a", encoding="utf-8") as links:
        links.write("- {between: [plan, meeting-preparatory-vienna], why: Where it is held}\n")
    assert "“plan” is a page. Write page-plan." in one_problem(folder)
    edit(folder, "links.yaml", "[plan, meeting", "[page-plan, meeting")
    pack = load_pack(folder)
    assert [other.id for other in pack.related("page-plan")] == ["meeting-preparatory-vienna"]


def test_a_meetings_document_may_be_a_file_of_the_pack(folder: Path) -> None:
    edit(
        folder, "meetings.yaml", "  city: Vienna",
        "  documents: [{title: All floors, file: maps/floors.pdf}]\n  city: Vienna",
    )  # fmt: skip
    meeting = load_pack(folder).meeting("preparatory-vienna")
    assert meeting is not None
    assert meeting.documents[0].file == "maps/floors.pdf"
    # As it is stored, and read again.
    stored = meeting.model_dump_json(exclude_defaults=True)
    assert Meeting.model_validate_json(stored) == meeting


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("file: maps/floors.pdf}", "title: x}", "“title” stands twice"),
        (", file: maps/floors.pdf}", "}", "a document has either “link” or “file”"),
        ("  picture: maps/floor-1.png\n", "  picture: maps/floor-1.png\n  sort: 3\n", "“sort” is"),
        ("  text: Dial 112 from any telephone.\n", "", "a page has a “text”, a “picture” or"),
        ("- id: emergency", "- id: wifi", "the id wifi is used twice"),
        ("- id: plan", "- id: a-name-of-twenty-four-xx", "has 24 characters; 23 are the most"),
        ("Dial 112 from any telephone.", "x" * 3501, "3,501 characters; 3,500 are the most"),
        (
            "maps/floors.pdf",
            "maps/floor.pdf",
            "is not a file of the pack. Did you mean maps/floors",
        ),
        ("maps/floors.pdf", "../floors.pdf", "leads out of the pack"),
        ("maps/floors.pdf", "maps/../../floors.pdf", "leads out of the pack"),
        ("maps/floors.pdf", "/etc/passwd", "does not stand inside the pack"),
        ("maps/floors.pdf", ".git/config", "leads out of the pack or is hidden"),
        ("maps/floors.pdf", "maps//floors.pdf", "can be written shorter. Write maps/floors.pdf"),
        ("maps/floors.pdf", "./maps/floors.pdf", "can be written shorter. Write maps/floors.pdf"),
        ("maps/floors.pdf", "'maps\\floors.pdf'", "has a backslash"),
        ("maps/floors.pdf", "maps", "it is no ordinary file"),
        ("maps/floors.pdf", "pack.yaml", "of a type that the bot does not send"),
        (
            "maps/floor-1.png",
            "maps/floors.pdf",
            "it is not a picture. Save it as PNG, JPEG or WebP",
        ),
    ],
)
def test_a_slip_in_a_page_gets_one_sentence(folder: Path, old: str, new: str, said: str) -> None:
    edit(folder, "pages.yaml", old, new)
    assert said in one_problem(folder)


def jpeg(width: int, height: int) -> bytes:
    size = height.to_bytes(2, "big") + width.to_bytes(2, "big")
    return b"\xff\xd8\xff\xe0\0\x04\0\0\xff\xc0\0\x11\x08" + size + b"\x03" + bytes(20)


def webp(width: int, height: int) -> bytes:
    sides = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return b"RIFF" + bytes(4) + b"WEBPVP8X" + bytes(8) + sides


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
DOCX = b"PK\x03\x04" + b"[Content_Types].xml" + b"word/document.xml"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("plan.svg", SVG, "of a type that the bot does not send"),
        ("plan.html", b"<html><script>", "of a type that the bot does not send"),
        ("plan.exe", b"MZ", "of a type that the bot does not send"),
        ("plan.zip", b"PK\x03\x04", "of a type that the bot does not send"),
        ("plan.docm", DOCX, "of a type that the bot does not send"),
        ("plan", PDF, "of a type that the bot does not send"),
        ("plan.png", SVG, "its content is not what “.png” says"),
        ("plan.pdf", b"MZ\x90", "its content is not what “.pdf” says"),
        ("plan.png", jpeg(10, 10), "its content is not what “.png” says"),
        ("plan.png", a_png()[:20], "its content is not what “.png” says"),
        ("plan.webp", b"RIFF\0\0\0\0WEBPVP8X", "its content is not what “.webp” says"),
        ("plan.docx", b"PK\x03\x04 a zip", "its content is not what “.docx” says"),
        ("plan.docx", DOCX + b"word/vbaProject.bin", "it has macros"),
        ("plan.odt", DOCX, "its content is not what “.odt” says"),
        ("plan.txt", b"\xff\xfe\0", "its content is not what “.txt” says"),
        ("plan.txt", b"a\0b", "its content is not what “.txt” says"),
        ("plan.pdf", b"", "it is empty"),
    ],
)
def test_files_are_what_their_names_say(folder: Path, name: str, content: bytes, said: str) -> None:
    (folder / "maps" / name).write_bytes(content)
    edit(folder, "pages.yaml", "maps/floors.pdf", f"maps/{name}")
    assert said in one_problem(folder)


@pytest.mark.parametrize(
    ("name", "content", "is_photo"),
    [
        ("plan.JPG", jpeg(300, 200), True),
        ("plan.webp", webp(300, 200), True),
        ("plan.png", a_png(9_001, 1_000), False),  # sent as a file, as it is
        ("plan.docx", DOCX, False),
        ("plan.odt", b"PK\x03\x04" + bytes(26)
         + b"mimetypeapplication/vnd.oasis.opendocument.text", False),
        ("plan.txt", "Étage 1".encode(), False),
    ],
)  # fmt: skip
def test_files_that_are_sent(folder: Path, name: str, content: bytes, is_photo: bool) -> None:
    (folder / "maps" / name).write_bytes(content)
    edit(folder, "pages.yaml", "maps/floors.pdf", f"maps/{name}")
    assert load_pack(folder).files[f"maps/{name}"].is_photo is is_photo


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: a_png(9_001, 1_000), "9,001 × 1,000 pixels, which Telegram does not show"),
        (lambda: a_png(2_100, 100), "neither is over 20 times the other"),
        (lambda: a_png() + bytes(10_000_000), "it is larger than 10 MB"),
    ],
)
def test_a_picture_is_one_that_telegram_shows(
    folder: Path, make: Callable[[], bytes], said: str
) -> None:
    (folder / "maps" / "floor-1.png").write_bytes(make())
    assert said in one_problem(folder)


def test_a_file_of_over_50_megabytes_is_not_read(folder: Path) -> None:
    with (folder / "maps" / "floors.pdf").open("r+b") as file:
        file.truncate(50_000_001)
    told = problems(folder)
    assert told
    assert all("“maps/floors.pdf” cannot be sent: it is larger than 50 MB" in str(x) for x in told)


@pytest.mark.parametrize("target", ["/etc/hostname", "../../secret.pdf"])
def test_a_file_is_no_link_out_of_the_pack(folder: Path, target: str) -> None:
    (folder.parent / "secret.pdf").write_bytes(PDF)
    (folder / "maps" / "floors.pdf").unlink()
    (folder / "maps" / "floors.pdf").symlink_to(target)
    assert "it is a link out of the pack" in one_problem(folder)
