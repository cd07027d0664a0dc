"""What the database refuses of bankruptcies, even to raw SQL: other entries, a confirmation that nobody gave."""

from __future__ import annotations

from creditdesk.journal.triggers import AnyTrigger, Guard, append_only, unchanging

_CASE = "bankruptcy_case"

BANKRUPTCY_GUARDS: list[AnyTrigger] = [
    *unchanging(_CASE, ("company_id", "customer_id", "event_id", "currency", "opened_at", "opened_by_id")),
    Guard(
        "bankruptcy_case_by_a_step",
        _CASE,
        "UPDATE",
        "a worksheet changes its state by a step",
        "NEW.state <> OLD.state AND NEW.state <> COALESCE((SELECT s.state FROM bankruptcy_casestep s "
        "WHERE s.case_id = NEW.id ORDER BY s.id DESC LIMIT 1), 'draft')",
    ),
    Guard(
        "bankruptcy_case_stays_closed",
        _CASE,
        "UPDATE",
        "a case that is closed stays closed",
        "OLD.state = 'closed' AND NEW.state <> 'closed'",
    ),
    *append_only("bankruptcy_caseentry"),
    *append_only("bankruptcy_receivedday"),
    *append_only("bankruptcy_casestep"),
    Guard(
        "bankruptcy_confirmed_as_given",
        "bankruptcy_casestep",
        "INSERT",
        "counsel confirms what was given to counsel",
        "NEW.state = 'confirmed' AND NEW.sha256 <> COALESCE((SELECT s.sha256 FROM bankruptcy_casestep s "
        "WHERE s.case_id = NEW.case_id ORDER BY s.id DESC LIMIT 1), '')",
    ),
]
