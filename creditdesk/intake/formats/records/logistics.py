"""What shipping, the warehouse and billing know of a delivery: shipments, returns, routing rules, lines of invoices."""

from __future__ import annotations

from creditdesk.intake.formats.cells import RowCells
from creditdesk.intake.formats.records.customers import CUSTOMER_NUMBER
from creditdesk.intake.formats.records.description import (
    About,
    Field,
    RecordKind,
    Values,
    choice,
    code,
    currency,
    customer,
    day,
    required,
    text,
)
from creditdesk.intake.formats.records.measures import (
    NOT_DOCUMENTS,
    count,
    days_in_order,
    in_its_currency,
    money,
    percent,
    quantity,
    signed_money,
)
from creditdesk.intake.formats.records.price_lists import PRICE_LISTS
from creditdesk.intake.formats.synonyms import SYNONYMS

# "number" and "no" alone are the customer's in a list of customers only.
CUSTOMER = CUSTOMER_NUMBER[:-2]
ITEM = PRICE_LISTS.fields["item_number"].headings
INVOICE = ("invoice number", "invoice no", "invoice", "inv no", "billing document", "vbeln", "rechnungsnummer",
           "rechnung", "numero de facture", "facture", "numero de factura", "factura", "factuurnummer")  # fmt: skip
_BOL = ("bill of lading", "bol", "bol number", "bol no", "frachtbrief", "lettre de voiture", "carta de porte")
_PO = ("purchase order", "customer po", "po number", "po no", "po", "bestellnummer", "bon de commande",
       "orden de compra")  # fmt: skip
_CARRIER = ("carrier", "carrier name", "scac", "spediteur", "transporteur", "transportista", "vervoerder")
_REMARKS = ("remarks", "remark", "pod remarks", "exceptions", "comment", "bemerkung", "remarques", "observaciones",
            "opmerking")  # fmt: skip
_LATE_BY = {
    "carrier": "carrier", "carrier late": "carrier", "transport": "carrier", "shipper": "shipper", "us": "shipper",
    "we": "shipper", "vendor": "shipper", "supplier": "shipper", "customer": "customer", "consignee": "customer",
    "receiver": "customer",
}  # fmt: skip
_RULE_KINDS = {
    "late": "late", "late delivery": "late", "otif": "late", "on time": "late", "delivery": "late",
    "notice": "notice", "asn": "notice", "advance notice": "notice", "routing": "routing", "carrier": "routing",
    "freight": "freight", "freight terms": "freight",
}  # fmt: skip
_FREIGHT_BY = {
    "seller": "seller", "we": "seller", "us": "seller", "vendor": "seller", "prepaid": "seller", "dap": "seller",
    "ddp": "seller", "customer": "customer", "buyer": "customer", "collect": "customer", "exw": "customer",
    "fca": "customer", "third party": "customer",
}  # fmt: skip
_LINE_KINDS = {
    "goods": "goods", "item": "goods", "product": "goods", "ware": "goods", "freight": "freight", "fracht": "freight",
    "shipping": "freight", "tax": "tax", "vat": "tax", "steuer": "tax",
}  # fmt: skip


def _shipment(values: Values, row: RowCells, _about: About) -> Values:
    required(values, "shipment_number", row)
    days_in_order(values, row, first="shipped_on", last="delivered_on")
    return {}


def _return(values: Values, row: RowCells, about: About) -> Values:
    required(values, "rga_number", row)
    return in_its_currency(values, about)


def _rule(values: Values, row: RowCells, about: About) -> Values:
    for name in ("customer_number", "rule_number"):
        required(values, name, row)
    days_in_order(values, row, first="valid_from", last="valid_to")
    return in_its_currency(values, about)


def _line(values: Values, row: RowCells, about: About) -> Values:
    for name in ("invoice_number", "line_number"):
        required(values, name, row)
    return in_its_currency(values, about)


_CURRENCY = Field("currency", SYNONYMS["currency"], currency)
_COMPANY = Field("identifier", SYNONYMS["company"], code(20))

