"""What the database refuses of settlements, even to raw SQL: one without an approval, other terms than those that were
approved, anything forgiven that was not paid for (a check of the table), a state that nothing leads to.
"""

from __future__ import annotations

from creditdesk.journal.triggers import AnyTrigger, Guard, append_only, unchanging

_TABLE = "settlements_settlement"
_TERMS = (
    *("request_id", "company_id", "customer_id", "currency", "claims_minor", "offer_minor", "offered_on"),
    *("last_day", "booking_ends", "account", "tax_account"),
)
_APPROVED = (
    "EXISTS (SELECT 1 FROM approvals_requestdecision d JOIN approvals_request r ON r.id = d.request_id "
    "WHERE r.id = NEW.request_id AND r.kind = 'settlement' AND d.what = 'approve' AND d.revision = r.revision "
    "AND d.sha256 = r.sha256 AND r.customer_id = NEW.customer_id AND r.currency = NEW.currency "
    "AND r.amount_minor = NEW.claims_minor)"
)

SETTLEMENT_GUARDS: list[AnyTrigger] = [
    *unchanging(_TABLE, _TERMS),
    Guard(
        "settlements_of_an_approval",
        _TABLE,
        "INSERT",
        "a settlement is offered by an approved request, and forgives nothing yet",
        f"NEW.state <> 'offered' OR NEW.forgiven_minor <> 0 OR NOT {_APPROVED}",
    ),
    Guard(
        "settlements_state_follows",
        _TABLE,
        "UPDATE",
        "a settlement that was withdrawn or is void stays so, and a lapsed one is fulfilled or stays lapsed",
        "NEW.state <> OLD.state AND (OLD.state IN ('withdrawn', 'void') "
        "OR (OLD.state = 'lapsed' AND NEW.state <> 'fulfilled') "
        "OR (OLD.state = 'offered' AND NEW.state = 'void'))",
    ),
    *append_only("settlements_settlementclaim"),
]
