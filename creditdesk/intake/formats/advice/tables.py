"""Rows below a header: one draft for each document, totals told apart, everything else handed on to `prose`."""

from __future__ import annotations

from collections.abc import Sequence

from creditdesk.intake.formats.advice.amount_words import amounts_in
from creditdesk.intake.formats.advice.drafts import Draft, Gathered, Taken, TotalRow
from creditdesk.intake.formats.advice.figures import bare_amount, is_dated, looks_like_day, several_amounts, units_of
from creditdesk.intake.formats.advice.headings import Column, Columns, cells_of, column_at, header_at
from creditdesk.intake.formats.advice.kinds import kind_of
from creditdesk.intake.formats.advice.labels import take_labels
from creditdesk.intake.formats.advice.lines import Line, Piece
from creditdesk.intake.formats.advice.prose import Prose, number_and_kind
from creditdesk.intake.formats.advice.words import AMOUNTS, OF_PAYMENT, SUBTOTALS, TOTALS, Role
from creditdesk.intake.formats.synonyms import squashed
from creditdesk.intake.formats.values import is_amount

LONGEST_NUMBER = 60
_NOTHING = frozenset({"-", "–", "—", "--", "n/a", ""})
_LABEL_WORDS = 4


def gather(lines: Sequence[Line]) -> Gathered:
    """All that the lines say of documents and of the payment."""
    gathered = Gathered()
    prose = Prose(gathered)
    columns: Columns | None = None
    place = 0
    while place < len(lines):
        header = header_at(lines, place)
        if header is None:
            line = lines[place]
            taken = _take_total(line, columns, gathered) or (columns and _take_row(line, columns, gathered))
            if not taken and not take_labels(line, gathered):
                prose.take(line)
            place += 1
        elif header.number is None:
            place += header.lines
            if place < len(lines) and _take_facts(lines[place], header, gathered):
                place += 1
        else:
            columns = header
            gathered.tables += 1
            place += header.lines
    prose.end()
    return gathered


def _take_facts(line: Line, header: Columns, gathered: Gathered) -> bool:
    """The values below a header that names facts of the payment."""
    cells = cells_of(line, header) or {}
    told = [(header.columns[place].role, text) for place, text in cells.items()]
    for role, text in told:
        if role in OF_PAYMENT and (role != "payment_amount" or is_amount(bare_amount(text))):
            _tell(role, text, line=line, gathered=gathered)
    return bool(told)


def _tell(role: Role, text: str, *, line: Line, gathered: Gathered) -> None:
    """A fact of the payment that a row repeats is told once."""
    value = " ".join(text.split())
    if role == "currency":
        gathered.units.append(value)
    elif value not in [said for said, _ in gathered.facts.get(role, [])]:
        gathered.tell(role, value, line=line.number)


# --- totals ---------------------------------------------------------------------------------------------------------


def _take_total(line: Line, columns: Columns | None, gathered: Gathered) -> bool:
    """Take a row that adds up: one whose first words say so, and which has an amount."""
    label = _total_label(line.pieces[0].text)
    at = 0
    if label is None and len(line.pieces) > 1 and columns is not None and not _number_like(line.pieces[0].text):
        at, label = 1, _total_label(line.pieces[1].text)
    if label is None:
        return False
    part, rest = label
    pieces = list(line.pieces[at + 1 :])
    several = several_amounts(rest)
    if rest and not several:
        first = line.pieces[at]
        pieces.insert(0, Piece(rest, first.end - (first.end - first.start) * len(rest) / len(first.text), first.end))
    amounts: dict[str, str] = {}
    apart = [part for one in pieces for part in (one.words() if several_amounts(one.text) else [one])]
    for piece in apart:
        if _is_amount(piece.text):
            role = _role_of(piece, columns, grid=line.grid)
            amounts.setdefault(role if role in AMOUNTS else "plain", piece.text)
    if several and columns:
        amounts = _in_order(several, columns)
    if not amounts:
        return bool(not rest and columns)
    gathered.totals.append(TotalRow(line.number, len(gathered.drafts), amounts, part=part))
    return True


def _in_order(words: list[str], columns: Columns) -> dict[str, str]:
    """Amounts of a total that stand one blank apart: those of the columns in order, where there are as many."""
    roles = [role for role in columns.roles if role in AMOUNTS]
    return dict(zip(roles, words, strict=True)) if len(roles) == len(words) == len(set(roles)) else {}


def _role_of(piece: Piece, columns: Columns | None, *, grid: bool) -> str:
    place = column_at(piece, columns, grid=grid) if columns else None
    return columns.columns[place].role if columns and place is not None else "plain"


def _total_label(text: str) -> tuple[bool, str] | None:
    """Whether the words are a total's (True: of a part), and what follows them; None where they are not."""
    words = text.split()
    for count in range(min(_LABEL_WORDS, len(words)), 0, -1):
        name = squashed(" ".join(words[:count]))
        if name not in TOTALS and name not in SUBTOTALS:
            continue
        rest = " ".join(words[count:]).lstrip(":= ")
        if not rest or several_amounts(rest) or is_amount(bare_amount(rest)) or units_of(rest) == [rest]:
            return name in SUBTOTALS, "" if units_of(rest) == [rest] else rest
    return None


