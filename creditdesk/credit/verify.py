"""Proof that orders stand as they were decided: what holds one has its spell, what is released its release, no money is
kept twice, and what the ERP was told last is how the order stands.
"""

from __future__ import annotations

from creditdesk.domain.proof import MOST_NAMED, BrokenFact, named
from creditdesk.parties.plain_sql import rows_of

# Each finds company and customer last; the columns before fill the sentence.
_PROOFS = (
    (
        "I1",
        "SELECT o.number, o.company_id, o.customer_id FROM credit_order o WHERE o.standing = 'held' "
        "AND NOT EXISTS (SELECT 1 FROM credit_holdspell s WHERE s.order_id = o.id AND s.ended_at IS NULL)",
        "order {0} is held, and nothing holds it",
    ),
    (
        "I1",
        "SELECT o.number, s.code, o.standing, o.company_id, o.customer_id FROM credit_holdspell s "
        "JOIN credit_order o ON o.id = s.order_id WHERE s.ended_at IS NULL AND o.standing <> 'held'",
        "order {0} is {2}, and {1} holds it",
    ),
    (
        "I1",
        "SELECT o.number, o.company_id, o.customer_id FROM credit_order o WHERE o.standing = 'released' "
        "AND NOT EXISTS (SELECT 1 FROM credit_release r WHERE r.order_id = o.id AND r.ended_at IS NULL)",
        "order {0} is released, and nobody's release stands",
    ),
    (
        "I1",
        "SELECT o.number, o.standing, o.company_id, o.customer_id FROM credit_release r "
        "JOIN credit_order o ON o.id = r.order_id WHERE r.ended_at IS NULL AND o.standing <> 'released'",
        "order {0} is {1}, and a release of it stands",
    ),
    (
        "I2",
        "SELECT o.number, o.version, v.version, o.company_id, o.customer_id FROM credit_order o "
        "JOIN (SELECT order_id, MAX(version) AS version FROM credit_orderversion GROUP BY order_id) v "
        "ON v.order_id = o.id WHERE v.version <> o.version",
        "order {0} stands at version {1}, and version {2} was told",
    ),
    (
        "I2",
        "SELECT o.number, o.amount_minor, v.amount_minor, o.company_id, o.customer_id FROM credit_order o "
        "JOIN credit_orderversion v ON v.order_id = o.id AND v.version = o.version "
        "WHERE v.amount_minor <> o.amount_minor OR v.delivered_minor <> o.delivered_minor",
        "order {0} is of {1}, its version says {2}",
    ),
    (
        "I4",
        "SELECT i.number, p.kept, i.original_minor, i.company_id, i.customer_id FROM receivables_openitem i "
        "JOIN (SELECT item_id, SUM(amount_minor) AS kept FROM credit_prepayment WHERE ended_at IS NULL "
        "GROUP BY item_id) p ON p.item_id = i.id WHERE p.kept > -i.original_minor",
        "of payment {0}, {1} are kept for orders, and it is of {2}",
    ),
    # What was applied is cut at the next look: only an account whose journal was looked through is at fault.
    (
        "I4",
        "SELECT i.number, p.kept, -i.open_minor, i.company_id, i.customer_id FROM receivables_openitem i "
        "JOIN (SELECT item_id, SUM(amount_minor) AS kept FROM credit_prepayment WHERE ended_at IS NULL "
        "GROUP BY item_id) p ON p.item_id = i.id WHERE p.kept > -i.open_minor AND NOT EXISTS (SELECT 1 FROM "
        "journal_journalentry j WHERE j.customer_id = i.customer_id "
        "AND j.seq > COALESCE((SELECT MAX(seq) FROM credit_lookedthrough), 0))",
        "of payment {0}, {1} are kept for orders, and {2} of it are left",
    ),
    (
        "I4",
        "SELECT o.number, o.standing, o.company_id, o.customer_id FROM credit_prepayment p "
        "JOIN credit_order o ON o.id = p.order_id WHERE p.ended_at IS NULL "
        "AND o.standing NOT IN ('passes', 'held', 'released')",
        "order {0} is {1}, and money is kept for it",
    ),
    (
        "I9",
        "SELECT o.number, d.kind, o.standing, o.company_id, o.customer_id FROM credit_order o "
        "JOIN (SELECT order_id, MAX(id) AS last FROM credit_orderdecision WHERE kind IN "
        "('hold', 'may_ship', 'release', 'reject') GROUP BY order_id) n ON n.order_id = o.id "
        "JOIN credit_orderdecision d ON d.id = n.last WHERE (o.standing = 'held' AND d.kind <> 'hold') "
        "OR (o.standing = 'passes' AND d.kind <> 'may_ship') OR (o.standing = 'released' AND d.kind <> 'release') "
        "OR (o.standing = 'rejected' AND d.kind <> 'reject')",
        "order {0} is {2}, and the ERP was told {1} last",
    ),
)


def broken_facts() -> list[BrokenFact]:
    """The broken facts of each kind in words, or nothing."""
    found: list[BrokenFact] = []
    for invariant, sql, sentence in _PROOFS:
        rows = rows_of(f"{sql} LIMIT {MOST_NAMED + 1}")
        found += named(invariant, sentence=sentence, rows=rows)
    return found
