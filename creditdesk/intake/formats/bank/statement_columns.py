"""Which column of a table is which fact of a statement of a bank or a payment processor, told by its heading.

A heading is compared as those of open items are (no case, no accents, no marks). A currency within it counts: "Amount
(EUR)" tells the currency of the column. What a person says goes before any guess.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from creditdesk.domain.money import current_currencies
from creditdesk.intake.formats.bank.statement_words import DIRECTIONS, STATUSES
from creditdesk.intake.formats.columns import ColumnMapping, FieldKind, explained, misfit, reads_as
from creditdesk.intake.formats.synonyms import squashed

STATEMENT_FIELDS: dict[str, FieldKind] = {
    "account": "identifier",
    "booking_date": "date",
    "transaction_date": "date",
    "value_date": "date",
    "amount": "amount",
    "debit": "amount",
    "credit": "amount",
    "gross": "amount",
    "fee": "amount",
    "net": "amount",
    "refunded": "amount",
    "other_amount": "amount",
    "balance": "amount",
    "direction": "text",
    "currency": "text",
    "fee_currency": "text",
    "other_currency": "text",
    "status": "text",
    "type": "text",
    "party_name": "text",
    "party_account": "identifier",
    "bank_reference": "identifier",
    "payer_reference": "identifier",
    "check_number": "identifier",
    "payout": "identifier",
    "text": "text",
    "more_text": "text",
}
"""Every fact that a row of a statement may bring, and how its cells are read."""

DAYS = ("booking_date", "transaction_date", "value_date")
MONEY = ("amount", "debit", "credit", "gross")
NEEDED = (DAYS, MONEY)

_HEADINGS: dict[str, tuple[str, ...]] = {
    "account": (
        "account", "own account", "account number", "account no", "account iban", "iban", "auftragskonto",
        "iban auftragskonto", "kontonummer", "cuenta", "numero de cuenta", "compte", "numero de compte", "rekening",
        "iban bban", "conto",
    ),
    "booking_date": (
        "booking date", "posting date", "posted date", "date posted", "post date", "posted on", "entry date", "date",
        "buchungstag", "buchungsdatum", "buchung", "fecha", "fecha operacion", "fecha contable", "date operation",
        "date de l operation", "date de comptabilisation", "date comptable", "created", "created utc", "balance date",
        "datum", "boekdatum", "data", "data contabile", "bookkeeping date", "started date",
    ),
    "transaction_date": ("transaction date", "trans date", "date of transaction", "purchase date", "completed date"),
    "value_date": (
        "value date", "valuta", "valutadatum", "wertstellung", "fecha valor", "date valeur", "date de valeur",
        "available on", "available on utc", "availability date", "data valuta", "rentedatum", "effective date",
    ),
    "amount": (
        "amount", "transaction amount", "amount in account currency", "betrag", "umsatz", "importe", "montant",
        "bedrag", "importo", "valor", "transaction value",
    ),
    "debit": (
        "debit", "debit amount", "withdrawal", "withdrawals", "withdrawal amount", "money out", "paid out", "payments",
        "soll", "belastung", "cargo", "cargos", "debe", "debito", "montant debit", "addebiti", "debits",
    ),
    "credit": (
        "credit", "credit amount", "deposit", "deposits", "deposit amount", "money in", "paid in", "receipts", "haben",
        "gutschrift", "abono", "abonos", "haber", "credito", "montant credit", "accrediti", "credits",
    ),
    "gross": (
        "gross", "gross amount", "total collected", "brutto", "bruto", "brut", "montant brut", "importe bruto",
    ),
    "fee": (
        "fee", "fees", "fee amount", "processing fee", "processing fees", "transaction fee", "gebuhr", "gebuhren",
        "entgelt", "comision", "commission", "frais", "tarifa",
    ),
    "net": ("net", "net amount", "net total", "netto", "neto", "importe neto", "montant net"),
    "refunded": ("amount refunded", "refunded amount", "refunded"),
    "other_amount": (
        "original amount", "amount currency", "foreign amount", "amount in foreign currency", "transfer amount",
        "amount in transaction currency", "converted amount",
    ),
    "balance": (
        "running balance", "account balance", "balance after", "balance after transaction", "balance",
        "closing balance", "available balance after", "saldo", "kontostand", "saldo nach buchung", "solde",
        "saldo disponible", "guthaben", "saldo posterior",
    ),
    "direction": (
        "d c", "c d", "dr cr", "cr dr", "debit credit", "debit or credit", "credit debit", "direction",
        "credit debit indicator", "debit credit indicator", "balance impact", "soll haben", "s h", "sens", "signo",
        "af bij", "auswirkung auf guthaben", "credit or debit", "impacto en el saldo",
    ),
    "currency": (
        "currency", "currency code", "account currency", "ccy", "wahrung", "moneda", "devise", "divisa", "valuta code",
        "munt",
    ),
    "fee_currency": ("fee currency", "converted currency"),
    "other_currency": (
        "original currency", "foreign currency", "transfer amount currency", "transaction currency", "other currency",
    ),
    "status": ("status", "transaction status", "state", "estado", "statut"),
    "type": (
        "type", "transaction type", "reporting category", "event type", "buchungstext", "posting text",
        "transaction code", "tipo", "typ", "payment type", "tipo de movimiento", "type d operation", "umsatzart",
    ),
    "party_name": (
        "partner name", "name", "payer", "payer name", "counterparty", "counterparty name", "customer name",
        "beneficiary payer", "remitter", "remitter name", "merchant name", "empfanger auftraggeber", "ordenante",
        "payee", "auftraggeber empfanger", "name zahlungsbeteiligter", "beguenstigter zahlungspflichtiger",
        "donneur d ordre", "nombre", "nom", "customer email", "from email address",
    ),
    "party_account": (
        "partner iban", "bank account", "counterparty account", "counterparty iban", "payer account", "partner account",
        "account number iban", "kontonummer iban", "iban counterparty", "iban zahlungsbeteiligter", "tegenrekening",
    ),
    "bank_reference": (
        "transaction id", "bank reference", "balance transaction id", "transaction reference", "unique id", "id",
        "bank ref", "reference id", "fitid", "trace number", "transaktionscode", "id de transaccion",
    ),
    "payer_reference": (
        "reference", "customer reference", "client reference", "payment reference", "end to end reference",
        "end to end id", "kundenreferenz", "sepa reference", "invoice number", "num", "referencia", "customer ref",
        "your reference", "invoice no", "rechnungsnummer", "reference client",
    ),
    "check_number": ("check number", "check no", "cheque number", "cheque no", "check", "check serial number"),
    "payout": (
        "payout", "payout id", "automatic payout id", "transfer", "transfer id", "settlement id", "settlement batch id",
        "deposit id", "auszahlung",
    ),
    "text": (
        "description", "label", "details", "narrative", "transaction details", "remittance information", "purpose",
        "verwendungszweck", "concepto", "libelle", "reason", "payment details", "desc", "text", "subject",
        "transaction description", "descripcion", "omschrijving", "particulars", "mededelingen", "descrizione",
        "causale", "betreff",
    ),
    "more_text": (
        "memo", "note", "notes", "additional description", "original description", "additional information",
        "comments", "additional details", "bank text", "observaciones",
    ),
}  # fmt: skip
_KNOWN = {squashed(text): (name, rank) for name, texts in _HEADINGS.items() for rank, text in enumerate(texts)}
# Headings of one or two letters, and words that stand in cells as well, show no header.
_IN_CELLS = {squashed(text) for text in ("debit", "credit", "in", "text", "check", "transfer", "payout", "note")}
STATEMENT_HEADINGS = frozenset(key for key in _KNOWN if len(key) > 3) - _IN_CELLS
# Looked for from the beginning of a gap only: a heading of spaces is looked through once.
_CURRENCY = re.compile(r"(?<![\s(\[])[\s(\[]+(?:in\s+)?([A-Za-z]{3}|euros?)[)\]]?\s*$")
_NAMED = {"EURO": "EUR", "EUROS": "EUR"}
_LONGEST = 60
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9 ]{10,32}")
# What no list of open items says of its documents, so that the table is a statement.
_SURE = ("value_date", "party_account", "check_number", "refunded", "payout")
_SURE_HEADINGS = frozenset(
    squashed(text)
    for text in (
        "booking date", "buchungstag", "buchungsdatum", "fecha operacion", "date operation", "running balance",
        "balance after", "verwendungszweck", "concepto", "libelle", "kontostand", "remittance information",
        "withdrawal", "withdrawals", "deposit", "deposits", "money in", "money out", "paid in", "paid out",
        "remitter", "remitter name", "ordenante", "donneur d ordre", "counterparty", "merchant name", "boekdatum",
    )
)  # fmt: skip
# Headings that statements have beside their facts, and that open items have for theirs.
_BESIDE = frozenset(
    squashed(text)
    for text in ("account name", "category", "class", "labels", "no", "#", "row", "nr", "line", "customer id", "bank")
)
_NUMBERED = frozenset(squashed(text) for text in ("no", "#", "nr", "customer id"))
# Fields of open items under headings of their own: then the rows are documents.
_OF_DOCUMENTS = (
    *("document_number", "document_date", "posting_date", "original_amount", "open_amount", "settled_date"),
    *("customer_number", "customer_name", "po_number", "order_number", "terms_code", "discount_date"),
)


def guess_statement(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> ColumnMapping:
    """The likeliest mapping of the columns to the facts of a statement, with reasons."""
    best: dict[str, tuple[int, str]] = {}
    reasons = []
    for place, heading in enumerate(headers):
        samples = [row[place].strip() for row in rows if place < len(row) and row[place].strip()]
        found = _fact_of(heading, samples)
        if found is None:
            continue
        name, rank = found
        if not _reads(name, samples):
            reasons.append(misfit(heading, name, samples[0]))
        elif name not in best or rank < best[name][0]:
            best[name] = rank, heading
    reasons += [explained(name, heading, 100) for name, (_, heading) in best.items()]
    columns = {name: best[name][1] for name in STATEMENT_FIELDS if name in best}
    return ColumnMapping(columns, dict.fromkeys(columns, 100), tuple(reasons), fields=STATEMENT_FIELDS)


def _fact_of(heading: str, samples: Sequence[str]) -> tuple[str, int] | None:
    """The fact and the rank of the spelling; None where the heading is no fact of ours. Cells tell of loose ones."""
    if squashed(heading) == "number":
        of_account = samples and all(_IBAN.fullmatch(said.upper()) for said in samples)
        return ("party_account" if of_account else "payer_reference", 99)
    found = _KNOWN.get(squashed(heading)) if len(heading) <= _LONGEST else None
    if found is None:
        found = _KNOWN.get(squashed(_without_currency(heading)[0]))
    if found and found[0] == "type" and samples and all(said.lower() in DIRECTIONS for said in samples):
        return "direction", found[1]
    return found


def _without_currency(heading: str) -> tuple[str, str]:
    """The heading without the currency at its end, and the currency: "Amount (EUR)", "Montant en euros"."""
    found = _CURRENCY.search(heading) if len(heading) <= _LONGEST else None
    if found is None:
        return heading, ""
    code = _NAMED.get(found[1].upper(), found[1].upper())
    if code not in current_currencies():
        return heading, ""
    return re.sub(r"\s+(?:in|en)$", "", heading[: found.start()].rstrip()), code


def _reads(name: str, samples: Sequence[str]) -> bool:
    """Whether the cells do not contradict the fact that the heading names."""
    words: Mapping[str, object] | None = {"direction": DIRECTIONS, "status": STATUSES}.get(name)
    if words is not None:
        return sum(said.lower() in words for said in samples) * 2 >= len(samples)
    if name in ("currency", "fee_currency", "other_currency"):
        return all(said.upper() in current_currencies() for said in samples)
    return reads_as(STATEMENT_FIELDS[name], [_bare_of_side(said) for said in samples])


def _bare_of_side(said: str) -> str:
    return re.sub(r"(?<!\s)\s*\b(?:CR|DR)\.?\s*$", "", said, flags=re.IGNORECASE)


def currencies_of(columns: Mapping[str, str]) -> dict[str, str]:
    """Fact → the currency that the heading of its column tells."""
    told = {name: _without_currency(heading)[1] for name, heading in columns.items()}
    return {name: code for name, code in told.items() if code}


def missing_of(columns: Mapping[str, str]) -> list[str]:
    """What a statement needs and no column holds: a day, an amount."""
    return [" or ".join(group) for group in NEEDED if not any(name in columns for name in group)]


def is_statement(own: ColumnMapping, items: ColumnMapping) -> bool | None:
    """Whether the headings are those of a statement: True for certain, None where they may be, False where not.

    `items` is the mapping of the same headings as open items: a heading that only those have says that the rows are
    documents.
    """
    columns = own.columns
    if missing_of(columns) or "due_date" in items.columns:
        return False
    if "fee" in columns and {"gross", "amount"} & columns.keys():
        return True
    of_documents = {squashed(items.columns[name]) for name in _OF_DOCUMENTS if name in items.columns} - _KNOWN.keys()
    if of_documents - _BESIDE:
        return False
    headings = {squashed(heading) for heading in columns.values()}
    if headings & _SURE_HEADINGS or any(name in columns for name in _SURE) or {"debit", "credit"} <= columns.keys():
        return True
    return False if of_documents & _NUMBERED and not items.missing() else None


_DOCUMENT_WORDS = re.compile(r"invoice|document|facture|factura|rechnung|beleg|fattura")
_OF_ACCOUNTS = ("text", "balance", "party_name", "type", "account", "bank_reference")


def reads_as_statement(headers: Sequence[str], own: ColumnMapping) -> bool:
    """Whether a table that may be a statement or a payer's advice is read as a statement: it names no documents."""
    named = any(_DOCUMENT_WORDS.search(squashed(heading)) for heading in headers)
    return not missing_of(own.columns) and not named and any(name in own.columns for name in _OF_ACCOUNTS)
