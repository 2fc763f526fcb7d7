"""A document's entries are drafted from its texts, and the draft is a pack that passes."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from bot.cli import commands
from content.document_import import ImportFailed, draft, plain_text
from content.loading import PACKS, load_pack
from tests.content.example import example
from tests.content.languages_example import ARABIC, ENGLISH, FRENCH

UDHR = PACKS / "hr75" / "sources" / "udhr"


def test_a_draft_is_a_pack_that_passes(tmp_path: Path) -> None:
    pack = example(tmp_path)
    texts = {"en": ENGLISH, "fr": FRENCH, "ar": ARABIC}
    made = draft(texts, "charter")
    for language, text in texts.items():
        (pack / "sources" / f"charter-{language}.txt").write_text(text, encoding="utf-8")
    parsed = yaml.safe_load((pack / "pack.yaml").read_text("utf-8"))
    parsed["documents"].append(made.document)
    (pack / "pack.yaml").write_text(yaml.safe_dump(parsed, allow_unicode=True), encoding="utf-8")
    (pack / "collections.yaml").write_text(
        yaml.safe_dump([made.collection], allow_unicode=True), encoding="utf-8"
    )
    loaded = load_pack(pack)
    assert loaded.passages["charter-2"].texts["fr"] == "Toute ville coopère avec ses voisines."
    assert loaded.passages["charter-preamble"].title == "Whereas rivers know no border,"
    assert made.missing == {}


def test_the_declaration_is_read_in_six_languages() -> None:
    texts = {file.stem: file.read_text("utf-8") for file in sorted(UDHR.glob("*.txt"))}
    texts = {"en": texts.pop("en"), **texts}
    made = draft(texts, "udhr")
    assert made.missing == {}
    assert made.document["numbering"]["zh"] == "第{n}条"
    assert made.document["headings"]["preamble"]["ru"] == "ПРЕАМБУЛА"
    assert made.document["paragraphs"] == "lines"
    entries = made.collection["passages"]
    assert len(entries) == 31
    assert entries[1] == {
        "id": "udhr-1", "title": "All human beings are born free and equal in dignity and…",
        "number": 1,
    }  # fmt: skip
    assert yaml.safe_load(made.yaml)


def test_paragraphs_with_numbers_in_their_lines() -> None:
    text = "Title\n\n1. We commit to\nact together.\n\n2. We decide\nto meet.\n\n3. We ask\nall.\n"
    made = draft({"en": text}, "decl", "Progress Declaration")
    assert made.document["numbering"] == {"en": "{n}."}
    assert "paragraphs" not in made.document
    assert [entry["title"] for entry in made.collection["passages"]] == [
        "We commit to act together.", "We decide to meet.", "We ask all.",
    ]  # fmt: skip


def test_what_a_language_lacks_is_told() -> None:
    made = draft({"en": "1. a\n2. b\n3. c\n", "fr": "1. a\n2. b\n"}, "x")
    assert made.missing == {"fr": ("3",)}


def test_a_text_without_numbers_is_refused() -> None:
    with pytest.raises(ImportFailed, match="No numbered parts"):
        draft({"en": "Just words.\n"}, "x")


def docx(paragraphs: str) -> bytes:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = f'<w:document xmlns:w="{space}"><w:body>{paragraphs}</w:body></w:document>'
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", body)
    return buffer.getvalue()


def test_word_and_web_pages_are_read() -> None:
    content = docx("<w:p><w:r><w:t>1. One</w:t></w:r><w:r><w:t> more</w:t></w:r></w:p><w:p/>")
    assert plain_text(content).strip() == "1. One more"
    page = (
        "<!DOCTYPE html><html><head><title>No</title><style>p {}</style></head><body>"
        "<h2>Article 1</h2><p>All are <em>free</em> &amp;\n equal.</p><script>no()</script></body>"
    )
    shown = [line for line in plain_text(page.encode()).split("\n") if line]
    assert shown == ["Article 1", "All are free & equal."]


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04 nothing", b"%PDF-1.7", "é".encode("latin-1"), b"x" * 10_000_001,
        docx("<w:p>"), docx("]]><!DOCTYPE a [<!ENTITY b 'c'>]>"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told(content: bytes) -> None:
    with pytest.raises(ImportFailed):
        plain_text(content)


def test_the_command_prints_the_entries(tmp_path: Path) -> None:
    for language, text in (("en", ENGLISH), ("fr", FRENCH)):
        (tmp_path / f"charter-{language}.txt").write_text(text, encoding="utf-8")
    files = [str(tmp_path / f"charter-{language}.txt") for language in ("en", "fr")]
    done = CliRunner().invoke(commands, ["import-document", *files, "--id", "charter"])
    assert done.exit_code == 0, done.output
    assert "sources/charter-fr.txt" in done.output and "number: 2" in done.output
    refused = CliRunner().invoke(commands, ["import-document", str(tmp_path / "none-en.txt")])
    assert refused.exit_code == 1
    unnamed = tmp_path / "charter.txt"
    unnamed.write_text(ENGLISH, encoding="utf-8")
    refused = CliRunner().invoke(commands, ["import-document", str(unnamed)])
    assert refused.exit_code == 1 and "charter-en.txt" in refused.output
