"""Where each stretch of text stands on a page of a PDF: the operators that place and show text, followed one by one.

The library reads the file, its streams and its fonts; this follows the text matrices, since amounts must stay below
their headings. A stretch ends where the file moves on or leaves a gap, so that "4711" and "100.00" never run together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.generic import ContentStream, DictionaryObject, StreamObject
from pypdf.generic._font import Font  # its only reader of fonts; kept to one version by the lock

MOST_OPERATIONS = 400_000
MOST_LETTERS = 1_000_000
MOST_DEEP = 12
LARGEST_STREAM = 20_000_000

Matrix = tuple[float, float, float, float, float, float]
_ONE: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
# A gap within one string of more than this part of the height parts words; more than the second, pieces.
_UPRIGHT = 0.02


class TooMuch(Exception):
    """More than is read of an advice: what."""


@dataclass(slots=True)
class Budget:
    """What may still be read of the file. `unreadable` counts letters whose font does not say what they are."""

    operations: int = MOST_OPERATIONS
    letters: int = MOST_LETTERS
    unreadable: int = 0

    def spend(self, *, operations: int = 0, letters: int = 0) -> None:
        """Raises TooMuch where nothing is left."""
        self.operations -= operations
        self.letters -= letters
        if self.operations < 0:
            raise TooMuch("operations")
        if self.letters < 0:
            raise TooMuch("letters")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text: where it begins and ends on the page, in points, and how high its letters are."""

    text: str
    x: float
    y: float
    end: float
    height: float


@dataclass(slots=True)
class _State:
    """The graphics state as far as text needs it."""

    matrix: Matrix = _ONE
    font: Font | None = None
    size: float = 0.0
    spacing: float = 0.0
    word_spacing: float = 0.0
    scale: float = 1.0
    leading: float = 0.0
    rise: float = 0.0


@dataclass(slots=True)
class _Page:
    """What is gone through of one page."""

    reader: PdfReader
    budget: Budget
    fonts: dict[int, Font] = field(default_factory=dict)
    runs: list[Run] = field(default_factory=list)


def runs_of(page: PageObject, reader: PdfReader, budget: Budget) -> list[Run]:
    """The stretches of text of a page that stand upright. Raises TooMuch, and what the library raises."""
    contents = page.get_contents()
    if contents is None:
        return []
    turned = int(page.rotation or 0) % 360
    start: Matrix = {90: (0, -1, 1, 0, 0, 0), 180: (-1, 0, 0, -1, 0, 0), 270: (0, 1, -1, 0, 0, 0)}.get(turned, _ONE)
    going = _Page(reader, budget)
    _Walk(going, _resources(page), _State(matrix=start)).go(contents, deep=0)
    return going.runs


def _resources(holder: Mapping[str, Any]) -> DictionaryObject:
    found = holder.get("/Resources")
    found = found.get_object() if found is not None else None
    return found if isinstance(found, DictionaryObject) else DictionaryObject()


def _times(one: Matrix, other: Matrix) -> Matrix:
    a, b, c, d, e, f = one
    g, h, i, j, k, m = other
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def _numbers(operands: list[Any], count: int) -> list[float]:
    found = [float(one) for one in operands[:count]]
    if len(found) < count:
        raise ValueError("operands are missing")
    return found


