"""A letter as a Word file: letterhead, a table whose head comes again on each page, page numbers."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_FONT = "Georgia"


def letter_docx(content: Mapping[str, Any]) -> bytes:
    """The letter with the same words as its PDF. The same letter makes a file that says the same day and author."""
    made = Document()
    _page(made, content)
    _letterhead(made, content)
    made.add_paragraph("\n".join(content["recipient"])).paragraph_format.space_before = Mm(12)
    line = made.add_paragraph(f"{content['words']['account']} {content['account']}\t{content['date']}")
    line.paragraph_format.tab_stops.add_tab_stop(_text_width(made), WD_TAB_ALIGNMENT.RIGHT)
    line.paragraph_format.space_before = Mm(8)
    made.add_paragraph().add_run(content["subject"]).bold = True
    for block in content["blocks"]:
        if block.get("table"):
            if content["table"]:
                _table(made, content["table"])
        else:
            made.add_paragraph("\n".join(block["lines"]))
    if content["enclosed"]:
        small = made.add_paragraph().add_run(f"{content['words']['enclosed']}: {', '.join(content['enclosed'])}")
        small.font.size = Pt(9)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def _page(made: WordDocument, content: Mapping[str, Any]) -> None:
    section = made.sections[0]
    wide, high = (Mm(215.9), Mm(279.4)) if content["language"] == "en" else (Mm(210), Mm(297))
    section.page_width, section.page_height = wide, high
    section.left_margin = section.right_margin = Mm(22)
    section.top_margin, section.bottom_margin = Mm(20), Mm(22)
    style = made.styles["Normal"]
    style.font.name, style.font.size = _FONT, Pt(10)
    style.paragraph_format.space_after = Pt(8)
    day = dt.datetime.fromisoformat(f"{content['day']}T00:00:00")
    told = made.core_properties
    told.title, told.author, told.created, told.modified = content["subject"], content["company"], day, day
    told.language = content["language"]
    foot = section.footer.paragraphs[0]
    parts = [part for part in (content["company"], content["phone"], content["email"]) if part]
    foot.add_run(" · ".join(parts) + "\t")
    foot.paragraph_format.tab_stops.add_tab_stop(_text_width(made), WD_TAB_ALIGNMENT.RIGHT)
    foot.add_run(f"{content['words']['page']} ")
    _field(foot, "PAGE")
    foot.add_run(f" {content['words']['of']} ")
    _field(foot, "NUMPAGES")
    for run in foot.runs:
        run.font.size = Pt(8)


def _text_width(made: WordDocument) -> int:
    section = made.sections[0]
    assert section.page_width and section.left_margin is not None and section.right_margin is not None
    return int(section.page_width - section.left_margin - section.right_margin)


def _letterhead(made: WordDocument, content: Mapping[str, Any]) -> None:
    head = made.add_paragraph()
    name = head.add_run(content["company"])
    name.bold, name.font.size = True, Pt(15)
    if content["sender"]:
        small = made.add_paragraph().add_run(", ".join(content["sender"]))
        small.font.size = Pt(8.5)


def _table(made: WordDocument, given: Mapping[str, Any]) -> None:
    heads = given["heads"]
    table = made.add_table(rows=1, cols=len(heads))
    table.style = made.styles["Light List"]
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for cell, head in zip(table.rows[0].cells, heads, strict=True):
        _cell(cell.paragraphs[0], head["text"], right=head["right"], bold=True)
    _again_on_each_page(table.rows[0])
    for row in given["rows"]:
        for cell, head, text in zip(table.add_row().cells, heads, row, strict=True):
            _cell(cell.paragraphs[0], text, right=head["right"])
    for label, amount in given["totals"]:
        cells = table.add_row().cells
        _cell(cells[0].merge(cells[-3]).paragraphs[0], label, right=False, bold=True)
        _cell(cells[-2].merge(cells[-1]).paragraphs[0], amount, right=True, bold=True)
    made.add_paragraph()


def _cell(paragraph: Paragraph, text: str, *, right: bool, bold: bool = False) -> None:
    run = paragraph.add_run(text)
    run.bold, run.font.size = bold, Pt(8.5)
    paragraph.paragraph_format.space_after = Pt(0)
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _again_on_each_page(row: Any) -> None:
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _field(paragraph: Paragraph, name: str) -> None:
    """A number that Word works out, such as that of the page."""
    run = paragraph.add_run()
    for kind in ("begin", "", "end"):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = name
        run._r.append(element)
