"""Payers' lists that came by e-mail: taken in where it is certain whose they are and what they say, held otherwise.

The room that has the mail says which message it is of, and whose that message is. The same list twice is one, be it
the same file or the same reference with the same documents. Nothing of a message says from which account anybody pays:
the list is found its payment by customer, reference and amount. docs/rules/cash_remittances.md.

Runs in the transaction in which the message is filed.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from creditdesk.cash.bank_files import remittance_key
from creditdesk.cash.models import Remittance
from creditdesk.cash.queries import payer_accounts
from creditdesk.domain.cash_remittances import NO_CUSTOMER, OTHERS, against_effect
from creditdesk.domain.reasons import Reason
from creditdesk.journal.actions import Told, append_all
from creditdesk.parties.models import Company, Customer
from creditdesk.receivables.models import OpenItem

State = Remittance.State
Row = Mapping[str, Any]
# A list without anything to read: what a person enters stands there later.
UNREAD: Row = {
    "format": "document",
    "payer_name": "",
    "payer_number": "",
    "payment_reference": "",
    "payment_date": None,
    "currency": "",
    "minor": None,
    "documents": [],
    "findings": [],
    "file_line": 0,
}
_MOST_NUMBERS = 500


@dataclass(frozen=True, slots=True)
class Advice:
    """A list with where it stood: the message, its file or None for the text, and the hash of what was read."""

    row: Row
    mail_id: int
    attachment_id: int | None
    digest: str
    payer_name: str = ""


def take_lists(
    advices: Sequence[Advice], *, company: Company, customer: Customer | None, by: str, at: dt.datetime
) -> list[Remittance]:
    """Keep the lists of one message of a customer, who is locked, or of nobody yet; those that came before are not
    kept again.
    """
    made, told = [], []
    for advice in advices:
        remittance = _kept(advice, company=company, customer=customer, by=by, at=at)
        if remittance is not None:
            made.append(remittance)
            told.append(told_of(remittance, "held" if remittance.state == State.HELD else "taken"))
    append_all(told, by=by, at=at)
    return made


def told_of(remittance: Remittance, what: str, **facts: Any) -> Told:
    """The journal's entry about a list: what became of it, from which message or file."""
    known = {"mail": remittance.mail_id, "file": remittance.file_id, "documents": len(remittance.lines), **facts}
    subject = ("remittance", remittance.id)
    return Told(f"remittance.{what}", subject, remittance.company_id, remittance.customer_id, known)


def _kept(
    advice: Advice, *, company: Company, customer: Customer | None, by: str, at: dt.datetime
) -> Remittance | None:
    row = {**advice.row, "payer_account": ""}
    if customer is not None:
        row["payer_number"] = customer.number
    key = _key(row, digest=advice.digest, payer=advice.payer_name)
    if _came_before(row, key, digest=advice.digest, company=company):
        return None
    findings = [*row["findings"], *_doubts(row, key, advice, company=company, customer=customer)]
    held = any(one["holds"] for one in findings)
    return Remittance.objects.create(
        company=company,
        source=f"mail {advice.mail_id}",
        mail_id=advice.mail_id,
        attachment_id=advice.attachment_id,
        digest=advice.digest,
        customer=customer,
        format=row["format"][:20],
        key=key,
        payer_name=(row["payer_name"] or advice.payer_name)[:140],
        payer_number=row["payer_number"],
        payment_reference=row["payment_reference"],
        payment_date=row["payment_date"],
        currency=row["currency"][:3],
        amount_minor=row["minor"],
        lines=row["documents"],
        findings=findings,
        state=State.HELD if held else State.WAITING,
        received_at=at,
        received_by=by,
    )


def _key(row: Row, *, digest: str, payer: str) -> str:
    """By what it is known: payer and reference, or day and amount; the document itself where it says neither."""
    if row["payment_reference"] or (row["payment_date"] and row["minor"] is not None):
        return remittance_key(row)
    return f"{row['payer_number'] or row['payer_name'] or payer}/document {digest[:40]}"[:160]


