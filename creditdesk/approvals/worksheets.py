"""Making an adjustment worksheet: all its requests in one transaction, or none. docs/rules/worksheets.md."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import replace

from creditdesk.approvals.effects import Table
from creditdesk.approvals.models import Request, Worksheet, WorksheetLine, WorksheetPart
from creditdesk.approvals.preparing import new_request
from creditdesk.domain import worksheets as rules
from creditdesk.domain.money import Money
from creditdesk.domain.reasons import Refusal, refuse
from creditdesk.domain.worksheets import ItemTax, SheetLine, tax_known, with_tax
from creditdesk.journal.actions import append
from creditdesk.journal.transactions import action
from creditdesk.parties.locks import lock_customers
from creditdesk.parties.models import Customer, User
from creditdesk.receivables.models import OpenItem


@action
def prepare_worksheet(
    customer: Customer,
    *,
    sheet: rules.Worksheet,
    submit: bool,
    table: Table,
    by: User,
    at: dt.datetime,
    as_of: dt.date,
    key: str,
) -> Worksheet:
    """Ask for all that stands on the worksheet; drafts unless it is submitted. The same key makes it once.

    Raises Refusal with every reason why a line of it could not be carried out, and where another sheet has the key.
    """
    lock_customers([customer.id])
    sheet = _tidy(sheet)
    sha256 = sheet.sha256(customer_id=customer.id)
    if done := Worksheet.objects.filter(key=key).first():
        return same_sheet(done, sha256=sha256)
    customer = Customer.objects.get(id=customer.id)
    requests = _requests(customer, sheet, submit=submit, table=table, by=by, at=at, as_of=as_of, key=key)
    worksheet = Worksheet.objects.create(
        company_id=customer.company_id,
        customer=customer,
        words=sheet.words,
        sha256=sha256,
        prepared_by=by,
        prepared_at=at,
        prepared_on=as_of,
        key=key,
    )
    _keep(worksheet, sheet, requests)
    _tell(worksheet, requests, lines=len(sheet.lines), by=by, at=at)
    return worksheet


def same_sheet(done: Worksheet, *, sha256: str) -> Worksheet:
    """The worksheet that was made under the key. Raises Refusal where something else is filled in now."""
    if done.sha256 != sha256:
        text = "it was loaded before, with other lines, as worksheet %(number)s: take a new form out for more"
        raise refuse("worksheet.loaded_before", text, number=done.number)
    return done


def taxes_of(item_ids: Collection[int]) -> dict[int, ItemTax]:
    """The tax in the documents, as far as is known."""
    found = OpenItem.objects.filter(id__in=item_ids).values_list("id", "original_minor", "goods_minor")
    return {item_id: ItemTax(original, tax_known(original, goods)) for item_id, original, goods in found}


def filled(lines: tuple[SheetLine, ...]) -> tuple[SheetLine, ...]:
    """The lines with their tax: what was typed, or its part of the document's."""
    return with_tax(lines, taxes=taxes_of([line.item_id for line in lines]))


def _tidy(sheet: rules.Worksheet) -> rules.Worksheet:
    lines = tuple(replace(line, claim=" ".join(line.claim.split())) for line in sheet.lines)
    return replace(sheet, lines=lines, words=sheet.words.strip())


def _requests(
    customer: Customer,
    sheet: rules.Worksheet,
    *,
    submit: bool,
    table: Table,
    by: User,
    at: dt.datetime,
    as_of: dt.date,
    key: str,
) -> list[Request]:
    """The requests of the sheet. Raises Refusal with the reasons of the sheet, and of each request of it."""
    reasons = rules.objections(sheet)
    if reasons:
        raise Refusal(tuple(reasons))
    made = []
    for number, content in enumerate(rules.contents(replace(sheet, lines=filled(sheet.lines))), start=1):
        told = {"submit": submit, "table": table, "by": by, "at": at, "as_of": as_of}
        try:
            made.append(new_request(customer, content=content, key=f"{key}/{number}", **told))  # type: ignore[arg-type]
        except Refusal as refusal:
            reasons += refusal.reasons
    if reasons:
        raise Refusal(tuple(dict.fromkeys(reasons)))
    return made


def _keep(worksheet: Worksheet, sheet: rules.Worksheet, requests: list[Request]) -> None:
    WorksheetPart.objects.bulk_create(
        WorksheetPart(worksheet=worksheet, number=number, request=request)
        for number, request in enumerate(requests, start=1)
    )
    WorksheetLine.objects.bulk_create(
        WorksheetLine(worksheet=worksheet, line=number, item_id=line.item_id, claim=line.claim)
        for number, line in enumerate(sheet.lines, start=1)
    )


def _tell(worksheet: Worksheet, requests: list[Request], *, lines: int, by: User, at: dt.datetime) -> None:
    append(
        "worksheet.prepared",
        by=by.username,
        at=at,
        subject=("worksheet", worksheet.id),
        company_id=worksheet.company_id,
        customer_id=worksheet.customer_id,
        facts={
            "number": worksheet.number,
            "lines": lines,
            "requests": ", ".join(str(request.id) for request in requests),
            "amounts": ", ".join(str(Money(request.amount_minor, request.currency)) for request in requests),
        },
    )
