"""Exchange rates: how many units of one currency one unit of another is worth on a day."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Decimal

from creditdesk.intake.formats.cells import NO_VALUE, RowCells
from creditdesk.intake.formats.records.description import (
    DOCUMENT_FIELDS,
    About,
    Field,
    RecordKind,
    Values,
    currency,
    day,
    required,
)
from creditdesk.intake.formats.refusals import CellRefused
from creditdesk.intake.formats.synonyms import SYNONYMS

# A rate is kept in millionths; more than this is no rate of two currencies of today.
_MILLION, _LARGEST = 1_000_000, 10**12
_PLAIN = re.compile(r"\d{1,12}(?:\.\d{1,12})?", re.ASCII)


def _rate(row: RowCells, field: str, _about: About) -> int | None:
    """The rate in millionths, rounded half to even: it ranks and never posts."""
    written = row.value_of(field)
    if written.lower() in NO_VALUE:
        return None
    row.field = field
    mark = row.decimal(field)
    plain = written.replace(" ", "").replace("," if mark == "." else ".", "").replace(mark, ".")
    if not _PLAIN.fullmatch(plain):
        raise CellRefused("intake.rate_unreadable", "%(value)s is not an exchange rate.", value=written)
    found = int((Decimal(plain) * _MILLION).to_integral_value(ROUND_HALF_EVEN))
    if not 0 < found <= _LARGEST:
        text = "%(value)s is not an exchange rate that can be kept: at least a millionth, at most a million."
        raise CellRefused("intake.rate_out_of_bounds", text, value=written)
    return found


def _finish(values: Values, row: RowCells, about: About) -> Values:
    for name in ("day", "currency", "rate_ppm"):
        required(values, name, row)
    values.setdefault("base", about.currency)
    if values["base"] == values["currency"]:
        row.field = "base" if row.has("base") else "currency"
        raise CellRefused("intake.rate_to_itself", "A currency has no rate to itself: %(currency)s.",
                          currency=str(values["currency"]))  # fmt: skip
    return {}


EXCHANGE_RATES = RecordKind(
    name="exchange_rates",
    title="exchange rates",
    fields={
        "day": Field("date", ("rate date", "date", "day", "valid from", "starting date", "effective date", "gdatu",
                              "kursdatum", "datum", "tag", "jour", "fecha"), day),
        "currency": Field("currency", ("from currency", "source currency", "fcurr", *SYNONYMS["currency"], "from",
                                       "von wahrung", "devise source", "moneda", "divisa", "valuta"), currency),
        "base": Field("currency", ("to currency", "base currency", "target currency", "quote currency", "tcurr",
                                   "relational currency code", "base", "to", "nach wahrung", "zielwahrung",
                                   "devise cible", "moneda base", "basisvaluta"), currency),
        "rate_ppm": Field("rate", ("exchange rate", "rate", "fx rate", "exchange rate amount", "ukurs", "kurs",
                                     "wechselkurs", "taux de change", "taux", "tipo de cambio", "wisselkoers", "koers"),
                          _rate),
    },
    key=("day", "currency", "base"),
    needed=(("day",), ("currency",), ("rate_ppm",)),
    foreign={
        "open_items": frozenset({"customer_number", "document_number"}) | (DOCUMENT_FIELDS - {"document_date"}),
        "price_lists": frozenset({"item_number", "price_minor"}),
    },
    finish=_finish,
)  # fmt: skip
