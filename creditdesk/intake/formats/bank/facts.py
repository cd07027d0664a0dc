"""A bank file as the plain rows that the desk stages: each statement, its entries behind it, remittances, returns.

A row says its `sort`; amounts are minor units with their sign, days ISO text. An entry brings the payments that it is
made of: itself, or each payment of a collective entry where together they are its amount.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from creditdesk.intake.formats.bank.proof import closing_day, in_order
from creditdesk.intake.formats.bank.statement_words import FEE_CODE
from creditdesk.intake.formats.bank.statements import (
    BankCode,
    BankFile,
    Detail,
    Entry,
    Finding,
    Reference,
    Remittance,
    RemittanceLine,
    ReturnedPayment,
    Statement,
)

Row = dict[str, Any]
# By these codes banks book what they take for themselves.
_CHARGES = ("CHRG", "CHG", "NCHG", "FEES", "BRF", "661", "698", "FEE", "SRVCHG")
# The reference that names a payment best, first.
_BEST = ("end to end", "transaction", "trace", "check", "uetr", "instruction")
_TEXT, _NAME, _REFERENCE, _ACCOUNT = 2000, 140, 80, 40
# The format of statements as tables, and how much of a line's digest they are compared by.
TABLE, TOLD_CHARS = "table", 16


def rows_of(file: BankFile) -> Iterator[Row]:
    """The rows of the file in the order in which they are taken in."""
    of_file = _findings(one for one in file.findings if one.holds)
    for place, statement in enumerate(in_order(file.statements), start=1):
        entries = list(_entries(statement, place))
        yield _statement(statement, place, entries, of_file)
        yield from entries
        for entry in statement.entries:
            if entry.remittance is not None and entry.remittance.lines and statement.kind != "notice":
                yield _remittance(entry.remittance, of_file)
    for remittance in file.remittances:
        yield _remittance(remittance, of_file)
    for returned in file.returns:
        yield _returned(returned)


def _statement(statement: Statement, place: int, entries: Iterable[Row], of_file: list[Row]) -> Row:
    booked = [one for one in entries if one["status"] == "booked"]
    amounts = [one["minor"] for one in booked]
    strange = any(one["currency"] != statement.currency for one in booked)
    days = [one["booking_date"] for one in booked if one["booking_date"]]
    closing = closing_day(statement)
    row: Row = {
        "sort": "statement",
        "place": place,
        "file_line": statement.line,
        "format": statement.format,
        "kind": statement.kind,
        "account": statement.account.number[:_ACCOUNT],
        "bank": statement.account.bank[:20],
        "owner": statement.account.owner[:_NAME],
        "currency": statement.currency,
        "number": statement.number[:40],
        "page": statement.page[:10],
        "identification": statement.identification[:60],
        "opening_minor": statement.opening.minor if statement.opening else None,
        "closing_minor": statement.closing.minor if statement.closing else None,
        "from_date": statement.from_date.isoformat() if statement.from_date else None,
        "day": closing.isoformat() if closing else max(days, default=None),
        "credits_minor": sum(minor for minor in amounts if minor > 0),
        "debits_minor": sum(minor for minor in amounts if minor < 0),
        "entries": len(booked),
        "strange_currency": strange,
        "findings": [*_findings(statement.findings), *of_file],
    }
    if statement.format == TABLE:
        row["told"] = _told(booked)
    row["digest"] = _digest([row[name] for name in _SAID], [_said(one) for one in booked])
    return row


def _told(booked: Iterable[Row]) -> dict[str, list[str]]:
    """Day → the lines that a table tells of it: tables of one account overlap, and are compared by them."""
    found: dict[str, list[str]] = {}
    for entry in booked:
        for payment in entry["payments"]:
            day = payment["booking_date"] or payment["value_date"] or ""
            found.setdefault(day, []).append(payment["digest"][:TOLD_CHARS])
    return found


_SAID = ("opening_minor", "closing_minor", "from_date", "day", "credits_minor", "debits_minor", "currency")


def _said(entry: Row) -> list[Any]:
    return [entry["minor"], entry["booking_date"], entry["value_date"], entry["payments"]]


def _entries(statement: Statement, place: int) -> Iterator[Row]:
    seen: dict[str, int] = {}
    fees = {entry.line for entry in statement.entries if entry.code is not None and entry.code.code == FEE_CODE}
    for entry in statement.entries:
        payments = list(_payments(entry))
        for payment in payments:
            digest = _line_digest(payment)
            seen[digest] = seen.get(digest, 0) + 1
            payment["digest"] = _digest(digest, seen[digest])
        yield {
            "sort": "entry",
            "place": place,
            "file_line": entry.line,
            "status": entry.status,
            "minor": entry.minor,
            "currency": entry.currency,
            "booking_date": _day(entry.booking_date),
            "value_date": _day(entry.value_date),
            "payments": payments if entry.status == "booked" else [],
            "party_name": entry.party_name[:_NAME],
            "text": " ".join(entry.text)[:200],
            # A processor keeps its fee of what a customer paid by card.
            **({"by_card": True} if statement.format == TABLE and entry.line in fees and entry.minor > 0 else {}),
        }


def _line_digest(payment: Row) -> str:
    """What tells a movement from the others of its account. A bank's own reference does, where there is one."""
    day = payment["booking_date"] or payment["value_date"]
    known = [payment["minor"], payment["currency"], day, payment["payer_reference"]]
    if payment["bank_reference"]:
        return _digest("reference", payment["bank_reference"], *known)
    if "running_minor" in payment:  # of two alike on one day each leaves another balance behind
        known.append(payment["running_minor"])
    return _digest("facts", payment["party_name"], payment["party_account"], payment["text"], *known)