# --- rows -----------------------------------------------------------------------------------------------------------


def _take_row(line: Line, columns: Columns, gathered: Gathered) -> bool:
    """Take a row of the table; False where it is none."""
    cells = cells_of(line, columns)
    if cells is None:
        return _take_doubtful(line, gathered)
    number = cells.get(columns.number if columns.number is not None else -1, "")
    roles = columns.roles
    amounts = {place: text for place, text in cells.items() if roles[place] in AMOUNTS and not _is_nothing(text)}
    read = {place: text for place, text in amounts.items() if _is_amount(text)}
    if not number and read and len(cells) == len(read):
        said = {str(roles[place]): text for place, text in read.items()}
        gathered.totals.append(TotalRow(line.number, len(gathered.drafts), said, labelled=False))
        return True
    if not read and not (number and _number_like(number)):
        return not amounts and not number and _take_continuation(line, columns, cells, gathered)
    dated = any(roles[place] == "date" and is_dated(text) for place, text in cells.items())
    alone = len(line.pieces) == 1 and len(number.split()) == 1
    if not (read or dated or alone or line.grid):
        return False
    draft = _begin(line, number)
    draft.doubtful = draft.doubtful or len(read) < len(amounts)
    _fill(draft, columns, cells, read, gathered=gathered, line=line)
    gathered.drafts.append(draft)
    return True


def _is_nothing(text: str) -> bool:
    return text.strip().lower() in _NOTHING


def _is_amount(text: str) -> bool:
    return is_amount(bare_amount(text)) and not looks_like_day(text)


def _begin(line: Line, number: str) -> Draft:
    """A draft by what stands in the column of the number: a number, with or without its kind, or words."""
    if not number:
        return Draft(line.number, in_table=True, nameless=True)
    if not _number_like(number):
        words = " ".join(number.split())
        return Draft(line.number, kind=kind_of(words) or "other", text=[words], in_table=True)
    named, kind = number_and_kind(number)
    return Draft(line.number, number=named, kind=kind, in_table=True, doubtful="\n" in number)


def _fill(
    draft: Draft, columns: Columns, cells: dict[int, str], read: dict[int, str], *, gathered: Gathered, line: Line
) -> None:
    """The cells of a row into its draft."""
    plain = {place: " ".join(text.split()) for place, text in cells.items()}
    reason = " ".join(text for place, text in plain.items() if columns.columns[place].role == "reason")
    if reason:
        draft.text.append(reason)
    for place, text in plain.items():
        column = columns.columns[place]
        if place in read:
            _fill_amount(draft, column.role, cells[place], reason or column.heading)
        elif column.role in OF_PAYMENT and column.role != "currency":
            _tell(column.role, text, line=line, gathered=gathered)
        else:
            _fill_word(draft, column, text)
    if not draft.number and not draft.kind:
        draft.kind = kind_of(" ".join(draft.text)) or "other"


def _fill_word(draft: Draft, column: Column, text: str) -> None:
    if column.role == "date" and is_dated(text):
        draft.date = draft.date or text
    elif column.role == "reference":
        draft.references.append((" ".join(column.heading.split()).lower(), text))
    elif column.role == "type":
        draft.kind = kind_of(text) or draft.kind
    elif column.role == "currency":
        draft.currency = text
    elif column.role == "text" or column.role in AMOUNTS:
        draft.text.append(text)  # an amount that is none is kept in the payer's writing


def _fill_amount(draft: Draft, role: Role, text: str, reason: str) -> None:
    if role in ("deduction", "adjustment"):
        draft.taken.append(Taken(text, " ".join(reason.split()), sure=role == "deduction"))
    elif role == "gross":
        draft.gross = draft.gross or text
    elif role == "net":
        draft.net = draft.net or text
    elif role == "discount" and draft.discount is not None:
        draft.taken.append(Taken(text, " ".join(reason.split())))
    elif role == "discount":
        draft.discount = text
    else:
        draft.either = draft.either or text


def _take_continuation(line: Line, columns: Columns, cells: dict[int, str], gathered: Gathered) -> bool:
    """Words below a row of a table that go on with its reason or its description."""
    roles = {columns.columns[place].role for place in cells}
    if not (line.grid and cells and roles <= {"reason", "text"} and gathered.drafts and gathered.drafts[-1].in_table):
        return False
    gathered.drafts[-1].text += [" ".join(text.split()) for text in cells.values()]
    return True


def _take_doubtful(line: Line, gathered: Gathered) -> bool:
    """A row that does not keep the columns: its number and its words, and no amount."""
    words = line.text.split()
    if not (_number_like(words[0]) and (amounts_in(line.text) or len(line.pieces) > 2)):
        return False
    gathered.drafts.append(Draft(line.number, number=words[0], text=[line.text], in_table=True, doubtful=True))
    return True


def _number_like(text: str) -> bool:
    """True where the text can be the number of a document: it has a digit, is short, and is no day."""
    plain = " ".join(text.split())
    return any(map(str.isdecimal, plain)) and len(plain) <= LONGEST_NUMBER and not looks_like_day(plain)
