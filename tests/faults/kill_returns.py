"""What `kill_steps` kills of returned payments: the return in the ledger, and what follows of it above."""

from __future__ import annotations

from typing import Any

from tests.faults.kill_flows import NOW, TODAY, Flow, tell

_DAY: dict[str, Any] = {"as_of": TODAY, "at": NOW}


def _pay() -> None:
    from creditdesk.cash.actions import enter_receipt, match_receipt
    from creditdesk.cash.receiving import NewReceipt
    from creditdesk.cash.settling import Choice
    from creditdesk.domain.cash_proposals import MatchLine
    from creditdesk.parties.models import Company, User
    from tests import builders

    company, erin = Company.objects.get(), User.objects.get()
    customer = builders.customer(company, number="C1")
    items = [builders.invoice(customer, amount=number * 100_05, number=f"A-{number}") for number in (1, 2)]
    new = NewReceipt(250_00, "USD", TODAY, TODAY, customer=customer, trace="1234567", payer_name="Some Customer")
    receipt = enter_receipt(new, company=company, by=erin, **_DAY)
    lines = (MatchLine(items[0].id, 100_05), MatchLine(items[1].id, 149_95, deduction_minor=10_00, claim="C"))
    match_receipt(receipt, choice=Choice(customer, lines), revision=0, by=erin, key="m", **_DAY)


def _return() -> None:
    """The payment comes back. Whoever was not told presses again, with the same key."""
    from creditdesk import dispatch
    from creditdesk.cash.models import Receipt
    from creditdesk.cash.returning import Return, return_payment
    from creditdesk.parties.models import User
    from creditdesk.receivables.models import Posting

    receipt, told = Receipt.objects.get(), Return("R01", "insufficient funds", TODAY, fee=True)
    row = return_payment(
        receipt, told=told, revision=receipt.revision, by=User.objects.get(username="erin"), key="back", **_DAY
    )
    tell("postings", Posting.objects.count())
    dispatch.payment_returned(row, **_DAY)


def _return_again() -> None:
    """The night makes up for what was told of, and the person presses again where he was not."""
    from creditdesk import dispatch
    from creditdesk.parties.models import Company

    dispatch.special_cash(Company.objects.get().id, **_DAY)
    _return()


RETURN_FLOWS = {"return": Flow(_return, _return_again, _pay)}
