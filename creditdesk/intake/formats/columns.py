"""Which column of a file is which field of an open item: guessed with reasons, corrected by a person, kept as data.

`guess_mapping` proposes a `ColumnMapping`; `as_dict` and `from_dict` carry it to a form and back, so that the person
who loads the file can change any column, the order of day and month, and the decimal mark.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, cast

from rapidfuzz import fuzz, process

from creditdesk.domain.reasons import Reason
from creditdesk.intake.formats.refusals import CellRefused, quoted
from creditdesk.intake.formats.synonyms import KNOWN, KNOWN_OTHERS, LOOSE_NUMBERS, SYNONYMS, squashed
from creditdesk.intake.formats.values import (
    ISO_DATE,
    SHORT_DATE,
    DayOrder,
    DecimalMark,
    read_amount,
    read_date,
    read_flag,
)

# A rate has a decimal mark as an amount has, and more places than any currency.
FieldKind = Literal["identifier", "text", "date", "amount", "rate", "flag", "currency"]

FIELDS: dict[str, FieldKind] = {
    "company": "identifier",
    "customer_number": "identifier",
    "customer_name": "text",
    "document_number": "identifier",
    "document_type": "text",
    "document_date": "date",
    "posting_date": "date",
    "due_date": "date",
    "discount_date": "date",
    "currency": "currency",
    "original_amount": "amount",
    "open_amount": "amount",
    "debit_credit": "text",
    "disputed": "flag",
    "settled_date": "date",
    "is_open": "flag",
    "terms_code": "text",
    "po_number": "identifier",
    "order_number": "identifier",
    "reference": "text",
    "country": "text",
}
"""Every field of an open item that a file may bring, and how its cells are read."""

ALIKE = 90  # per cent likeness from which a misspelt heading counts: "buisness code" is "business code"
# A heading "Open" is a yes or no in one system and the amount left in another; the cells tell.
_INSTEAD = {"is_open": "open_amount"}
SHORTEST_ALIKE = 6  # shorter headings are too easily alike


class MappingInvalid(ValueError):
    """A stored or typed mapping names an unknown field or setting, or one heading that the file has not."""


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """Field to heading, with how sure the guess is (0 to 100) and why. A person's own choices have no reasons."""

    columns: Mapping[str, str]
    confidence: Mapping[str, int] = field(default_factory=dict)
    reasons: tuple[Reason, ...] = ()
    day_order: DayOrder | None = None
    decimal: DecimalMark | None = None
    # Every field that a file of this content may bring.
    fields: Mapping[str, FieldKind] = field(default_factory=lambda: FIELDS, repr=False)

    def missing(self) -> tuple[str, ...]:
        """The fields without which no open item can be made: customer, an amount, a date."""
        needed = (("customer_number",), ("original_amount", "open_amount"), ("document_date", "due_date"))
        return tuple(" or ".join(fields) for fields in needed if not any(name in self.columns for name in fields))

    def corrected(self, **columns: str | None) -> ColumnMapping:
        """The mapping with a person's choices: field=heading, or field=None for "not in the file"."""
        merged = {**self.columns, **columns}
        kept = {name: heading for name, heading in merged.items() if heading is not None}
        return replace(self, columns=kept)

    def check(self, headers: Sequence[str]) -> None:
        """Raises MappingInvalid where a field is unknown or a heading is not in the file."""
        for name, heading in self.columns.items():
            if name not in self.fields:
                raise MappingInvalid(f"unknown field {name!r}")
            if heading not in headers:
                raise MappingInvalid(f"the file has no column {heading!r} (wanted for {name})")

    def as_dict(self) -> dict[str, object]:
        """The mapping as plain data, read back by `from_dict`."""
        return {
            "columns": dict(self.columns),
            "confidence": dict(self.confidence),
            "reasons": [reason.as_dict() for reason in self.reasons],
            "day_order": self.day_order,
            "decimal": self.decimal,
        }

    @classmethod
    def from_dict(cls, stored: Mapping[str, object], *, fields: Mapping[str, FieldKind] = FIELDS) -> ColumnMapping:
        """The mapping stored by `as_dict` or filled in by a person. Raises MappingInvalid for anything else."""
        columns, confidence = stored.get("columns"), stored.get("confidence", {})
        reasons = stored.get("reasons", [])
        day_order, decimal = stored.get("day_order") or None, stored.get("decimal") or None
        if not isinstance(columns, Mapping) or not isinstance(confidence, Mapping) or not isinstance(reasons, list):
            raise MappingInvalid("columns must be a table of field to heading")
        if day_order not in (None, "mdy", "dmy") or decimal not in (None, ".", ","):
            raise MappingInvalid(f"day order {day_order!r} or decimal mark {decimal!r} is unknown")
        for name in columns:
            if name not in fields:
                raise MappingInvalid(f"unknown field {name!r}")
        return cls(
            columns={str(name): str(heading) for name, heading in columns.items() if heading},
            confidence={str(name): int(value) for name, value in confidence.items()},
            reasons=tuple(Reason.from_dict(reason) for reason in reasons),
            day_order=day_order,
            decimal=decimal,
            fields=fields,
        )


