"""The permission matrix of bank accounts and statements: pages, interface, and what leaves the desk as a file."""

from __future__ import annotations

from itertools import count

from creditdesk.cash.models import BankAccount, BankStatement
from tests.web.permission_matrix import Arguments, Kind, Make, P, Row, holding
from tests.world import NOW, TODAY, World

_fresh = count(1)
SEERS = holding(P.SEE_CASH) & holding(P.SEE_ACCOUNTS_ALL)
BY_API = holding(P.USE_API)
TAKERS = holding(P.REVIEW_CASH, P.POST_LEDGER, P.SEE_JOURNAL) & holding(P.EXPORT)


def _statement(company: str) -> Make:
    def make(world: World) -> Arguments:
        number = f"{next(_fresh):010d}"
        of = getattr(world, company)
        account = BankAccount.objects.create(company=of, name="Main", number=number, currency="USD")
        made = BankStatement.objects.create(
            company=of,
            account=account,
            format="camt",
            kind="statement",
            key=number,
            currency="USD",
            closing_date=TODAY,
            state="held",
            received_at=NOW,
            received_by="erin",
        )
        return {"statement_id": made.id}

    return make


STATEMENT = Kind(own=_statement("northlight"), foreign=_statement("southwind"))
ASKED = Kind(
    own=lambda world: {"statement": _statement("northlight")(world)["statement_id"]},
    foreign=lambda world: {"statement": _statement("southwind")(world)["statement_id"]},
)
COMPANY_NAMED = Kind(own=lambda world: {"company": "NL"}, foreign=lambda world: {"company": "SW"})
DECISION = {"decision": "set_aside", "why": "sent by mistake"}
NEW = {"company": "NL", "name": "Main", "number": "123456", "currency": "USD", "gl_account": "cash"}


ROWS: tuple[Row, ...] = (
    Row("bank_accounts", "GET", SEERS),
    Row("bank_account_new", "GET", holding(P.CLOSE_PERIOD)),
    Row("bank_account_new", "POST", holding(P.CLOSE_PERIOD), data=NEW),
    Row("bank_statements", "GET", SEERS),
    Row("bank_statement", "GET", SEERS, STATEMENT),
    Row("bank_statement_decide", "POST", holding(P.POST_LEDGER), STATEMENT, data=DECISION),
    Row("export_bank_accounts", "GET", TAKERS),
    Row("export_bank_statements", "GET", TAKERS),
    Row("export_bank_lines", "GET", TAKERS, ASKED, place="query"),
)
API_ROWS: tuple[Row, ...] = (
    Row("api:bank_accounts", "GET", BY_API & SEERS),
    Row(
        "api:make_account",
        "POST",
        BY_API & holding(P.CLOSE_PERIOD),
        COMPANY_NAMED,
        place="body",
        data=NEW,
    ),
    Row("api:bank_statements", "GET", BY_API & SEERS),
    Row("api:bank_statement", "GET", BY_API & SEERS, STATEMENT),
    Row("api:bank_lines", "GET", BY_API & SEERS, STATEMENT),
    Row(
        "api:decide_statement",
        "POST",
        BY_API & holding(P.POST_LEDGER),
        STATEMENT,
        data=DECISION,
    ),
)
