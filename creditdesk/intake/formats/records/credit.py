"""What bureaus and customers tell of means: ratings by customer, and figures of financial statements.

Customer,Source,Rating,Rating date        Customer,Period end,Currency,Total assets,Total liabilities,…
104233,JBT,2,2026-05-31                   104233,2025-12-31,USD,2000000.00,1400000.00,…
"""

from __future__ import annotations

from creditdesk.intake.formats.cells import NO_VALUE, RowCells
from creditdesk.intake.formats.records.customers import CUSTOMER_NUMBER
from creditdesk.intake.formats.records.description import (
    DOCUMENT_FIELDS,
    About,
    Field,
    RecordKind,
    Value,
    Values,
    choice,
    code,
    currency,
    customer,
    day,
    required,
    text,
)
from creditdesk.intake.formats.refusals import CellRefused
from creditdesk.intake.formats.synonyms import SYNONYMS

FIGURES = (
    "current_assets", "current_liabilities", "total_assets", "total_liabilities", "retained_earnings", "ebit", "sales"
)  # fmt: skip
_SOURCES = {"jbt": "jbt", "bureau": "bureau", "credit bureau": "bureau", "agency": "bureau"}
_BASES = {
    "audited": "audited",
    "reviewed": "reviewed",
    "own": "own",
    "company prepared": "own",
    "internal": "own",
    "compiled": "own",
}


def _points(row: RowCells, field: str, _about: About) -> int | None:
    found = row.text(field)
    if found.lower() in NO_VALUE:
        return None
    digits = found.removesuffix(".0")
    if not (digits.isascii() and digits.isdecimal() and int(digits[:6]) <= 100):
        raise CellRefused("intake.rating_unreadable", "%(value)s is no rating: a whole number up to 100.", value=found)
    return int(digits)


def _figure(row: RowCells, field: str, about: About) -> int | None:
    """Minor units of the row's currency, or of the file's where the row names none."""
    return row.amount(field, currency=str(currency(row, "currency", about) or about.currency))


def _finish_rating(values: Values, row: RowCells, _about: About) -> dict[str, Value]:
    for name in ("customer_number", "source", "rating", "rated_on"):
        required(values, name, row)
    return {}


def _finish_statement(values: Values, row: RowCells, about: About) -> dict[str, Value]:
    for name in ("customer_number", "period_end", *FIGURES):
        required(values, name, row)
    values.setdefault("currency", about.currency)
    return {}


_FOREIGN = {"open_items": DOCUMENT_FIELDS, "customers": frozenset({"credit_limit_minor", "street", "terms_code"})}

CREDIT_RATINGS = RecordKind(
    name="credit_ratings",
    title="credit ratings",
    fields={
        "company": Field("identifier", SYNONYMS["company"], code(20)),
        "customer_number": Field("identifier", CUSTOMER_NUMBER, customer),
        "source": Field("text", ("rating source", "rated by", "source", "quelle", "source de notation", "fuente"),
                        choice(_SOURCES)),
        "rating": Field("text", ("rating", "credit rating", "credit score", "bonitaet", "notation", "calificacion"),
                        _points),
        "rated_on": Field("date", ("rating date", "rated on", "date of rating", "score date", "date de notation",
                                   "fecha de calificacion"), day),
        "until": Field("date", ("valid until", "rating expiry", "expires on", "gueltig bis", "valable jusqu'au",
                                "valida hasta"), day),
        "note": Field("text", ("rating note", "remark", "bemerkung", "remarque", "observacion"), text(500)),
    },
    key=("customer_number", "source", "rated_on"),
    needed=(("customer_number",), ("source",), ("rating",), ("rated_on",)),
    foreign=_FOREIGN,
    finish=_finish_rating,
)  # fmt: skip
FINANCIALS = RecordKind(
    name="financials",
    title="financial statements",
    fields={
        "company": Field("identifier", SYNONYMS["company"], code(20)),
        "customer_number": Field("identifier", CUSTOMER_NUMBER, customer),
        "period_end": Field("date", ("period end", "fiscal year end", "statement date", "balance sheet date",
                                     "bilanzstichtag", "date de cloture", "fecha de cierre"), day),
        "basis": Field("text", ("basis", "statement basis", "audited", "prepared by"), choice(_BASES)),
        "currency": Field("currency", SYNONYMS["currency"], currency),
        "current_assets": Field("amount", ("current assets", "umlaufvermoegen", "actif circulant",
                                           "activo corriente"), _figure),
        "current_liabilities": Field("amount", ("current liabilities", "passif circulant", "pasivo corriente"),
                                     _figure),
        "total_assets": Field("amount", ("total assets", "bilanzsumme", "total actif", "activo total"), _figure),
        "total_liabilities": Field("amount", ("total liabilities", "total debt", "total des dettes",
                                              "pasivo total"), _figure),
        "retained_earnings": Field("amount", ("retained earnings", "gewinnruecklagen", "report a nouveau",
                                              "resultados acumulados"), _figure),
        "ebit": Field("amount", ("ebit", "operating income", "operating profit", "resultat d'exploitation",
                                 "resultado operativo"), _figure),
        "sales": Field("amount", ("net sales", "annual sales", "revenue", "umsatz", "chiffre d'affaires", "ventas"),
                       _figure),
    },
    key=("customer_number", "period_end"),
    needed=(("customer_number",), ("period_end",), ("total_assets",), ("total_liabilities",), ("ebit",)),
    foreign=_FOREIGN,
    finish=_finish_statement,
)  # fmt: skip