SHIPMENTS = RecordKind(
    name="shipments",
    title="shipments and proofs of delivery",
    fields={
        "company": _COMPANY,
        "shipment_number": Field("identifier", ("shipment number", "shipment no", "shipment", "shipment id",
                                                "delivery number", "delivery note", "lieferschein",
                                                "lieferscheinnummer", "bon de livraison", "albaran",
                                                "pakbon"), code(60)),
        "item_number": Field("identifier", ITEM, code(60)),
        "customer_number": Field("identifier", CUSTOMER, customer),
        "invoice_number": Field("identifier", INVOICE, code(60)),
        "bol_number": Field("identifier", _BOL, code(60)),
        "tracking_number": Field("identifier", ("tracking number", "tracking no", "tracking", "pro number", "pro no",
                                                "pro", "sendungsnummer", "numero de suivi",
                                                "numero de seguimiento"), code(60)),
        "po_number": Field("identifier", _PO, code(60)),
        "carrier": Field("text", _CARRIER, text(80)),
        "ship_by": Field("date", ("ship by", "ship by date", "latest ship date", "ship window end"), day),
        "tendered_on": Field("date", ("tendered on", "tendered", "pickup scan", "picked up", "picked up on"), day),
        "shipped_on": Field("date", ("shipped on", "shipped", "ship date", "actual ship date", "versanddatum",
                                     "date d expedition", "fecha de envio"), day),
        "noticed_on": Field("date", ("asn sent", "asn date", "asn", "advance notice", "notice sent"), day),
        "promised_on": Field("date", ("must arrive by", "mabd", "promised on", "promised date", "due at customer",
                                      "appointment", "appointment date"), day),
        "delivered_on": Field("date", ("delivered on", "delivered", "delivery scan", "pod date", "arrived on",
                                       "zugestellt", "livre le", "entregado el"), day),
        "shipped_milli": Field("amount", ("quantity shipped", "shipped quantity", "qty shipped", "units shipped"),
                               quantity),
        "received_milli": Field("amount", ("quantity received", "received quantity", "qty received",
                                           "units received"), quantity),
        "cartons_shipped": Field("text", ("cartons shipped", "cartons", "packages shipped", "pieces shipped"), count),
        "cartons_received": Field("text", ("cartons received", "packages received", "pieces received"), count),
        "signed_by": Field("text", ("signed by", "signer", "pod signed by", "received by", "unterschrift",
                                    "signe par", "firmado por"), text(80)),
        "remarks": Field("text", _REMARKS, text(200)),
        "late_by": Field("text", ("late by", "delay caused by", "delay reason", "late reason"), choice(_LATE_BY)),
    },
    key=("shipment_number", "item_number"),
    needed=(("shipment_number",), ("customer_number", "delivered_on", "signed_by", "remarks"),
            ("carrier", "bol_number", "tracking_number", "shipped_on", "delivered_on", "shipped_milli", "signed_by")),
    foreign={"open_items": NOT_DOCUMENTS},
    finish=_shipment,
    clearable={"signed_by": "", "remarks": "", "late_by": "", "delivered_on": None, "received_milli": None,
               "cartons_received": None, "promised_on": None, "ship_by": None},
)  # fmt: skip

RETURNS = RecordKind(
    name="returns",
    title="return authorisations and receipts",
    fields={
        "company": _COMPANY,
        "rga_number": Field("identifier", ("rga number", "rga no", "rga", "rma number", "rma no", "rma",
                                           "return authorisation", "return authorization", "return number",
                                           "retourennummer", "numero de retour", "numero de devolucion"), code(60)),
        "customer_number": Field("identifier", CUSTOMER, customer),
        "invoice_number": Field("identifier", INVOICE, code(60)),
        "currency": _CURRENCY,
        "authorised_on": Field("date", ("authorised on", "authorized on", "rga date", "rma date"), day),
        "authorised_minor": Field("amount", ("authorised amount", "authorized amount", "amount authorised",
                                             "amount authorized", "rga amount", "rma amount"), money),
        "authorised_milli": Field("amount", ("authorised quantity", "authorized quantity", "rga quantity",
                                             "rma quantity"), quantity),
        "receipt_number": Field("identifier", ("receipt number", "receipt no", "warehouse receipt",
                                               "goods receipt"), code(60)),
        "received_on": Field("date", ("received on", "receipt date", "date received"), day),
        "received_minor": Field("amount", ("received amount", "amount received", "received value"), money),
        "received_milli": Field("amount", ("received quantity", "quantity received", "qty received"), quantity),
        "remarks": Field("text", (*_REMARKS, "condition"), text(200)),
    },
    key=("rga_number",),
    needed=(("rga_number",), ("customer_number", "received_on"),
            ("authorised_on", "authorised_minor", "authorised_milli", "received_on")),
    foreign={"open_items": NOT_DOCUMENTS},
    finish=_return,
    clearable={"remarks": "", "received_on": None, "received_minor": None, "received_milli": None},
)  # fmt: skip

