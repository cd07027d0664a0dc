"""The permission matrix of credit files, reviews and limits; permission_matrix.py says how a row is written."""

from __future__ import annotations

from itertools import count
from typing import Any

from creditdesk.creditfile.entering import ToldRating, enter
from creditdesk.creditfile.limits import limit_content
from creditdesk.creditfile.models import CreditChange
from creditdesk.creditfile.reviewing import review_credit
from creditdesk.parties.models import Customer
from tests.asking import approve, ask
from tests.web.permission_matrix import (
    ALL_ACCOUNTS,
    CUSTOMER,
    ITS_PEOPLE,
    RECORDERS,
    Arguments,
    Kind,
    Make,
    P,
    Row,
    holding,
)
from tests.web.permission_matrix_api import API
from tests.world import NOW, TODAY, World

_fresh = count(1)
SEES = holding(P.SEE_CREDIT_FILE)
SETS = holding(P.SET_CREDIT) & SEES
WRITES = RECORDERS & SEES
TELLS = holding(P.TELL_ORDERS)


def _entry(name: str) -> Make:
    def make(world: World) -> Arguments:
        told = ToldRating("bureau", 60, TODAY)
        key = f"matrix {next(_fresh)}"
        made = enter(getattr(world, name), told, by=world.carol, at=NOW, as_of=TODAY, key=key)
        return {"kind": "rating", "entry_id": made.id}

    return make


def _entry_kind(name: str) -> Make:
    return lambda world: {"customer_id": getattr(world, name).id, "kind": "rating"}


def _review(name: str) -> Make:
    def make(world: World) -> Arguments:
        of = getattr(world, name)
        made = review_credit(of, note="x", by=world.carol, at=NOW, as_of=TODAY, key=f"matrix {next(_fresh)}")
        return {"review_id": made.id}

    return make


def _asked(name: str) -> Make:
    def make(world: World) -> Arguments:
        of: Customer = getattr(world, name)
        preparer = world.charlie if name == "foreign" else world.fay
        content = limit_content(of, limit_minor=next(_fresh) * 1_00, risk_class="B", words="x", shows="y")
        return {"request_id": ask(of, content, by=preparer).id}

    return make


def _change(name: str) -> Make:
    def make(world: World) -> Arguments:
        of: Customer = getattr(world, name)
        of.refresh_from_db()
        content = limit_content(of, limit_minor=next(_fresh) * 1_00, risk_class="B", words="x", shows="y")
        asked = ask(of, content, by=world.charlie if name == "foreign" else world.fay)
        if name == "foreign":
            made = CreditChange.objects.create(
                company=of.company, customer=of, request=asked, currency=of.currency, class_before="B",
                class_after="B", by="x", at=NOW,
            )  # fmt: skip
            return {"change_id": made.id}
        approve(asked, by=world.carol)
        return {"change_id": CreditChange.objects.get(request=asked).id}

    return make


def _kind(make: Any) -> Kind:
    return Kind(
        own=make("acme"),
        neighbour=make("zenith"),
        foreign=make("foreign"),
        sees_own=ITS_PEOPLE & SEES,
        sees_neighbour=ALL_ACCOUNTS & SEES,
    )


FILE = Kind(
    own=lambda world: {"customer_id": world.acme.id},
    neighbour=lambda world: {"customer_id": world.zenith.id},
    foreign=lambda world: {"customer_id": world.foreign.id},
    sees_own=ITS_PEOPLE & SEES,
    sees_neighbour=ALL_ACCOUNTS & SEES,
)
ENTRY, ENTRY_KIND, REVIEW, LIMIT = _kind(_entry), _kind(_entry_kind), _kind(_review), _kind(_asked)
CHANGE = Kind(own=_change("acme"), foreign=_change("foreign"), sees_own=TELLS)

ROWS: tuple[Row, ...] = (
    Row("account_credit", "GET", SEES, CUSTOMER),
    Row("account_credit_history", "GET", SEES, CUSTOMER),
    Row("account_review", "POST", SETS, CUSTOMER, data={"note": "x", "key": "m"}),
    Row("limit_new", "GET", WRITES, CUSTOMER),
    Row("limit_new", "POST", WRITES, CUSTOMER),
    Row("credit_entry_new", "GET", WRITES, ENTRY_KIND),
    Row("credit_entry_new", "POST", WRITES, ENTRY_KIND),
    Row("credit_entry_withdraw", "POST", WRITES, ENTRY, data={"why": "x", "key": "m"}),
    Row("limit_change", "GET", WRITES, LIMIT),
    Row("limit_change", "POST", WRITES, LIMIT),
    Row("limit_notice", "POST", WRITES, LIMIT),
    Row("limit_reasons", "POST", WRITES, LIMIT),
    Row("reviews", "GET", SEES),
    Row("credit_review", "GET", SEES, REVIEW),
)

_LIMIT: dict[str, Any] = {"limit_minor": 5, "risk_class": "B", "words": "x", "submit": False}
_STATEMENT: dict[str, Any] = {
    "period_end": "2025-12-31", "currency": "USD", "current_assets": 1, "current_liabilities": 0, "total_assets": 1,
    "total_liabilities": 0, "retained_earnings": 0, "ebit": 0, "sales": 0,
}  # fmt: skip
_REFERENCE = {"supplier": "x", "told_on": "2026-06-01", "currency": "USD", "days_late": 0}
_SECURITY = {"kind": "guaranty", "party": "x", "currency": "USD", "amount_minor": 1, "first_day": "2026-06-01"}
API_ROWS: tuple[Row, ...] = (
    Row("api:one_credit_file", "GET", API & SEES, CUSTOMER),
    Row("api:enter_a_statement", "POST", API & WRITES, CUSTOMER, data=_STATEMENT),
    Row("api:enter_a_rating", "POST", API & WRITES, CUSTOMER, data={"source": "jbt", "value": 1, "on": "2026-06-01"}),
    Row("api:enter_a_reference", "POST", API & WRITES, CUSTOMER, data=_REFERENCE),
    Row("api:enter_a_security", "POST", API & WRITES, CUSTOMER, data=_SECURITY),
    Row("api:withdraw_an_entry", "POST", API & WRITES, ENTRY, data={"why": "x"}),
    Row("api:credit_reviews", "GET", API & SEES, CUSTOMER),
    Row("api:record_a_credit_review", "POST", API & SETS, CUSTOMER, data={"note": "x"}),
    Row("api:reviews_due", "GET", API & SEES),
    Row("api:ask_for_a_limit", "POST", API & WRITES, CUSTOMER, data=_LIMIT),
    Row("api:revise_a_limit", "POST", API & WRITES, LIMIT, data=_LIMIT | {"seen_revision": 1}),
    Row("api:draft_an_adverse_notice", "POST", API & WRITES, LIMIT),
    Row("api:draft_adverse_reasons", "POST", API & WRITES, LIMIT, data={"asked_on": "2026-06-01"}),
    Row("api:credit_changes", "GET", API & TELLS),
    Row("api:answer_a_credit_change", "POST", API & TELLS, CHANGE, data={"answer": "accepted"}),
)
