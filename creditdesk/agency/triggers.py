"""What the database refuses of placements, even to raw SQL: one without an approval, other terms than those that were
approved, one that is over and stands again, a hand-over or a remittance that changes.
"""

from __future__ import annotations

from creditdesk.journal.triggers import AnyTrigger, Guard, append_only, unchanging

_TABLE = "agency_placement"
_TERMS = (
    *("request_id", "company_id", "customer_id", "agency_id", "currency", "debt_minor", "fee_ppm"),
    *("demanded_on", "placed_on", "handback_on"),
)
_APPROVED = (
    "EXISTS (SELECT 1 FROM approvals_requestdecision d JOIN approvals_request r ON r.id = d.request_id "
    "WHERE r.id = NEW.request_id AND r.kind = 'placement' AND d.what = 'approve' AND d.revision = r.revision "
    "AND d.sha256 = r.sha256 AND r.customer_id = NEW.customer_id AND r.currency = NEW.currency "
    "AND r.amount_minor = NEW.debt_minor)"
)

AGENCY_GUARDS: list[AnyTrigger] = [
    *unchanging(_TABLE, _TERMS),
    Guard(
        "agency_placement_of_an_approval",
        _TABLE,
        "INSERT",
        "an account is placed with an agency by an approved request",
        f"NEW.state <> 'placed' OR NOT {_APPROVED}",
    ),
    Guard(
        "agency_placement_over_stays_over",
        _TABLE,
        "UPDATE",
        "a placement that is over stays over",
        "OLD.state <> 'placed' AND NEW.state <> OLD.state",
    ),
    *append_only("agency_placementitem"),
    *append_only("agency_handover"),
    *append_only("agency_agencyremittance"),
    *append_only("agency_directpayment"),
]
