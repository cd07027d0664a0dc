"""What the database refuses of plans, even to raw SQL: one that nobody approved, another schedule, a second life."""

from __future__ import annotations

from creditdesk.journal.triggers import AnyTrigger, Guard, unchanging

_PLAN = "plans_plan"
_FIXED = ("company_id", "customer_id", "request_id", "currency", "debt_minor", "rate_ppm", "approved_on")
_INSTALMENT = "plans_planinstalment"

PLAN_GUARDS: list[AnyTrigger] = [
    *unchanging(_PLAN, _FIXED),
    Guard(
        "plans_plan_of_an_approval",
        _PLAN,
        "INSERT",
        "a plan begins by the approval of its request",
        "NEW.state <> 'approved' OR NOT EXISTS (SELECT 1 FROM approvals_requestdecision d "
        "JOIN approvals_request r ON r.id = d.request_id WHERE r.id = NEW.request_id AND r.kind = 'plan' "
        "AND r.customer_id = NEW.customer_id AND d.what = 'approve' AND d.revision = r.revision "
        "AND d.sha256 = r.sha256)",
    ),
    Guard(
        "plans_plan_goes_on",
        _PLAN,
        "UPDATE",
        "a plan that is over stays over, and none is active twice",
        "NEW.state <> OLD.state AND NOT ((OLD.state = 'approved' AND NEW.state IN ('active', 'terminated')) "
        "OR (OLD.state = 'active' AND NEW.state IN ('completed', 'defaulted', 'terminated')))",
    ),
    *unchanging(_INSTALMENT, ("plan_id", "number", "due_date", "principal_minor", "interest_minor")),
    Guard(
        "plans_interest_once",
        _INSTALMENT,
        "UPDATE",
        "the interest of an instalment is charged once",
        "OLD.charged_minor IS NOT NULL AND (OLD.charged_minor IS DISTINCT FROM NEW.charged_minor "
        "OR OLD.charged_item_id IS DISTINCT FROM NEW.charged_item_id)",
    ),
    *unchanging("plans_planitem", ("plan_id", "item_id", "amount_minor", "is_interest")),
    Guard(
        "plans_item_once",
        "plans_planitem",
        "UPDATE",
        "a document that left its plan does not come back to it",
        "NOT OLD.stands AND NEW.stands",
    ),
]
