"""Proof that every statement that counts as reconciled runs down to zero, and that its parts are of one account."""

from __future__ import annotations

from creditdesk.domain.proof import MOST_NAMED, BrokenFact, named
from creditdesk.parties.plain_sql import rows_of

# Each finds company and customer last; the columns before fill the sentence.
_PROOFS = (
    (
        "account reconciliation",
        "SELECT s.id, s.ours_minor - s.theirs_minor, COALESCE(e.explained, 0), s.company_id, s.customer_id "
        "FROM reconciliation_customerstatement s LEFT JOIN (SELECT statement_id, "
        "SUM(ours_minor - theirs_minor) AS explained FROM reconciliation_explanation WHERE stands "
        "GROUP BY statement_id) e ON e.statement_id = s.id "
        "WHERE s.state = 'reconciled' AND s.ours_minor - s.theirs_minor <> COALESCE(e.explained, 0)",
        "statement {0} is reconciled and differs by {1}, of which {2} is explained",
    ),
    (
        "account reconciliation",
        "SELECT s.id, s.theirs_minor, COALESCE(s.stated_minor, l.total, 0), s.company_id, s.customer_id "
        "FROM reconciliation_customerstatement s LEFT JOIN (SELECT statement_id, SUM(amount_minor) AS total "
        "FROM reconciliation_statementline WHERE stands GROUP BY statement_id) l ON l.statement_id = s.id "
        "WHERE s.theirs_minor <> COALESCE(s.stated_minor, l.total, 0)",
        "statement {0} says {1} and its total or its lines say {2}",
    ),
    (
        "account reconciliation",
        "SELECT m.id, s.id, s.company_id, s.customer_id FROM reconciliation_linematch m "
        "JOIN reconciliation_customerstatement s ON s.id = m.statement_id "
        "JOIN reconciliation_statementline l ON l.id = m.line_id JOIN receivables_openitem i ON i.id = m.item_id "
        "WHERE l.statement_id <> s.id OR i.customer_id <> s.customer_id OR i.currency <> s.currency "
        "OR (m.stands AND NOT l.stands)",
        "match {0} is not of the account of statement {1}",
    ),
    (
        "account reconciliation",
        "SELECT e.id, s.id, s.company_id, s.customer_id FROM reconciliation_explanation e "
        "JOIN reconciliation_customerstatement s ON s.id = e.statement_id "
        "LEFT JOIN reconciliation_statementline l ON l.id = e.line_id "
        "LEFT JOIN receivables_openitem i ON i.id = e.item_id "
        "LEFT JOIN followup_tickler t ON t.id = e.tickler_id "
        "WHERE l.statement_id <> s.id OR i.customer_id <> s.customer_id OR t.customer_id <> s.customer_id",
        "explanation {0} is not of the account of statement {1}",
    ),
)


def broken_facts() -> list[BrokenFact]:
    """The broken facts of each kind in words, or nothing."""
    found: list[BrokenFact] = []
    for invariant, sql, sentence in _PROOFS:
        found += named(invariant, sentence=sentence, rows=rows_of(f"{sql} LIMIT {MOST_NAMED + 1}"))
    return found
