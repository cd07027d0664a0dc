"""Which content a file has, by its headings, and which of its columns is which field of a record.

A content is possible where each thing that it needs stands under a heading of its own, and no heading says that the
file is of another content. Where several are possible a person is asked; nothing is chosen silently.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rapidfuzz import fuzz, process

from creditdesk.domain.reasons import Reason
from creditdesk.intake.formats.bank.statement_columns import STATEMENT_FIELDS
from creditdesk.intake.formats.columns import (
    ALIKE,
    FIELDS,
    SHORTEST_ALIKE,
    ColumnMapping,
    FieldKind,
    explained,
    guess_mapping,
    misfit,
    reads_as,
)
from creditdesk.intake.formats.records.contacts import CONTACTS
from creditdesk.intake.formats.records.credit import CREDIT_RATINGS, FINANCIALS
from creditdesk.intake.formats.records.crm import CRM_CONTACTS, CRM_HISTORY
from creditdesk.intake.formats.records.customers import CUSTOMERS
from creditdesk.intake.formats.records.description import CLEAR, RecordKind
from creditdesk.intake.formats.records.exchange_rates import EXCHANGE_RATES
from creditdesk.intake.formats.records.logistics import INVOICE_LINES, RETURNS, ROUTING_RULES, SHIPMENTS
from creditdesk.intake.formats.records.orders import ORDERS
from creditdesk.intake.formats.records.payment_terms import PAYMENT_TERMS
from creditdesk.intake.formats.records.portfolios import PORTFOLIOS
from creditdesk.intake.formats.records.price_lists import PRICE_LISTS
from creditdesk.intake.formats.records.salespeople import SALESPEOPLE
from creditdesk.intake.formats.records.trade import COOP_AGREEMENTS, DEALS
from creditdesk.intake.formats.synonyms import squashed

OPEN_ITEMS, BANK = "open_items", "bank"
KINDS: dict[str, RecordKind] = {
    kind.name: kind
    for kind in (
        CUSTOMERS,
        CONTACTS,
        EXCHANGE_RATES,
        PRICE_LISTS,
        PAYMENT_TERMS,
        SALESPEOPLE,
        PORTFOLIOS,
        CRM_CONTACTS,
        CRM_HISTORY,
        ORDERS,
        CREDIT_RATINGS,
        FINANCIALS,
        SHIPMENTS,
        RETURNS,
        DEALS,
        COOP_AGREEMENTS,
        ROUTING_RULES,
        INVOICE_LINES,
    )
}
CONTENTS = (OPEN_ITEMS, *KINDS)
TITLES = {OPEN_ITEMS: "open items", **{kind.name: kind.title for kind in KINDS.values()}}

# Kind → squashed heading → field and the rank of the spelling.
_KNOWN: dict[str, dict[str, tuple[str, int]]] = {
    kind.name: {
        squashed(heading): (name, rank)
        for name, field in reversed([*kind.fields.items()])
        for rank, heading in reversed([*enumerate(field.headings)])
    }
    for kind in KINDS.values()
}
RECORD_HEADINGS: frozenset[str] = frozenset().union(*_KNOWN.values())


def field_kinds(content: str) -> Mapping[str, FieldKind]:
    """Field → how its column is studied, for a file of the content; of open items while none is known."""
    if content == BANK:
        return STATEMENT_FIELDS
    return KINDS[content].kinds() if content in KINDS else FIELDS


def guess_columns(kind: RecordKind, headers: Sequence[str], rows: Sequence[Sequence[str]]) -> ColumnMapping:
    """The likeliest mapping of the columns to the kind's fields, with confidence and reasons, as for open items."""
    best: dict[str, tuple[int, int, str]] = {}
    reasons: list[Reason] = []
    for position, heading in enumerate(headers):
        match = _field_of(heading, kind)
        if match is None:
            continue
        name, likeness, rank = match
        cells = (row[position] for row in rows if position < len(row))
        samples = [cell for cell in cells if cell and cell.strip().lower() != CLEAR]
        if not reads_as(kind.fields[name].kind, samples):
            reasons.append(misfit(heading, name, samples[0]))
        elif name not in best or (likeness, -rank) > best[name][:2]:
            best[name] = (likeness, -rank, heading)
    reasons.extend(explained(name, heading, likeness) for name, (likeness, _, heading) in best.items())
    ordered = [name for name in kind.fields if name in best]
    return ColumnMapping(
        columns={name: best[name][2] for name in ordered},
        confidence={name: best[name][0] for name in ordered},
        reasons=tuple(reasons),
        fields=kind.kinds(),
    )


def missing(kind: RecordKind, mapping: ColumnMapping) -> list[str]:
    """What the kind needs and no column holds, in words: a field, or several of which one is enough."""
    return [" or ".join(group) for group in kind.needed if not any(name in mapping.columns for name in group)]


def possible_contents(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """The contents that the file can have by its headings, in the order of `CONTENTS`."""
    items = guess_mapping(headers, rows)
    found = [OPEN_ITEMS] if not items.missing() and not _of_prices(headers) else []
    return found + [kind.name for kind in KINDS.values() if _fits(kind, headers, rows, items)]


def _fits(kind: RecordKind, headers: Sequence[str], rows: Sequence[Sequence[str]], items: ColumnMapping) -> bool:
    own = guess_columns(kind, headers, rows)
    if missing(kind, own) or squashed(own.columns.get(kind.key[0], "")) in kind.common:
        return False
    others = {(OPEN_ITEMS, name): heading for name, heading in items.columns.items()}
    for other, fields in kind.foreign.items():
        if other != OPEN_ITEMS:
            known = _KNOWN[other]
            others |= {(other, known[squashed(one)][0]): one for one in headers if squashed(one) in known}
        foreign = {others[other, name] for name in fields if (other, name) in others}
        if any(squashed(heading) not in _KNOWN[kind.name] for heading in foreign):
            return False
    return True


def _of_prices(headers: Sequence[str]) -> bool:
    """An item with a price and the day from which it holds: no document says this."""
    names = {_KNOWN[PRICE_LISTS.name][squashed(one)][0] for one in headers if squashed(one) in _KNOWN[PRICE_LISTS.name]}
    return {"item_number", "price_minor", "valid_from"} <= names


def _field_of(heading: str, kind: RecordKind) -> tuple[str, int, int] | None:
    """Field, likeness in per cent and rank of the spelling; None where the heading is no field of the kind."""
    known, key = _KNOWN[kind.name], squashed(heading)
    if key in known:
        name, rank = known[key]
        return name, 100, rank
    if len(key) < SHORTEST_ALIKE:
        return None
    near = process.extractOne(key, list(known), scorer=fuzz.ratio, score_cutoff=ALIKE)
    if near is None:
        return None
    name, rank = known[near[0]]
    return name, int(near[1]), rank + len(kind.fields[name].headings)
