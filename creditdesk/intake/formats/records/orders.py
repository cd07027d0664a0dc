"""Orders as an ERP lists them: one row for each order, or for each of its lines, with what of it is delivered."""

from __future__ import annotations

import re

from creditdesk.intake.formats.cells import NO_VALUE, RowCells
from creditdesk.intake.formats.records.customers import CUSTOMER_NUMBER
from creditdesk.intake.formats.records.description import (
    About,
    Field,
    RecordKind,
    Value,
    Values,
    code,
    currency,
    customer,
    day,
    required,
    text,
)
from creditdesk.intake.formats.records.order_lines import LINE_FIELDS, whole_orders
from creditdesk.intake.formats.refusals import CellRefused
from creditdesk.intake.formats.synonyms import SYNONYMS, squashed

_LARGEST_VERSION = 2**31 - 1
_CANCELLED = frozenset(
    map(squashed, ("cancelled", "canceled", "void", "voided", "deleted", "yes", "true", "x", "storniert", "annulé",
                   "annulee", "anulado", "cancelado", "geannuleerd"))
)  # fmt: skip

_YES = frozenset(map(squashed, ("yes", "y", "true", "1", "x", "cod", "ja", "oui", "sí", "si")))
_NO = frozenset(map(squashed, ("no", "n", "false", "0", "nein", "non", "nee")))
_PERCENT = re.compile(r"([0-9]{1,3})(?:[.,]([0-9]{1,4}))? ?%?")


def _amount(row: RowCells, field: str, about: About) -> int | None:
    """Minor units of the row's currency, or of the file's where the row names none. No order is below zero."""
    found = row.amount(field, currency=str(currency(row, "currency", about) or about.currency))
    if found is not None and found < 0:
        words = "%(value)s is below zero, and no order is."
        raise CellRefused("intake.order_negative", words, value=row.value_of(field))
    return found


def _version(row: RowCells, field: str, _about: About) -> int | None:
    found = row.text(field)
    if found.lower() in NO_VALUE:
        return None
    digits = found.removesuffix(".0")
    if not (digits.isascii() and digits.isdecimal() and 0 < int(digits[:20]) <= _LARGEST_VERSION):
        raise CellRefused("intake.version_unreadable", "%(value)s is no version: they are counted from 1.", value=found)
    return int(digits)


def _on_delivery(row: RowCells, field: str, _about: About) -> bool | None:
    """Whether the order is paid on delivery; a cell that says neither yes nor no is refused, for credit hangs on it."""
    found = row.text(field)
    if found.lower() in NO_VALUE:
        return None
    if (said := squashed(found)) in _YES:
        return True
    if said in _NO:
        return False
    raise CellRefused("intake.yes_or_no", "%(value)s says neither yes nor no.", value=found)


def _discount(row: RowCells, field: str, _about: About) -> int | None:
    """The cash discount that the order was promised, in millionths, from a cell in per cent."""
    found = row.value_of(field)
    if found.lower() in NO_VALUE:
        return None
    parts = _PERCENT.fullmatch(found)
    ppm = int(parts[1]) * 10_000 + int((parts[2] or "").ljust(4, "0")) if parts else None
    if ppm is None or ppm > 1_000_000:
        raise CellRefused("intake.percent_unreadable", "%(value)s is not a percentage.", value=found)
    return ppm


def _cancelled(row: RowCells, field: str, _about: About) -> bool | None:
    """Whether the order's state says that it is cancelled; every other state says that it is not."""
    found = row.text(field)
    return None if found.lower() in NO_VALUE else squashed(found) in _CANCELLED


def _finish(values: Values, row: RowCells, about: About) -> dict[str, Value]:
    required(values, "order_number", row)
    if any(row.has(name) for name in LINE_FIELDS):  # what one row of an order does not say, another one may
        values.setdefault("currency", about.currency)
        return {}
    for name in ("customer_number", "placed_on", "amount_minor"):
        required(values, name, row)
    values.setdefault("currency", about.currency)
    delivered, amount = values.get("delivered_minor") or 0, values["amount_minor"]
    if int(delivered) > int(amount or 0):
        row.field = "delivered_minor"
        raise CellRefused("intake.order_delivered", "More is delivered than was ordered.")
    return {}


