"""Proof that nothing was forgiven that was not approved and paid for in time, and that the books say the same."""

from __future__ import annotations

from creditdesk.domain.proof import MOST_NAMED, BrokenFact, named
from creditdesk.parties.plain_sql import rows_of

# Each finds company and customer last; the columns before fill the sentence.
_PROOFS = (
    (
        "I18",
        "SELECT s.id, s.company_id, s.customer_id FROM settlements_settlement s "
        "JOIN approvals_request r ON r.id = s.request_id LEFT JOIN approvals_requesteffect e "
        "ON e.request_id = r.id AND e.made_kind = 'settlement' AND e.made_id = s.id AND NOT e.takes_back "
        "WHERE e.id IS NULL OR r.kind <> 'settlement' OR r.amount_minor <> s.claims_minor "
        "OR r.state NOT IN ('carried_out', 'reversed') OR (r.state = 'reversed') <> (s.state = 'withdrawn')",
        "settlement {0} is not what its request says",
    ),
    (
        "I18",
        "SELECT s.id, COALESCE(c.claims, 0), s.claims_minor, s.company_id, s.customer_id "
        "FROM settlements_settlement s LEFT JOIN (SELECT settlement_id, SUM(amount_minor) AS claims "
        "FROM settlements_settlementclaim GROUP BY settlement_id) c ON c.settlement_id = s.id "
        "WHERE COALESCE(c.claims, 0) <> s.claims_minor",
        "settlement {0} is about {1} and says {2}",
    ),
    (
        "I18",
        "SELECT s.id, COALESCE(m.moved, 0), s.forgiven_minor, s.company_id, s.customer_id "
        "FROM settlements_settlement s LEFT JOIN (SELECT t.id, -SUM(n.amount_minor) AS moved "
        "FROM settlements_settlement t JOIN receivables_entry n ON n.posting_id = t.forgiveness_id "
        "AND n.item_id IS NOT NULL GROUP BY t.id) m ON m.id = s.id "
        "WHERE COALESCE(m.moved, 0) <> s.forgiven_minor",
        "settlement {0}: {1} was forgiven, and it says {2}",
    ),
    (
        "I18",
        "SELECT p.id, p.company_id, NULL FROM receivables_posting p "
        "LEFT JOIN receivables_posting b ON b.reverses_id = p.id "
        "LEFT JOIN settlements_settlement s ON s.forgiveness_id = p.id AND s.state = 'fulfilled' "
        "WHERE p.kind = 'write_off' AND SUBSTR(p.key, 1, 11) = 'settlement/' AND b.id IS NULL AND s.id IS NULL",
        "posting {0} forgives what no fulfilled settlement stands for",
    ),
    (
        "I18",
        "SELECT n.posting_id, n.item_id, s.company_id, s.customer_id FROM settlements_settlement s "
        "JOIN receivables_entry n ON n.posting_id = s.forgiveness_id AND n.item_id IS NOT NULL "
        "LEFT JOIN settlements_settlementclaim c ON c.settlement_id = s.id AND c.item_id = n.item_id "
        "WHERE c.id IS NULL OR -n.amount_minor > c.amount_minor",
        "posting {0} forgives more of document {1} than was settled about",
    ),
)


def broken_facts() -> list[BrokenFact]:
    """The broken facts of each kind in words, or nothing."""
    found: list[BrokenFact] = []
    for invariant, sql, sentence in _PROOFS:
        found += named(invariant, sentence=sentence, rows=rows_of(f"{sql} LIMIT {MOST_NAMED + 1}"))
    return found