def guess_mapping(headers: Sequence[str], sample_rows: Iterable[Sequence[str]]) -> ColumnMapping:
    """The likeliest mapping of a file's columns, with confidence and reasons. Rule: docs/rules/intake.md, "Columns".

    Headings that are synonyms of a field count first, in their order of preference; then misspelt ones; a column whose
    sample cells cannot be read as its field is left out.
    """
    rows = list(sample_rows)
    best: dict[str, tuple[int, int, str]] = {}
    reasons: list[Reason] = []
    for position, heading in enumerate(headers):
        match = _field_of(heading)
        if match is None:
            continue
        name, likeness, rank = match
        samples = [row[position] for row in rows if position < len(row) and row[position]]
        if squashed(heading) in LOOSE_NUMBERS:
            name = _number_or_type(samples)
        elif not reads_as(FIELDS[name], samples) and name in _INSTEAD:
            name = _INSTEAD[name]
        if not name:
            continue
        if not reads_as(FIELDS[name], samples):
            reasons.append(misfit(heading, name, samples[0]))
            continue
        if name not in best or (likeness, -rank) > best[name][:2]:
            best[name] = (likeness, -rank, heading)
    if "customer_number" not in best and "customer_name" in best:
        best["customer_number"] = (60, 0, best["customer_name"][2])
        reasons.append(
            Reason(
                "intake.name_as_number",
                "The file has no customer number; the name in %(heading)s is taken for it.",
                {"heading": best["customer_name"][2]},
            )
        )
    reasons.extend(explained(name, heading, likeness) for name, (likeness, _, heading) in best.items())
    ordered = [name for name in FIELDS if name in best]
    return ColumnMapping(
        columns={name: best[name][2] for name in ordered},
        confidence={name: best[name][0] for name in ordered},
        reasons=tuple(reasons),
    )


def in_words(field: str) -> str:
    """The field as a sentence names it."""
    return field.removesuffix("_minor").removesuffix("_ppm").replace("_", " ")


def _field_of(heading: str) -> tuple[str, int, int] | None:
    """Field, likeness in per cent and rank of the spelling; None where the heading is no field of ours."""
    key = squashed(heading)
    if key in KNOWN_OTHERS:
        return None
    if key in KNOWN:
        name, rank = KNOWN[key]
        return name, 100, rank
    if len(key) < SHORTEST_ALIKE:
        return None
    near = process.extractOne(key, [*KNOWN, *KNOWN_OTHERS], scorer=fuzz.ratio, score_cutoff=ALIKE)
    if near is None or near[0] not in KNOWN:
        return None
    name, rank = KNOWN[near[0]]
    return name, int(near[1]), rank + len(SYNONYMS[name])


def reads_as(kind: FieldKind, samples: Sequence[str]) -> bool:
    """True unless most sample cells contradict the kind of field; no samples contradict nothing."""
    if kind not in ("date", "amount", "flag") or not samples:
        return True
    readable = sum(_reads(kind, value) for value in samples)
    return readable * 2 >= len(samples)


def _reads(kind: FieldKind, value: str) -> bool:
    attempts = {"date": ("mdy", "dmy"), "amount": (".", ","), "flag": ("",)}[kind]
    for attempt in attempts:
        try:
            if kind == "flag":
                read_flag(value)
            elif kind == "date":
                read_date(value, order=cast(DayOrder, attempt))
            else:
                read_amount(value, currency="KWD", decimal=cast(DecimalMark, attempt))
        except CellRefused as refused:
            # Too much money is money all the same: the row is refused with that reason, and not the column.
            if refused.reason.code != "intake.amount_too_large":
                continue
        return True
    return False


def _number_or_type(values: Sequence[str]) -> str:
    """What a loose heading stands over: "INV-17" is a number, "Invoice" a type, and a date is neither (empty)."""
    if not values:
        return "document_number"
    dates = sum(bool(ISO_DATE.match(value) or SHORT_DATE.match(value)) for value in values)
    with_digits = sum(any(map(str.isdecimal, value)) for value in values)
    if with_digits * 2 <= len(values):
        return "document_type"
    return "document_number" if dates * 2 <= len(values) else ""


def misfit(heading: str, name: str, sample: str) -> Reason:
    """Why a column is not the field that its heading names."""
    return Reason(
        "intake.column_misfit",
        "%(heading)s sounds like %(field)s, but its cells do not read so (%(sample)s).",
        {"heading": heading, "field": in_words(name), "sample": quoted(sample)},
    )


def explained(name: str, heading: str, likeness: int) -> Reason:
    """Why a column is taken for a field."""
    if likeness == 100:
        return Reason(
            "intake.column_known",
            "%(heading)s is a usual heading of %(field)s.",
            {"heading": heading, "field": in_words(name)},
        )
    return Reason(
        "intake.column_alike",
        "%(heading)s is taken for %(field)s (%(likeness)d %% sure).",
        {"heading": heading, "field": in_words(name), "likeness": likeness},
    )
