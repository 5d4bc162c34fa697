"""The Word file of a document: the same document gives the same bytes."""

from __future__ import annotations

import io
import re
import zipfile

import docx
from docx.document import Document as Word
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from pipeline.reports.documents import Document, Grid, Heading, Line

FONT, SIZE = "Times New Roman", 13  # decree 30/2020/NĐ-CP, annex I: type of administrative documents
MARGINS = (2.0, 2.0, 3.0, 1.5)  # the same annex: top and bottom 20 to 25 mm, left 30 to 35 mm, right 15 to 20 mm
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the oldest moment that a zip can hold


def as_docx(document: Document) -> bytes:
    """A Word file in A4, in Vietnamese, with real links."""
    word = docx.Document()
    _set_up(word, document)
    title = word.add_paragraph(style="Title")
    _write(title, document.title, bold=True)
    subtitle = word.add_paragraph()
    subtitle.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _write(subtitle, document.subtitle)
    for block in document.blocks:
        if isinstance(block, Heading):
            _write(word.add_paragraph(style="Heading 1"), block.text)
        elif isinstance(block, Grid):
            _grid(word, block)
        else:
            _line(word, block)
    out = io.BytesIO()
    word.save(out)
    return _same_bytes(out.getvalue())


def _set_up(word: Word, document: Document) -> None:
    section = word.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = map(Cm, MARGINS)
    for name in ("Normal", "Title", "Heading 1", "List Bullet"):
        style = word.styles[name]
        style.font.name, style.font.size = FONT, Pt(SIZE + 3 if name == "Title" else SIZE)
        style.font.color.rgb = RGBColor(0, 0, 0)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for attribute in ("w:eastAsia", "w:cs", "w:hAnsi", "w:ascii"):
            fonts.set(qn(attribute), FONT)
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(theme), None)
    word.styles["Title"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "vi-VN")
    word.styles["Normal"].element.get_or_add_rPr().append(language)
    facts = word.core_properties
    facts.title, facts.author, facts.language, facts.comments = clean(document.title), "diembao", "vi-VN", ""
    facts.created = facts.modified = document.made_at.replace(tzinfo=None)
    facts.last_modified_by, facts.revision = "diembao", 1


def _line(word: Word, line: Line) -> None:
    paragraph = word.add_paragraph(style="List Bullet" if line.is_entry else "Normal")
    if line.strong and line.url:
        _link(paragraph, line.strong, line.url)
    elif line.strong:
        _write(paragraph, line.strong, bold=True)
    if line.text:
        run = paragraph.add_run(clean((" " if line.strong else "") + line.text))
        run.italic = line.is_note or None
        run.font.size = Pt(SIZE - 2) if line.is_note else None


def _write(paragraph: Paragraph, text: str, *, bold: bool = False) -> None:
    paragraph.add_run(clean(text)).bold = bold or None


def _link(paragraph: Paragraph, text: str, url: str) -> None:
    """A link that Word and LibreOffice open; only web addresses become one."""
    if not url.startswith(("http://", "https://")):
        _write(paragraph, text, bold=True)
        return
    anchor = OxmlElement("w:hyperlink")
    anchor.set(qn("r:id"), paragraph.part.relate_to(clean(url), RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run = paragraph.add_run(clean(text))
    run.bold, run.font.color.rgb, run.underline = True, RGBColor(0x05, 0x63, 0xC1), True
    anchor.append(run._r)
    paragraph._p.append(anchor)


def _grid(word: Word, grid: Grid) -> None:
    table = word.add_table(rows=1, cols=len(grid.headings), style="Table Grid")
    for place, heading in enumerate(grid.headings):
        _write(table.rows[0].cells[place].paragraphs[0], heading, bold=True)
    for row in grid.rows:
        cells = table.add_row().cells
        for place, text in enumerate(row):
            cells[place].paragraphs[0].add_run(clean(text))
    word.add_paragraph()


def clean(text: str) -> str:
    """Without what XML cannot hold: titles come from outside."""
    return _NOT_XML.sub("", text)


def _same_bytes(packed: bytes) -> bytes:
    """The archive with one moment for all of its files."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in given.namelist():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            made.writestr(entry, given.read(name))
    return out.getvalue()
