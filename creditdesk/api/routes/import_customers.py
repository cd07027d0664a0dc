"""Customers of a file whom the company does not know: new ones, and those who may be one that it knows."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated

from ninja import Router, Schema
from pydantic import Field

from creditdesk.api.answers import reads, writes
from creditdesk.api.calls import Call, needs
from creditdesk.api.idempotency import keyed
from creditdesk.api.paging import PAGE, Cursor, Limit, page_by_id
from creditdesk.api.routes.imports import ImportOut, Revision, import_out
from creditdesk.api.shapes import Amount, Body, Page, PathId, Word, amount
from creditdesk.domain.scopes import Scope
from creditdesk.domain.visibility import Permission
from creditdesk.intake import actions
from creditdesk.intake.access import decided_number_for, file_for, visible_decided_numbers
from creditdesk.intake.customers_in_question import Decision, InQuestion, in_question

if TYPE_CHECKING:
    from creditdesk.intake.models import DecidedNumber

router = Router()
DECISIONS_AT_ONCE = 200


class AlikeOut(Schema):
    """A customer of the company who may be meant."""

    number: str
    name: str


class InQuestionOut(Schema):
    """A customer of the file who may be one that the company knows; `rows` of the file wait for the answer."""

    company: str
    number: str
    name: str
    rows: int
    original: list[Amount]
    open: list[Amount]
    alike: list[AlikeOut]


class CustomersOut(Schema):
    """How many new customers posting makes, and who is in question."""

    new: int
    in_question: list[InQuestionOut]


class WhoItIsIn(Body):
    """Who a number of the file is: the customer with the number `meant`, or (null) a new one."""

    company: Word
    number: Word
    meant: Word | None


class DecisionsIn(Body):
    """The answers, for the revision that was looked at."""

    revision: Revision
    decisions: Annotated[list[WhoItIsIn], Field(min_length=1, max_length=DECISIONS_AT_ONCE)]


class DecidedOut(Schema):
    """What a customer number of files was decided to mean; null is a customer of its own."""

    id: int
    company: str
    number: str
    name: str
    meant: str | None
    decided_by: str
    decided_at: dt.datetime


@router.get("/imports/{import_id}/customers", **reads(CustomersOut))
@needs(Permission.SEE_IMPORTS, scope=Scope.INTAKE)
def import_customers(request: Call, import_id: PathId) -> CustomersOut:
    """The customers of a file whom the company does not know, and who of them may be one that it knows."""
    file = file_for(request.auth.user, import_id)
    return CustomersOut(
        new=file.totals.get("new_customers", 0), in_question=[_in_question(one) for one in in_question(file)]
    )


@router.post("/imports/{import_id}/customers", **writes(ImportOut))
@needs(Permission.IMPORT_FILES, scope=Scope.INTAKE)
@keyed()
def decide_customers(request: Call, import_id: PathId, body: DecisionsIn) -> ImportOut:
    """Say who customers in question are, for this file and later ones. A previewed file is read again."""
    decided = actions.decide_customers(
        file_for(request.auth.user, import_id),
        decisions=[Decision(one.company, one.number, one.meant or "") for one in body.decisions],
        revision=body.revision,
        by=request.auth.user,
        at=request.at,
    )
    return import_out(decided)


@router.get("/decided-numbers", **reads(Page[DecidedOut]))
@needs(Permission.SEE_IMPORTS, scope=Scope.INTAKE)
def decided_numbers(request: Call, cursor: Cursor = "", limit: Limit = PAGE) -> Page[DecidedOut]:
    """What customer numbers of files were decided to mean."""
    return page_by_id(visible_decided_numbers(request.auth.user), show=_decided, cursor=cursor, limit=limit)


@router.post("/decided-numbers/{decided_id}/forgetting", **writes(DecidedOut))
@needs(Permission.IMPORT_FILES, scope=Scope.INTAKE)
@keyed()
def forget_number(request: Call, decided_id: PathId) -> DecidedOut:
    """Ask anew from now on who the number means; the answer is what it was."""
    decided = decided_number_for(request.auth.user, decided_id)
    shown = _decided(decided)
    actions.forget_decided_number(decided, by=request.auth.user, at=request.at)
    return shown


def _in_question(one: InQuestion) -> InQuestionOut:
    return InQuestionOut(
        company=one.company,
        number=one.number,
        name=one.name,
        rows=one.rows,
        original=[amount(original, currency) for currency, (original, _) in one.sums.items()],
        open=[amount(left, currency) for currency, (_, left) in one.sums.items()],
        alike=[AlikeOut(number=alike.number, name=alike.name) for alike in one.alike],
    )


def _decided(one: DecidedNumber) -> DecidedOut:
    return DecidedOut(
        id=one.id,
        company=one.company.code,
        number=one.number,
        name=one.name,
        meant=one.customer.number if one.customer else None,
        decided_by=one.decided_by,
        decided_at=one.decided_at,
    )
