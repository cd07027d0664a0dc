"""Proof that limits and classes that requests changed were changed as approved, once, and that reviews stand whole."""

from __future__ import annotations

from creditdesk.domain.proof import MOST_NAMED, BrokenFact, named
from creditdesk.parties.plain_sql import rows_of

# Each finds company and customer last; the columns before fill the sentence.
_PROOFS = (
    (
        "I18",
        "SELECT c.id, c.company_id, c.customer_id FROM creditfile_creditchange c "
        "WHERE NOT EXISTS (SELECT 1 FROM approvals_requesteffect e WHERE e.request_id = c.request_id "
        "AND e.made_kind = 'credit_change' AND e.made_id = c.id AND e.takes_back = c.takes_back)",
        "credit change {0} has no approved request",
    ),
    (
        "I17",
        "SELECT e.request_id, r.company_id, r.customer_id FROM approvals_requesteffect e "
        "JOIN approvals_request r ON r.id = e.request_id WHERE e.made_kind = 'credit_change' "
        "AND NOT EXISTS (SELECT 1 FROM creditfile_creditchange c WHERE c.id = e.made_id "
        "AND c.request_id = e.request_id AND c.customer_id = r.customer_id)",
        "request {0} says that it changed a limit, and no change is there",
    ),
    (
        "I17",
        "SELECT r.id, c.limit_after, r.amount_minor, r.company_id, r.customer_id FROM creditfile_creditchange c "
        "JOIN approvals_request r ON r.id = c.request_id WHERE c.takes_back = FALSE "
        "AND c.status_after = '' AND c.limit_after <> r.amount_minor",
        "request {0} gave a limit of {1}, and {2} was approved",
    ),
    (
        "I17",
        "SELECT r.id, r.company_id, r.customer_id FROM creditfile_creditchange c "
        "JOIN creditfile_creditchange f ON f.request_id = c.request_id AND f.takes_back = FALSE "
        "JOIN approvals_request r ON r.id = c.request_id WHERE c.takes_back = TRUE "
        "AND ((c.status_after = '' AND (COALESCE(c.limit_after, -1) <> COALESCE(f.limit_before, -1) "
        "OR c.class_after <> f.class_before)) OR c.status_after <> f.status_before)",
        "taking request {0} back did not give what stood before it",
    ),
    (
        "I17",
        "SELECT e.request_id, e.status_after, r.company_id, r.customer_id FROM approvals_requesteffect e "
        "JOIN approvals_request r ON r.id = e.request_id WHERE e.status_after <> '' "
        "AND NOT EXISTS (SELECT 1 FROM creditfile_creditchange c WHERE c.request_id = e.request_id "
        "AND c.takes_back = e.takes_back AND c.status_after = e.status_after AND c.status_before = e.status_before)",
        "request {0} gave the status {1}, and the ERP is not told",
    ),
    (
        "I2",
        "SELECT f.review_id, w.company_id, w.customer_id FROM creditfile_reviewfinding f "
        "JOIN credit_creditreview w ON w.id = f.review_id WHERE w.customer_id <> f.customer_id",
        "what review {0} found is of another customer",
    ),
)


def broken_facts() -> list[BrokenFact]:
    """The broken facts of each kind in words, or nothing."""
    found: list[BrokenFact] = []
    for invariant, sql, sentence in _PROOFS:
        rows = rows_of(f"{sql} LIMIT {MOST_NAMED + 1}")
        found += named(invariant, sentence=sentence, rows=rows)
    return found
