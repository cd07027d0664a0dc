"""The permission matrix of cash control; permission_matrix.py says how a row is written."""

from __future__ import annotations

from itertools import count

from django.db import transaction

from creditdesk.cash.models import Match
from creditdesk.cash.settling import Choice, Wanted, ground_for, judged, make
from creditdesk.domain.cash_proposals import MatchLine
from creditdesk.policy.queries import policy_in_force
from creditdesk.receivables.acts import By
from tests import builders
from tests.web.permission_matrix import Arguments, Kind, Make, P, Row, holding
from tests.world import NOW, TODAY, World

_fresh = count(1)

WHOLE = holding(P.SEE_CASH) & holding(P.SEE_ACCOUNTS_ALL)
EXPLAINERS = holding(P.APPLY_CASH) & holding(P.SEE_ACCOUNTS_ALL)


def _account(company: str) -> Make:
    def make_account(world: World) -> Arguments:
        return {"account_id": builders.bank_account(getattr(world, company)).id}

    return make_account


def _line(company: str) -> Make:
    def make_line(world: World) -> Arguments:
        account = builders.bank_account(getattr(world, company))
        return {"line_id": builders.bank_statement(account, lines=[{"amount_minor": -5_00}]).lines.get().id}

    return make_line


def a_match(world: World, customer: str) -> Match:
    """A match of the customer's payment, made by nobody of the cast."""
    of = getattr(world, customer)
    statement = builders.bank_statement(builders.bank_account(of.company), lines=[{"amount_minor": 50_00}])
    (receipt,) = builders.bank_receipts(statement, payer=of)
    item = builders.invoice(of, amount=50_00)
    wanted = Wanted(receipt, Choice(of, (MatchLine(item.id, 50_00),), basis="matrix"), f"matrix-{next(_fresh)}")
    policy = policy_in_force(as_of=TODAY, company_id=of.company_id)
    with transaction.atomic():
        on = ground_for([wanted], policy=policy, as_of=TODAY)
        good, _refused = judged([wanted], on=on)
        return make(good, on=on, posting_date=TODAY, by=By("builder", NOW, policy.number))[0]


def _match(customer: str) -> Make:
    return lambda world: {"match_id": a_match(world, customer).id}


def _matches(customer: str) -> Make:
    return lambda world: {"match_ids": [a_match(world, customer).id]}


BANK_ACCOUNT = Kind(own=_account("northlight"), foreign=_account("southwind"))
BANK_LINE = Kind(own=_line("northlight"), foreign=_line("southwind"))
MATCH = Kind(own=_match("acme"), foreign=_match("foreign"))
MATCHES = Kind(own=_matches("acme"), foreign=_matches("foreign"))

ROWS: tuple[Row, ...] = (
    Row("cash_report", "GET", WHOLE),
    Row("cash_unapplied", "GET", holding(P.SEE_CASH)),
    Row("cash_reconciliation", "GET", WHOLE),
    Row("bank_line_explain", "GET", EXPLAINERS, BANK_LINE),
    Row("bank_line_explain", "POST", EXPLAINERS, BANK_LINE, data={"why": "charges"}),
    Row("cash_review", "GET", WHOLE),
    Row("cash_review_sign", "POST", holding(P.REVIEW_CASH)),
    Row("cash_review_take_back", "GET", EXPLAINERS, MATCH),
    Row("cash_review_take_back", "POST", EXPLAINERS, MATCH, data={"cause": "wrong", "why": "another's"}),
    Row("match_figures", "GET", WHOLE),
    *(
        Row(f"export_{name}", "GET", holding(P.SEE_CASH) & holding(P.EXPORT))
        for name in ("cash_report", "cash_reconciliation", "cash_unapplied", "cash_review", "match_figures")
    ),
)

API_ROWS: tuple[Row, ...] = (
    Row("api:cash_report", "GET", WHOLE),
    Row("api:bank_reconciliation", "GET", WHOLE, BANK_ACCOUNT),
    Row("api:explain_bank_line", "POST", EXPLAINERS, BANK_LINE, data={"why": "charges"}),
    Row("api:unapplied_cash", "GET", holding(P.SEE_CASH)),
    Row("api:matches_for_review", "GET", WHOLE),
    Row("api:sign_matches", "POST", holding(P.REVIEW_CASH), MATCHES, place="body"),
    Row("api:match_rates", "GET", WHOLE),
)