ROUTING_RULES = RecordKind(
    name="routing_rules",
    title="routing rules",
    fields={
        "company": _COMPANY,
        "rule_number": Field("identifier", ("rule number", "rule no", "clause", "clause number", "routing rule",
                                            "guide section"), code(60)),
        "customer_number": Field("identifier", CUSTOMER, customer),
        "kind": Field("text", ("about", "rule kind", "kind of rule", "requirement", "kind"), choice(_RULE_KINDS)),
        "description": Field("text", ("description", "rule text", "wording"), text(160)),
        "carrier": Field("text", (*_CARRIER, "named carrier"), text(80)),
        "freight_by": Field("text", ("freight paid by", "freight by", "freight terms", "freight"),
                            choice(_FREIGHT_BY)),
        "percent_milli": Field("text", ("fine percent", "fine %", "fine in percent", "penalty percent",
                                        "penalty %"), percent),
        "currency": _CURRENCY,
        "fine_minor": Field("amount", ("fine", "fine amount", "penalty", "penalty amount"), money),
        "valid_from": Field("date", PRICE_LISTS.fields["valid_from"].headings, day),
        "valid_to": Field("date", PRICE_LISTS.fields["valid_to"].headings, day),
    },
    key=("customer_number", "rule_number"),
    needed=(("customer_number",), ("rule_number",), ("kind",)),
    foreign={"open_items": NOT_DOCUMENTS},
    finish=_rule,
    clearable={"description": "", "carrier": "", "freight_by": "", "percent_milli": None, "fine_minor": None,
               "valid_from": None, "valid_to": None},
    far_ahead=True,
)  # fmt: skip

INVOICE_LINES = RecordKind(
    name="invoice_lines",
    title="lines of invoices",
    fields={
        "company": _COMPANY,
        "invoice_number": Field("identifier", INVOICE, code(60)),
        "line_number": Field("identifier", ("line number", "line no", "invoice line", "line", "position", "posnr",
                                            "ligne", "numero de linea", "regelnummer"), code(20)),
        "customer_number": Field("identifier", CUSTOMER, customer),
        "item_number": Field("identifier", ITEM, code(60)),
        "description": Field("text", PRICE_LISTS.fields["description"].headings, text(160)),
        "kind": Field("text", ("line kind", "line type", "kind of line", "charge"), choice(_LINE_KINDS)),
        "currency": _CURRENCY,
        "quantity_milli": Field("amount", ("quantity", "qty", "quantity billed", "billed quantity", "fkimg", "menge",
                                           "quantite", "cantidad", "aantal"), quantity),
        "unit": Field("text", PRICE_LISTS.fields["unit"].headings, text(20)),
        "price_minor": Field("amount", PRICE_LISTS.fields["price_minor"].headings, money),
        "amount_minor": Field("amount", ("line amount", "line total", "line value", "line net amount",
                                         "net line amount", "extended amount", "extended price", "positionswert",
                                         "positionsbetrag", "montant ligne", "importe linea",
                                         "regelbedrag"), signed_money),
    },
    key=("invoice_number", "line_number"),
    needed=(("invoice_number",), ("line_number",), ("amount_minor",)),
    foreign={"open_items": NOT_DOCUMENTS, "orders": frozenset({"order_number", "placed_on"})},
    finish=_line,
    clearable={"description": "", "unit": "", "price_minor": None},
)  # fmt: skip