def _payments(entry: Entry) -> Iterator[Row]:
    amounts = [detail.minor for detail in entry.details]
    counted = [minor for minor in amounts if minor]
    if len(entry.details) > 1 and len(counted) == len(amounts) and sum(counted) == entry.minor:
        for detail in entry.details:
            yield _payment(entry, detail, minor=detail.minor or 0)
    elif entry.minor:
        yield _payment(entry, entry.details[0] if len(entry.details) == 1 else Detail(), minor=entry.minor)


def _payment(entry: Entry, detail: Detail, *, minor: int) -> Row:
    references = (*entry.references, *(one for one in detail.references if one not in entry.references))
    text = (*entry.text, *(one for one in detail.text if one not in entry.text))
    returned = detail.returned or entry.returned
    documents = detail.documents or entry.documents or (entry.remittance.lines if entry.remittance else ())
    running = {} if entry.running is None else {"running_minor": entry.running}
    return running | {
        "minor": minor,
        "currency": entry.currency,
        "kind": _kind(minor, entry, returned),
        "booking_date": _day(entry.booking_date),
        "value_date": _day(entry.value_date),
        "party_name": (detail.party_name or entry.party_name)[:_NAME],
        "party_account": (detail.party_account or entry.party_account)[:_ACCOUNT],
        "text": " ".join(filter(None, text))[:_TEXT],
        "bank_reference": entry.bank_reference[:_REFERENCE],
        "payer_reference": (_best(detail.references) or entry.payer_reference or _best(references))[:_REFERENCE],
        "references": [_reference(one) for one in references],
        "documents": [_document(one) for one in documents],
        "code": entry.code.code[:80] if entry.code else "",
        "return_code": returned.code[:20] if returned else "",
        "return_reason": _meaning(returned),
    }


def _kind(minor: int, entry: Entry, returned: BankCode | None) -> str:
    """Money in is a payment unless the bank gives back what it had taken; money out is a payment that came back, a
    charge, or something else that left.
    """
    came_back = returned is not None or entry.reversal
    if minor > 0:
        return "other" if came_back else "receipt"
    if came_back:
        return "returned"
    code = entry.code.code.upper() if entry.code else ""
    return "charge" if any(part in _CHARGES for part in code.replace("-", " ").split()) else "out"


def _best(references: Iterable[Reference]) -> str:
    by_kind = {one.kind: one.value for one in references}
    return next((by_kind[kind] for kind in _BEST if kind in by_kind), "")


def _remittance(remittance: Remittance, of_file: list[Row]) -> Row:
    account = remittance.payer_account
    return {
        "sort": "remittance",
        "file_line": remittance.line,
        "format": remittance.format,
        "payer_name": remittance.payer[:_NAME],
        "payer_number": remittance.payer_id[:60],
        "payer_account": f"{account.bank}/{account.number}"[:_ACCOUNT] if account and account.bank else "",
        "payment_reference": remittance.payment_reference[:_REFERENCE],
        "payment_date": _day(remittance.payment_date),
        "currency": remittance.currency,
        "minor": remittance.minor,
        "documents": [_document(one) for one in remittance.lines],
        "findings": [*_findings(remittance.findings), *of_file],
    }


def _returned(returned: ReturnedPayment) -> Row:
    return {
        "sort": "return",
        "file_line": returned.line,
        "kind": returned.kind,
        "code": returned.code.code[:20],
        "reason": _meaning(returned.code),
        "reference": returned.reference[:_REFERENCE],
        "minor": returned.minor,
        "currency": returned.currency,
        "party_name": returned.party_name[:_NAME],
        "day": _day(returned.day),
        "corrected": returned.corrected[:80],
    }


def _document(line: RemittanceLine) -> Row:
    """A document that the payer names, and what he says that he pays of it and takes off."""
    # An adjustment is signed as the payer wrote it: what he takes off is below zero.
    deduction = -sum(one.minor for one in line.adjustments)
    claim = next((one.reference or one.reason.code for one in line.adjustments if one.reference or one.reason.code), "")
    said = {
        "kind": line.kind[:20],
        "paid_minor": line.net,
        "gross_minor": line.gross,
        "discount_minor": line.discount,
        "deduction_minor": deduction or None,
        "claim": claim[:60],
        "day": _day(line.document_date),
        "text": " ".join(line.text)[:200],
    }
    return {"number": line.document_number[:60]} | {name: value for name, value in said.items() if value}


def _reference(one: Reference) -> Row:
    return {"kind": one.kind, "value": one.value[:_REFERENCE]}


def _findings(found: Iterable[Finding]) -> list[Row]:
    return [{"reason": one.reason.as_dict(), "line": one.line, "holds": one.holds} for one in found]


def _meaning(code: BankCode | None) -> str:
    return str(code.meaning)[:200] if code is not None and code.meaning is not None else ""


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _digest(*facts: Any) -> str:
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:40]
