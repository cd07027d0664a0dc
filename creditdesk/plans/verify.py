"""Proof that every plan is what was approved, and collects the documents that it says."""

from __future__ import annotations

from creditdesk.domain.proof import MOST_NAMED, BrokenFact, named
from creditdesk.parties.plain_sql import rows_of

# Each finds company and customer last; the columns before fill the sentence.
_PROOFS = (
    (
        "I18",
        "SELECT p.id, p.company_id, p.customer_id FROM plans_plan p JOIN approvals_request r ON r.id = p.request_id "
        "WHERE r.kind <> 'plan' OR r.customer_id <> p.customer_id OR r.currency <> p.currency "
        "OR r.amount_minor <> p.debt_minor OR r.state NOT IN ('carried_out', 'reversed')",
        "plan {0} is not what its request asked for",
    ),
    (
        "I18",
        "SELECT r.id, r.company_id, r.customer_id FROM approvals_request r LEFT JOIN plans_plan p "
        "ON p.request_id = r.id WHERE r.kind = 'plan' AND r.state IN ('carried_out', 'reversed') AND p.id IS NULL",
        "request {0} for a plan was carried out, and there is no plan",
    ),
    (
        "I18",
        "SELECT p.id, p.debt_minor, COALESCE(s.minor, 0), p.company_id, p.customer_id FROM plans_plan p "
        "LEFT JOIN (SELECT plan_id, SUM(principal_minor) AS minor FROM plans_planinstalment GROUP BY plan_id) s "
        "ON s.plan_id = p.id WHERE p.debt_minor <> COALESCE(s.minor, 0)",
        "plan {0} is about {1}, and its instalments pay {2}",
    ),
    (
        "I18",
        "SELECT p.id, p.debt_minor, COALESCE(s.minor, 0), p.company_id, p.customer_id FROM plans_plan p "
        "LEFT JOIN (SELECT plan_id, SUM(amount_minor) AS minor FROM plans_planitem WHERE NOT is_interest "
        "GROUP BY plan_id) s ON s.plan_id = p.id WHERE p.debt_minor <> COALESCE(s.minor, 0)",
        "plan {0} is about {1}, and its documents are {2}",
    ),
    (
        "I18",
        "SELECT p.id, p.state, p.company_id, p.customer_id FROM plans_plan p WHERE EXISTS (SELECT 1 "
        "FROM plans_planitem m WHERE m.plan_id = p.id AND m.stands <> (p.state IN ('approved', 'active')))",
        "plan {0} is {1}, and its documents say otherwise",
    ),
    (
        "I18",
        "SELECT i.id, i.number, i.company_id, i.customer_id FROM receivables_openitem i "
        "LEFT JOIN (SELECT m.item_id FROM plans_planitem m JOIN plans_plan p ON p.id = m.plan_id "
        "WHERE m.stands AND p.state = 'active') a ON a.item_id = i.id "
        "WHERE (i.on_plan AND a.item_id IS NULL) OR (NOT i.on_plan AND a.item_id IS NOT NULL)",
        "document {1} ({0}) is marked as on a plan and is on none, or the other way round",
    ),
    (
        "I18",
        "SELECT n.plan_id, n.number, p.company_id, p.customer_id FROM plans_planinstalment n "
        "JOIN plans_plan p ON p.id = n.plan_id LEFT JOIN receivables_openitem i ON i.id = n.charged_item_id "
        "LEFT JOIN plans_planitem m ON m.item_id = i.id AND m.plan_id = p.id AND m.is_interest "
        "WHERE n.charged_minor > 0 AND (i.id IS NULL OR m.id IS NULL OR i.customer_id <> p.customer_id "
        "OR i.currency <> p.currency OR i.original_minor <> n.charged_minor OR m.amount_minor <> n.charged_minor)",
        "plan {0}: the interest of instalment {1} is not what was charged",
    ),
    (
        "I18",
        "SELECT o.id, o.key, o.company_id, NULL FROM receivables_posting o "
        "WHERE SUBSTR(o.key, 1, 5) = 'plan/' AND NOT EXISTS (SELECT 1 FROM receivables_entry e "
        "JOIN plans_planinstalment n ON n.charged_item_id = e.item_id WHERE e.posting_id = o.id)",
        "posting {0} ({1}) says that a plan charged it, and none did",
    ),
)


def broken_facts() -> list[BrokenFact]:
    """The broken facts of each kind in words, or nothing."""
    found: list[BrokenFact] = []
    for invariant, sql, sentence in _PROOFS:
        found += named(invariant, sentence=sentence, rows=rows_of(f"{sql} LIMIT {MOST_NAMED + 1}"))
    return found
