"""Payment terms: what a program's code for terms means, as a notation or in its parts.

Code,Description,Net days,Discount %,Discount days        Code,Terms
ZB01,14 days 2 %,30,2,14                                  N30,net 30
->  ZB01 means 2/14 net 30                                ->  N30 means net 30
"""

from __future__ import annotations

import re

from creditdesk.domain.terms import TermsError
from creditdesk.domain.terms_notation import parse_terms
from creditdesk.intake.formats.cells import NO_VALUE, RowCells
from creditdesk.intake.formats.records.description import (
    DOCUMENT_FIELDS,
    About,
    Field,
    RecordKind,
    Value,
    Values,
    code,
    required,
    text,
)
from creditdesk.intake.formats.refusals import CellRefused
from creditdesk.intake.formats.synonyms import SYNONYMS

_DAYS = re.compile(r"(\d{1,3})(?:[.,]0+)?", re.ASCII)
_PERCENT = re.compile(r"(\d{1,2})(?:[.,](\d{1,4}))? ?%?", re.ASCII)


def _days(row: RowCells, field: str, _about: About) -> int | None:
    found = row.value_of(field)
    if found.lower() in NO_VALUE:
        return None
    if not (days := _DAYS.fullmatch(found)):
        raise CellRefused("intake.days_unreadable", "%(value)s is not a number of days.", value=found)
    return int(days[1])


def _percent(row: RowCells, field: str, _about: About) -> str | None:
    """The percentage as the notation has it: with a point, and without zeros behind it."""
    found = row.value_of(field)
    if found.lower() in NO_VALUE:
        return None
    if not (parts := _PERCENT.fullmatch(found)):
        raise CellRefused("intake.percent_unreadable", "%(value)s is not a percentage.", value=found)
    whole, places = parts[1].lstrip("0") or "0", (parts[2] or "").rstrip("0")
    return f"{whole}.{places}" if places else whole


def _finish(values: Values, row: RowCells, _about: About) -> Values:
    required(values, "terms_code", row)
    parts = {name: values.pop(name, None) for name in ("net_days", "discount_percent", "discount_days")}
    if "notation" not in values:
        values["notation"] = _notation(parts, row)
    row.field = "notation" if row.has("notation") else "net_days"
    try:
        parse_terms(str(values["notation"]))
    except TermsError as error:
        raise CellRefused("intake.terms_unreadable", "%(what)s", what=str(error)) from error
    return {}


def _notation(parts: dict[str, Value], row: RowCells) -> str:
    """The terms of their parts. Raises CellRefused where they do not say when the claim is due."""
    if parts["net_days"] is None:
        row.field = "net_days"
        raise CellRefused("intake.terms_undue", "The row says neither terms nor the days until a claim is due.")
    net = f"net {parts['net_days']}"
    if parts["discount_percent"] in (None, "0"):
        return net
    if parts["discount_days"] is None:
        row.field = "discount_days"
        raise CellRefused("intake.terms_discount_days", "A discount needs the days within which it is earned.")
    return f"{parts['discount_percent']}/{parts['discount_days']} {net}"


PAYMENT_TERMS = RecordKind(
    name="payment_terms",
    title="payment terms",
    fields={
        "company": Field("identifier", SYNONYMS["company"], code(20)),
        "terms_code": Field("identifier", ("terms code", "payment terms code", "term code", "code", "zterm",
                                           "zahlungsbedingungscode", "code conditions", "codigo condiciones",
                                           "betalingscode"), code(60)),
        "description": Field("text", ("description", "terms description", "text1", "bezeichnung", "designation",
                                      "descripcion", "omschrijving"), text(160)),
        "notation": Field("text", ("terms", "payment terms", "terms of payment", "notation", "zahlungsbedingungen",
                                   "conditions de paiement", "condiciones de pago", "betalingsconditie"), text(80)),
        "net_days": Field("text", ("net days", "due days", "days net", "net due days", "due in days", "tage netto",
                                   "jours net", "dias netos", "due date calculation", "netto dagen"), _days),
        "discount_percent": Field("text", ("discount percent", "discount %", "discount pct", "cash discount percent",
                                           "skonto", "skonto %", "escompte", "descuento", "korting"), _percent),
        "discount_days": Field("text", ("discount days", "days discount", "cash discount days", "skontotage",
                                        "jours escompte", "dias descuento", "kortingsdagen"), _days),
    },
    key=("terms_code",),
    needed=(("terms_code",), ("notation", "net_days")),
    foreign={
        "open_items": DOCUMENT_FIELDS,
        "customers": frozenset({"customer_number", "credit_limit_minor", "street"}),
        "price_lists": frozenset({"item_number", "price_minor"}),
    },
    finish=_finish,
    clearable={"description": ""},
)  # fmt: skip
