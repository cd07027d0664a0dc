"""The headings under which the programs of the trade export each field of an open item.

A heading is compared in squashed form: lower case, letters and digits only, "#" as "no"; "P.O. #" is "pono" and
"cust_number" is "custnumber". The first spelling of a field is the one preferred where a file has several of them.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

SYNONYMS: dict[str, tuple[str, ...]] = {
    "company": (
        "company", "company code", "business code", "bukrs", "legal entity", "entity", "subsidiary", "sales company",
        "business unit", "sociedad", "buchungskreis", "societe",
    ),
    "customer_number": (
        "customer number", "customer no", "customer id", "customer code", "customer account", "cust number", "cust no",
        "cust id", "kunnr", "account number", "account no", "account num", "account", "contact account number",
        "debtor number", "debtor no", "debtor", "bill to customer no", "bill to", "customer", "cust", "kundennummer",
        "debitor", "code client",
    ),
    "customer_name": (
        "customer name", "name customer", "cust name", "customer full name", "name 1", "name", "contact name",
        "contact", "party name", "party's name", "account name", "debtor name", "kundenname", "nom client",
    ),
    "document_number": (
        "invoice number", "invoice no", "invoice id", "invoice num", "document number", "document no", "document num",
        "doc number", "doc no", "doc num", "doc id", "belnr", "billing document", "num", "no", "number", "invoice",
        "ref no", "ref", "voucher", "voucher no", "transaction number", "transaction no", "trx number", "entry no",
        "bill no", "bill number", "inv no", "inv number", "inv", "document id", "document ref", "doc ref", "document",
        "doc", "invoice document", "belegnummer", "beleg", "rechnungsnummer", "rechnung", "numero facture", "facture",
        "factura",
    ),
    "document_type": (
        "document type", "doc type", "transaction type", "txn type", "trx type", "type", "blart", "invoice type",
        "open item type", "item type", "belegart",
    ),
    "document_date": (
        "document date", "invoice date", "document create date", "doc date", "bldat", "billing date", "tx date",
        "transaction date", "trans date", "trx date", "date", "created", "issue date", "belegdatum",
        "rechnungsdatum", "date facture",
    ),
    "posting_date": ("posting date", "budat", "gl date", "accounting date", "entry date", "buchungsdatum"),
    "due_date": (
        "due date", "net due date", "due in date", "due on", "due", "date due", "maturity date", "payment due date",
        "netto vervaldatum", "nettofalligkeit", "falligkeitsdatum", "date echeance", "date d echeance nette",
    ),
    "discount_date": (
        "discount date", "pmt discount date", "disc date", "discount due date", "cash discount date", "skontodatum",
    ),
    "currency": (
        "currency", "currency code", "invoice currency", "document currency", "waers", "doc currency", "curr",
        "transaction currency", "iso currency", "wahrung", "devise",
    ),
    "original_amount": (
        "original amount", "invoice amount", "document amount", "original balance", "opening amount", "invoice total",
        "total amount", "tot amount", "tot amt", "gross amount", "amount cur", "wrbtr", "amount", "rechnungsbetrag",
        "montant",
    ),
    "open_amount": (
        "open amount", "total open amount", "open balance", "remaining amount", "amount due", "amt due", "balance due",
        "outstanding amount", "outstanding", "pending amount", "amount in doc curr", "amount in document currency",
        "wrshb", "dmshb", "subt open bal", "foreign open bal", "balance", "amount unpaid", "unpaid amount",
        "offener betrag", "solde",
    ),
    "debit_credit": ("debit credit ind", "debit credit indicator", "debit credit", "shkzg", "dr cr", "d c"),
    "disputed": ("disputed", "is disputed", "dispute", "in dispute", "on hold"),
    "settled_date": (
        "settled date", "clear date", "clearing date", "cleared date", "settlement date", "paid date", "payment date",
        "date paid", "paid in full date", "closed date", "closed at date", "augdt", "ausgleichsdatum",
    ),
    "is_open": ("is open", "open", "open flag", "open closed", "status"),
    "terms_code": (
        "terms code", "payment terms", "payment terms code", "cust payment terms", "terms of payment", "zterm",
        "terms", "term name", "paym term id", "zahlungsbedingung",
    ),
    "po_number": (
        "po number", "po no", "p o no", "purchase order", "purchase order number", "customer po", "po",
        "external document no", "bstnk",
    ),
    "order_number": ("order number", "order no", "sales order", "sales order number", "so number", "order", "order id"),
    "reference": (
        "reference", "invoice reference", "assignment", "xblnr", "zuonr", "memo", "text", "description", "bol number",
        "bol",
    ),
    "country": ("country", "country code", "land1", "customer country"),
}  # fmt: skip

# Headings over numbers in one program and over types, names or dates in another; the cells tell.
LOOSE_NUMBERS = frozenset({"document", "doc", "voucher", "inv", "beleg", "rechnung", "facture", "factura"})

# Headings that are near to a synonym, or hold a date or an amount, and yet mean something else.
OTHER_MEANINGS = (
    "paperless date", "days late", "days to settle", "baseline create date", "baseline payment dte", "baseline date",
    "net due date symbol", "arrears after net due date", "arrears for discount 1", "overdue by days", "past due",
    "age", "aging", "business year", "buisness year", "fiscal year", "posting id", "posting key", "clearing document",
    "amount in local currency", "local currency", "document create date 1", "is exact duplicate row", "paperless bill",
    "area business", "profit center", "g l account", "dunning level", "expected date", "original pmt disc possible",
)  # fmt: skip

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_NO_WORD = re.compile(r"[^a-z0-9]+")


@lru_cache(maxsize=4_096)
def squashed(heading: str) -> str:
    """The heading as it is compared: no case, no accents, no marks, "#" as "no"."""
    split = _CAMEL.sub(" ", heading.replace("#", " no "))
    plain = unicodedata.normalize("NFKD", split).encode("ascii", "ignore").decode().lower()
    return _NO_WORD.sub("", plain)


KNOWN: dict[str, tuple[str, int]] = {
    squashed(spelling): (field, rank)
    for field, spellings in SYNONYMS.items()
    for rank, spelling in enumerate(spellings)
}
KNOWN_OTHERS = frozenset(squashed(heading) for heading in OTHER_MEANINGS)


def is_known_heading(text: str) -> bool:
    """True where the text is the heading of a field, or a heading known to mean something else."""
    key = squashed(text)
    return key in KNOWN or key in KNOWN_OTHERS
