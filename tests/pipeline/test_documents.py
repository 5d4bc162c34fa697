"""Documents: the Word file opens with its words, links and type, the text fits a mail, odd titles break neither."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from datetime import datetime
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.reports.documents import WIDTH, Document, Grid, Heading, Line, as_text
from pipeline.reports.word import FONT, as_docx
from times import UTC

SAMPLE = Document(
    "ĐIỂM TIN BÁO CHÍ", "Tuyên Quang, ngày 21 tháng 11 năm 2026",
    [Heading("1. Cần xem"),
     Line("(Báo Thử, 06:05) Phê bình.", "Nước hồ thủy điện xả lúc nửa đêm", "https://a.vn/1.html", is_entry=True),
     Grid(["Báo", "Tin, bài"], [["Báo Thử", "3"], ["=1+1", "0"]]), Line("Nhãn máy gợi ý.", is_note=True)],
    datetime(2026, 11, 20, 23, 30, tzinfo=UTC),
)  # fmt: skip


def test_the_word_file_has_the_words_the_links_and_the_type():
    word = docx.Document(io.BytesIO(as_docx(SAMPLE)))
    text = "\n".join(paragraph.text for paragraph in word.paragraphs)
    for part in ("ĐIỂM TIN BÁO CHÍ", "Nước hồ thủy điện xả lúc nửa đêm", "(Báo Thử, 06:05) Phê bình."):
        assert part in text
    assert [[cell.text for cell in row.cells] for row in word.tables[0].rows][1:] == [["Báo Thử", "3"], ["=1+1", "0"]]
    assert "https://a.vn/1.html" in {link.target_ref for link in word.part.rels.values() if link.is_external}
    normal = word.styles["Normal"]
    assert (normal.font.name, normal.element.rPr.find(qn("w:lang")).get(qn("w:val"))) == (FONT, "vi-VN")
    assert (round(word.sections[0].page_width.cm), word.core_properties.author) == (21, "diembao")


def test_the_same_document_gives_the_same_bytes():
    assert as_docx(SAMPLE) == as_docx(SAMPLE)
    with zipfile.ZipFile(io.BytesIO(as_docx(SAMPLE))) as packed:
        assert {entry.date_time[0] for entry in packed.infolist()} == {1980}


ODD = st.text(st.characters(), max_size=40)


@given(ODD, ODD, ODD)
@settings(deadline=None, max_examples=30)
def test_whatever_stands_in_a_title_both_forms_are_made(title, text, url):
    document = Document(title, text, [Heading(title), Line(text, title, url, is_entry=True), Grid([title], [[text]])],
                        SAMPLE.made_at)  # fmt: skip
    assert docx.Document(io.BytesIO(as_docx(document))).paragraphs
    assert as_text(document).endswith("\n")


def test_only_web_addresses_become_links():
    document = Document(
        "T", "S", [Line("", "bấm", "javascript:alert(1)"), Line("", "tệp", "file:///etc/passwd")], SAMPLE.made_at
    )
    rels = docx.Document(io.BytesIO(as_docx(document))).part.rels.values()
    assert not [one.target_ref for one in rels if one.is_external]


def test_the_text_keeps_its_lines_short_but_never_breaks_an_address():
    long = Line("chữ " * 80, "Tiêu đề", "https://a.vn/" + "x" * 150 + ".html", is_entry=True)
    lines = as_text(Document("T", "S", [long], SAMPLE.made_at)).splitlines()
    assert all(len(line) <= WIDTH for line in lines if "https" not in line)
    assert sum("https" in line for line in lines) == 1


def test_libreoffice_opens_the_word_file(tmp_path: Path):
    if not shutil.which("soffice"):
        pytest.skip("needs LibreOffice: apt-get install --no-install-recommends libreoffice-writer libreoffice-calc")
    (tmp_path / "d.docx").write_bytes(as_docx(SAMPLE))
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    words = ["soffice", profile, "--headless", "--convert-to", "txt:Text (encoded):UTF8", "--outdir", str(tmp_path)]
    subprocess.run([*words, str(tmp_path / "d.docx")], check=True, capture_output=True, timeout=120)
    text = (tmp_path / "d.txt").read_text("utf-8")
    assert re.search("Nước hồ thủy điện xả lúc nửa đêm", text)