ORDERS = RecordKind(
    name="orders",
    title="orders",
    fields={
        "company": Field("identifier", SYNONYMS["company"], code(20)),
        "order_number": Field("identifier", ("order number", "order no", "sales order", "sales order number",
                                             "sales order no", "so number", "order id", "order", "vbeln",
                                             "auftragsnummer", "auftrag", "numero de commande", "commande",
                                             "numero de pedido", "pedido", "ordernummer"), code(40)),
        "version": Field("identifier", ("order version", "version", "revision", "change number"), _version),
        "customer_number": Field("identifier", CUSTOMER_NUMBER, customer),
        "placed_on": Field("date", ("order date", "placed on", "ordered on", "entered on", "auftragsdatum",
                                    "date de commande", "fecha de pedido", "orderdatum", "audat"), day),
        "ship_date": Field("date", ("ship date", "requested ship date", "shipment date", "requested delivery date",
                                    "planned ship date", "delivery date", "lieferdatum", "date de livraison",
                                    "fecha de envio", "fecha de entrega", "leverdatum"), day),
        "currency": Field("currency", (*SYNONYMS["currency"], "waerk", "moneda", "valuta"), currency),
        "amount_minor": Field("amount", ("order amount", "order total", "order value", "ordered amount", "net value",
                                         "total", "amount", "auftragswert", "netwr", "montant commande",
                                         "importe del pedido"), _amount),
        "delivered_minor": Field("amount", ("delivered amount", "invoiced amount", "shipped amount", "amount invoiced",
                                            "amount delivered", "geliefert", "fakturiert", "montant livre",
                                            "importe entregado"), _amount),
        "terms_code": Field("text", (*SYNONYMS["terms_code"], "terms code"), text(60)),
        "is_cod": Field("text", ("cod", "cash on delivery", "paid on delivery", "payment on delivery", "nachnahme",
                                 "contre remboursement", "contra reembolso", "rembours"), _on_delivery),
        "discount_ppm": Field("text", ("order discount %", "order discount percent", "agreed discount %",
                                       "agreed discount percent", "cash discount %", "cash discount percent",
                                       "skonto %", "escompte %"), _discount),
        "po_number": Field("text", ("customer po", "customer po number", "purchase order", "po number", "po no", "po",
                                    "bstkd", "bestellnummer", "bon de commande", "orden de compra"), text(60)),
        "salesperson_code": Field("text", ("salesperson code", "salesperson", "sales rep", "salesman"), text(60)),
        "is_cancelled": Field("text", ("order status", "cancelled", "canceled", "order state", "auftragsstatus",
                                       "statut de la commande", "estado del pedido"), _cancelled),
        "line_number": Field("identifier", ("line number", "line no", "order line", "order line number", "line",
                                            "line id", "position", "posnr", "auftragsposition", "ligne",
                                            "numero de ligne", "linea", "numero de linea", "regelnummer"), code(20)),
        "item": Field("text", ("item", "item no", "item number", "item code", "sku", "product", "product number",
                               "product code", "material", "material number", "matnr", "part number", "artikel",
                               "artikelnummer", "article", "articulo", "codigo articulo"), text(60)),
        "quantity": Field("text", ("quantity", "qty", "ordered quantity", "order quantity", "qty ordered", "kwmeng",
                                   "menge", "auftragsmenge", "quantite", "cantidad", "aantal"), text(20)),
        "line_amount_minor": Field("amount", ("line amount", "line total", "line value", "line net amount",
                                              "net line amount", "extended amount", "extended price", "item net value",
                                              "positionswert", "positionsbetrag", "montant ligne", "importe linea",
                                              "importe de linea", "regelbedrag"), _amount),
        "line_ship_date": Field("date", ("line ship date", "line delivery date", "schedule line date", "edatu",
                                         "positionslieferdatum", "date de livraison ligne",
                                         "fecha de envio linea"), day),
    },
    key=("order_number", "version", "line_number"),
    needed=(("order_number",), ("customer_number",), ("placed_on",), ("amount_minor", "line_amount_minor")),
    foreign={
        "open_items": frozenset({"document_number", "due_date", "discount_date", "settled_date", "open_amount"}),
        "price_lists": frozenset({"price_minor", "valid_from", "item_number"}),
        "customers": frozenset({"credit_limit_minor", "risk_class"}),
    },
    finish=_finish,
    gather=whole_orders,
)  # fmt: skip
