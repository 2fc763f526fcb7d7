"""A pack needs neither documents nor regions, and the checker does not ask for them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from bot.pack.check import check
from bot.pack.import_programme import Choices, meetings_yaml, read_programme
from content.loading import load_pack
from handlers.desk.calendar.form import Form, without_unknown_answers
from handlers.desk.calendar.form_meeting import meeting_from_form
from handlers.meetings.conversion import row_of
from tests.content.example import edit, example, problems
from tests.small_packs import assembly, conference


def test_a_conference_needs_neither_documents_nor_regions(tmp_path: Path) -> None:
    report = check(conference(tmp_path))
    assert report.problems == ()
    assert report.warnings == ()
    assert "4 meetings" in report.summary


def test_an_assembly_needs_no_meetings(tmp_path: Path) -> None:
    report = check(assembly(tmp_path))
    assert report.problems == ()
    assert report.warnings == ()


def test_a_document_that_is_not_quoted_may_be_taken_out_as_the_checker_says(tmp_path: Path) -> None:
    pack = conference(tmp_path)
    before = (pack / "pack.yaml").read_text(encoding="utf-8")
    (pack / "sources").mkdir()
    (pack / "sources" / "book.txt").write_text("The programme.\n", encoding="utf-8")
    documents = """documents:
  - {id: book, title: Programme, short: Programme, author: The team, date: '2026',
     file: sources/book.txt}
"""
    (pack / "pack.yaml").write_text(before + documents, encoding="utf-8")
    warned = check(pack)
    assert [problem.what for problem in warned.warnings] == ["no passage is quoted from it"]
    (pack / "pack.yaml").write_text(before, encoding="utf-8")
    assert check(pack).problems == ()


def test_a_pack_with_regions_wants_one_of_each_meeting(tmp_path: Path) -> None:
    pack = example(tmp_path)
    text = (pack / "meetings.yaml").read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if line.strip().startswith("region:"))
    assert problems(pack) == ()
    (pack / "meetings.yaml").write_text(text.replace(f"{line}\n", "", 1), encoding="utf-8")
    found = problems(pack)
    assert [problem.what for problem in found] == ["“region” is missing"]
    assert found[0].fix == "Write one of “regions” in pack.yaml."


def test_a_passage_needs_a_document(tmp_path: Path) -> None:
    pack = assembly(tmp_path)
    edit(pack, "pack.yaml", "id: book", "id: other")
    assert problems(pack)


def test_a_programme_is_imported_and_a_meeting_added_without_a_region(tmp_path: Path) -> None:
    pack = load_pack(conference(tmp_path))
    rows = b"Title,Start,End,Time zone\nA talk,2026-06-08 16:00,2026-06-08 16:30,Europe/Lisbon\n"
    found = read_programme(rows, pack, Choices(), datetime(2026, 5, 1, tzinfo=UTC))
    assert [(meeting.kind, meeting.region) for meeting in found.new] == [("talk", None)]
    assert "region" not in meetings_yaml(found.new)
    answers = {"title": "A talk", "kind": "talk", "city": "", "zone": "Europe/Lisbon"}
    form = Form("add", "", 0, "when", 1, answers={**answers, "when": "2026-06-08/"})
    form = without_unknown_answers(form, pack)
    assert form.step == "confirm" and "region" not in form.questions
    meeting = meeting_from_form(form, pack, None, "the secretariat")
    assert meeting.region is None and row_of(meeting).region == ""