class _Walk:
    """Goes through one stream of operators."""

    def __init__(self, page: _Page, resources: DictionaryObject, state: _State) -> None:
        self._page = page
        self._resources = resources
        self._state = state
        self._saved: list[_State] = []
        self._line: Matrix = _ONE
        self._text: Matrix = _ONE
        self._ways = {
            b"q": self._save, b"Q": self._restore, b"cm": self._transform, b"BT": self._begin, b"Tf": self._font,
            b"Td": self._move, b"TD": self._move_leading, b"Tm": self._place, b"T*": self._next_line, b"Tj": self._show,
            b"TJ": self._show_parts, b"'": self._next_show, b'"': self._spaced_show, b"Tc": self._set_spacing,
            b"Tw": self._set_word_spacing, b"Tz": self._set_scale, b"TL": self._set_leading, b"Ts": self._set_rise,
        }  # fmt: skip

    def go(self, stream: Any, *, deep: int) -> None:
        """Follow all operators. A form within the page is followed where it is drawn."""
        if deep > MOST_DEEP:
            raise TooMuch("forms")
        content = stream if isinstance(stream, ContentStream) else ContentStream(stream, self._page.reader)
        self._page.budget.spend(operations=len(content.operations))
        for operands, operator in content.operations:
            if operator == b"Do":
                self._draw(operands, deep=deep)
            elif way := self._ways.get(operator):
                way(list(operands) if not isinstance(operands, dict) else [])

    def _draw(self, operands: list[Any], *, deep: int) -> None:
        things = self._resources.get("/XObject")
        things = things.get_object() if things is not None else None
        if not operands or not isinstance(things, DictionaryObject) or operands[0] not in things:
            return
        form = things[operands[0]].get_object()
        if not isinstance(form, StreamObject) or form.get("/Subtype") != "/Form":
            return
        own = _resources(form) or self._resources
        matrix = form.get("/Matrix")
        placed = tuple(_numbers(list(matrix.get_object()), 6)) if matrix is not None else _ONE
        state = replace(self._state, matrix=_times(placed, self._state.matrix))  # type: ignore[arg-type]
        _Walk(self._page, own, state).go(form, deep=deep + 1)

    # --- state ------------------------------------------------------------------------------------------------------

    def _save(self, _operands: list[Any]) -> None:
        self._saved.append(replace(self._state))
        if len(self._saved) > 1_000:
            raise TooMuch("saved states")

    def _restore(self, _operands: list[Any]) -> None:
        if self._saved:
            self._state = self._saved.pop()

    def _transform(self, operands: list[Any]) -> None:
        a, b, c, d, e, f = _numbers(operands, 6)
        self._state.matrix = _times((a, b, c, d, e, f), self._state.matrix)

    def _begin(self, _operands: list[Any]) -> None:
        self._line = self._text = _ONE

    def _font(self, operands: list[Any]) -> None:
        fonts = self._resources.get("/Font")
        fonts = fonts.get_object() if fonts is not None else None
        self._state.size = _numbers(operands[1:], 1)[0]
        self._state.font = None
        if isinstance(fonts, DictionaryObject) and operands[0] in fonts:
            told = fonts[operands[0]].get_object()
            if isinstance(told, DictionaryObject):
                known = self._page.fonts
                if id(told) not in known:
                    known[id(told)] = Font.from_font_resource(told)
                self._state.font = known[id(told)]

    def _set_spacing(self, operands: list[Any]) -> None:
        self._state.spacing = _numbers(operands, 1)[0]

    def _set_word_spacing(self, operands: list[Any]) -> None:
        self._state.word_spacing = _numbers(operands, 1)[0]

    def _set_scale(self, operands: list[Any]) -> None:
        self._state.scale = _numbers(operands, 1)[0] / 100

    def _set_leading(self, operands: list[Any]) -> None:
        self._state.leading = _numbers(operands, 1)[0]

    def _set_rise(self, operands: list[Any]) -> None:
        self._state.rise = _numbers(operands, 1)[0]

    # --- places -----------------------------------------------------------------------------------------------------

    def _move(self, operands: list[Any]) -> None:
        x, y = _numbers(operands, 2)
        self._line = self._text = _times((1, 0, 0, 1, x, y), self._line)

    def _move_leading(self, operands: list[Any]) -> None:
        self._state.leading = -_numbers(operands, 2)[1]
        self._move(operands)

    def _place(self, operands: list[Any]) -> None:
        a, b, c, d, e, f = _numbers(operands, 6)
        self._line = self._text = (a, b, c, d, e, f)

    def _next_line(self, _operands: list[Any]) -> None:
        self._move([0.0, -self._state.leading])

    # --- text -------------------------------------------------------------------------------------------------------

    def _next_show(self, operands: list[Any]) -> None:
        self._next_line([])
        self._show(operands)

    def _spaced_show(self, operands: list[Any]) -> None:
        self._state.word_spacing, self._state.spacing = _numbers(operands, 2)
        self._next_show(operands[2:])

    def _show_parts(self, operands: list[Any]) -> None:
        for part in operands[0] if operands and isinstance(operands[0], list) else []:
            if isinstance(part, int | float):
                self._advance(-float(part) / 1000 * self._state.size * self._state.scale)
            else:
                self._show([part])

    def _show(self, operands: list[Any]) -> None:
        """Show a string: letter by letter into words, since blanks may be as wide as columns."""
        state = self._state
        if not operands or state.font is None:
            self._page.budget.unreadable += bool(operands)
            return
        for raw, text in _letters(state.font, _bytes(operands[0])):
            self._page.budget.spend(letters=1)
            if not text or "\ufffd" in text or not state.font.interpretable:
                self._page.budget.unreadable += 1
            blank = raw in (" ", state.font.space_char) or text.isspace()
            width = state.font.space_width if raw == state.font.space_char else state.font.get_text_width(raw)
            wide = (width / 1000 * state.size + state.spacing + (state.word_spacing if blank else 0)) * state.scale
            self._put(text, wide)

    def _put(self, text: str, wide: float) -> None:
        matrix = _times(self._text, self._state.matrix)
        begin = _times((1, 0, 0, 1, 0, self._state.rise), matrix)
        self._advance(wide)
        end = _times((1, 0, 0, 1, 0, self._state.rise), _times(self._text, self._state.matrix))
        height = abs(self._state.size) * (matrix[2] ** 2 + matrix[3] ** 2) ** 0.5
        if not text.strip() or height <= 0 or matrix[0] <= 0 or abs(matrix[1]) > _UPRIGHT * abs(matrix[0]):
            return
        self._page.runs.append(Run(text, begin[4], begin[5], end[4], height))

    def _advance(self, wide: float) -> None:
        self._text = _times((1, 0, 0, 1, wide, 0), self._text)


def _bytes(operand: Any) -> bytes:
    """The string as the file has it: the library may have taken it for text."""
    original = getattr(operand, "original_bytes", operand)
    return original if isinstance(original, bytes) else str(operand).encode("latin-1", "replace")


def _letters(font: Font, content: bytes) -> Iterator[tuple[str, str]]:
    """Each letter as the font counts it, and what it means."""
    if isinstance(font.encoding, str):
        for raw in content.decode(font.encoding, "replace"):
            yield raw, font.character_map.get(raw, raw)
        return
    for byte in content:
        raw = chr(byte)
        named = font.encoding.get(byte, raw)
        yield raw, "".join(font.character_map.get(one, one) for one in named)
