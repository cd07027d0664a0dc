"""A PDF with text as lines: words put together by where they stand on the page.

No text (a scan) is a refusal of its own, `intake.advice_no_text`: the document is kept and waits for a person. The
bounds are of bytes, pages, operations and letters, which are the same on every machine; the time is bounded by the
process that reads. Passwords are not tried; no script, form or attachment is looked at; nothing is fetched.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Sequence

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from creditdesk.intake.formats.advice.lines import LONGEST_LINE, Line, Piece, check_count
from creditdesk.intake.formats.advice.noticing import Notes, no_advice
from creditdesk.intake.formats.advice.pdf_text import Budget, Run, TooMuch, runs_of
from creditdesk.intake.formats.decoding import CONTROL
from creditdesk.intake.formats.limits import MEGABYTE
from creditdesk.intake.formats.refusals import FileRefused

LARGEST = 10 * MEGABYTE
MOST_PAGES = 100
# Parts of the height of the letters: a gap that is wider parts two pieces, a narrower one two words.
_GAP, _BLANK = 0.85, 0.12
_SAME_LINE = 0.5
_TOO_MUCH = "The PDF holds more than is read of an advice."


def pdf_lines(content: bytes, *, notes: Notes) -> list[Line]:
    """The lines of all pages, top to bottom. Raises FileRefused."""
    if len(content) > LARGEST:
        said = "The PDF has %(size)d bytes; at most %(limit)d are read."
        raise no_advice("pdf_large", said, size=len(content), limit=LARGEST)
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it stumbles over is told by our findings
    try:
        return _lines(content, notes)
    except FileRefused:
        raise
    except TooMuch as error:
        raise no_advice("pdf_too_much", _TOO_MUCH) from error
    except RecursionError as error:
        raise no_advice("pdf_too_much", _TOO_MUCH) from error
    except (PyPdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, OSError) as error:
        # The library's own faults on files that it was not made for: the file is at fault.
        raise no_advice("pdf_broken", "The PDF is damaged, cut off, or not built like one.") from error
    except (AssertionError, NotImplementedError, ArithmeticError, UnicodeError, RuntimeError) as error:
        raise no_advice("pdf_broken", "The PDF is damaged, cut off, or not built like one.") from error


def _lines(content: bytes, notes: Notes) -> list[Line]:
    reader = PdfReader(io.BytesIO(content), strict=False)
    if reader.is_encrypted:
        said = "The PDF is protected by a password or against reading."
        raise no_advice("pdf_encrypted", said, remedy="Ask the sender for one without, or enter it by hand.")
    count = len(reader.pages)
    if count > MOST_PAGES:
        said = "The PDF has %(count)d pages; at most %(limit)d are read."
        raise no_advice("pdf_pages", said, count=count, limit=MOST_PAGES)
    budget = Budget()
    found: list[Line] = []
    letters = 0
    for number, page in enumerate(reader.pages, start=1):
        runs = runs_of(page, reader, budget)
        letters += sum(len(run.text.strip()) for run in runs)
        if not runs:
            said = "Page %(page)d holds no text that can be read."
            notes.remark("page_empty", said, line=0, holds=True, page=number)
        found += page_lines(runs, first=len(found) + 1)
    if budget.unreadable:
        said = "Letters of the PDF cannot be told: their font does not say what they are."
        notes.remark("pdf_letters", said, line=0, holds=True)
    if not letters:
        said = "The PDF holds no text: it is a picture, such as a scan."
        raise no_advice("no_text", said, remedy="It is kept as a document; enter what it says by hand.")
    return found


def page_lines(runs: Sequence[Run], *, first: int) -> list[Line]:
    """The runs of a page as lines: those of one height together, from left to right."""
    rows: list[list[Run]] = []
    for run in sorted(runs, key=lambda run: (-run.y, run.x)):
        if rows and abs(rows[-1][0].y - run.y) <= _SAME_LINE * min(rows[-1][0].height, run.height):
            rows[-1].append(run)
        else:
            rows.append([run])
    lines: list[Line] = []
    for row in rows:
        check_count(first + len(lines))
        pieces = _pieces(sorted(row, key=lambda run: run.x))
        if pieces and sum(len(piece.text) for piece in pieces) <= LONGEST_LINE:
            lines.append(Line(first + len(lines), tuple(pieces)))
        elif pieces:
            raise no_advice(
                "line_long",
                "The line has %(length)d characters; at most %(limit)d are read.",
                line=first + len(lines),
                length=sum(len(one.text) for one in pieces),
                limit=LONGEST_LINE,
            )
    return lines


def _pieces(runs: Sequence[Run]) -> list[Piece]:
    """Runs that follow one another closely as one piece, with a blank where they leave one."""
    found: list[Piece] = []
    last: Run | None = None
    for run in runs:
        text = CONTROL.sub(" ", run.text)
        if not text.strip():
            continue
        gap = run.x - last.end if last else 0.0
        size = max(run.height, 1.0)
        if last is not None and found and gap <= _GAP * size:
            if (run.x, run.text) == (last.x, last.text):
                continue  # printed twice to look bold
            blank = " " if gap > _BLANK * size and not found[-1].text.endswith(" ") else ""
            found[-1] = Piece(found[-1].text + blank + text, found[-1].start, run.end)
        else:
            found.append(Piece(text, run.x, run.end))
        last = run
    return [Piece(" ".join(piece.text.split()), piece.start, piece.end) for piece in found if piece.text.strip()]