def _came_before(row: Row, key: str, *, digest: str, company: Company) -> bool:
    known = Remittance.objects.filter(company=company).exclude(state=State.SET_ASIDE)
    if known.filter(digest=digest).exists():
        return True
    same = known.filter(amount_minor=row["minor"])
    reference = row["payment_reference"]
    same = same.filter(payment_reference=reference) if reference else same.filter(key=key)
    return bool(row["documents"]) and any(one.lines == row["documents"] for one in same)


def _doubts(row: Row, key: str, advice: Advice, *, company: Company, customer: Customer | None) -> list[dict[str, Any]]:
    """What holds it up besides what the reading noticed."""
    found: list[Reason] = []
    known = Remittance.objects.filter(company=company)
    if known.filter(key=key).exclude(state=State.SET_ASIDE).exists():
        text = "The remittance %(reference)s came before with another amount: it is held."
        reference = row["payment_reference"] or row["payer_name"] or "–"
        found.append(Reason("intake.remittance_other_amount", text, {"reference": reference}))
    refused = known.filter(digest=advice.digest, state=State.SET_ASIDE).order_by("-id").first()
    if refused is not None:
        text = "the same list was set aside before, by %(by)s"
        found.append(Reason("cash.remittance_set_aside_before", text, {"by": refused.decided_by}))
    found += _whose(company, customer, row["documents"])
    return [_finding(reason) for reason in found]


def _finding(reason: Reason) -> dict[str, Any]:
    return {"reason": reason.as_dict(), "line": 0, "holds": True}


def _whose(company: Company, customer: Customer | None, documents: Sequence[Row]) -> tuple[Reason, ...]:
    numbers = [str(one.get("number") or "") for one in documents]
    others = numbers_of_others(company.id, numbers, customer=customer) if customer is not None else []
    return against_effect(has_customer=customer is not None, of_others=others)


def numbers_of_others(company_id: int, numbers: Sequence[str], *, customer: Customer) -> list[str]:
    """The numbers that are documents of other accounts, and of none that the customer may pay for."""
    owners = owners_of(company_id, numbers)
    if not owners:
        return []
    own = set(payer_accounts(customer, visible=Customer.objects.all()).values_list("id", flat=True))
    return [number for number, theirs in owners.items() if not theirs & own]


def owners_of(company_id: int, numbers: Collection[str]) -> dict[str, set[int]]:
    """Number → the customers who have a document of that number; without those that are nobody's."""
    asked = {number.strip(): number for number in numbers if number.strip()}
    wanted = dict(list(asked.items())[:_MOST_NUMBERS])
    upper = {plain.upper(): plain for plain in wanted}
    found: dict[str, set[int]] = defaultdict(set)
    items = OpenItem.objects.filter(company_id=company_id, number__in={*wanted, *upper})
    for number, customer_id in items.order_by().values_list("number", "customer_id"):
        found[wanted.get(number) or wanted[upper[number]]].add(customer_id)
    return dict(found)


def follow_message(mail_id: int, *, customer: Customer) -> list[Told]:
    """The message was filed to a customer, who is locked: so are its lists about which nobody has decided yet. Returns
    what the journal is told, for whoever files the message.
    """
    undecided = Remittance.objects.filter(mail_id=mail_id, state__in=(State.HELD, State.WAITING), decided_by="")
    told = []
    for one in undecided.select_for_update(of=("self",)).select_related("company").order_by("id"):
        one.customer, one.payer_number = customer, customer.number
        stays = [each for each in one.findings if each["reason"]["code"] not in (NO_CUSTOMER, OTHERS)]
        one.findings = stays + [_finding(reason) for reason in _whose(one.company, customer, one.lines)]
        is_free = not any(each["holds"] for each in one.findings) and free_key(one)
        one.state, one.revision = (State.WAITING if is_free else State.HELD), one.revision + 1
        one.save(update_fields=["customer", "payer_number", "findings", "state", "revision"])
        told.append(told_of(one, "of_customer"))
    return told


def free_key(remittance: Remittance) -> bool:
    """Whether no other list that has effect is known by the same key."""
    effective = Remittance.objects.filter(
        company_id=remittance.company_id, key=remittance.key, state__in=(State.WAITING, State.USED)
    )
    return not effective.exclude(id=remittance.id).exists()
