"""Proof that nothing of a claim is lost: claimed = what was resolved + what is open, as the ledger says."""

from __future__ import annotations

from creditdesk.domain.proof import MOST_NAMED, BrokenFact, named
from creditdesk.parties.plain_sql import rows_of

# Each finds company and customer last; the columns before fill the sentence.
_PROOFS = (
    (
        "I16",
        "SELECT c.id, c.claimed_minor, c.open_minor, COALESCE(s.claimed, 0), COALESCE(s.still, 0), c.company_id, "
        "c.customer_id FROM disputes_case c LEFT JOIN (SELECT case_id, SUM(claimed_minor) AS claimed, "
        "SUM(open_minor) AS still FROM disputes_caseline GROUP BY case_id) s ON s.case_id = c.id "
        "WHERE c.claimed_minor <> COALESCE(s.claimed, 0) OR c.open_minor <> COALESCE(s.still, 0)",
        "case {0} claims {1} with {2} open, and its lines {3} with {4} open",
    ),
    (
        "I16",
        "SELECT l.id, l.case_id, l.claimed_minor, COALESCE(s.minor, 0), l.open_minor, c.company_id, c.customer_id "
        "FROM disputes_caseline l JOIN disputes_case c ON c.id = l.case_id LEFT JOIN (SELECT line_id, "
        "SUM(amount_minor) AS minor FROM disputes_caseresolution GROUP BY line_id) s ON s.line_id = l.id "
        "WHERE l.claimed_minor <> COALESCE(s.minor, 0) + l.open_minor",
        "line {0} of case {1} claims {2}: {3} is resolved and {4} open",
    ),
    (
        "I16",
        "SELECT l.id, l.case_id, c.company_id, c.customer_id FROM disputes_caseline l "
        "JOIN disputes_case c ON c.id = l.case_id JOIN receivables_openitem i ON i.id = l.item_id "
        "LEFT JOIN disputes_caseitem m ON m.item_id = i.id "
        "WHERE i.customer_id <> c.customer_id OR i.currency <> c.currency OR m.id IS NULL",
        "line {0} of case {1} is about a document of another account, or one that no case follows",
    ),
    (
        "I16",
        "SELECT i.id, i.number, i.open_minor, COALESCE(s.minor, 0), i.company_id, i.customer_id "
        "FROM disputes_caseitem m JOIN receivables_openitem i ON i.id = m.item_id "
        "LEFT JOIN (SELECT item_id, SUM(open_minor) AS minor FROM disputes_caseline GROUP BY item_id) s "
        "ON s.item_id = i.id WHERE i.kind = 'deduction' AND i.open_minor <> COALESCE(s.minor, 0) "
        "AND NOT EXISTS (SELECT 1 FROM receivables_entry e WHERE e.item_id = i.id AND e.id > m.seen_entry_id)",
        "{2} is open of deduction {1} ({0}), and {3} in cases",
    ),
    (
        "I16",
        "SELECT m.item_id, m.told_minor, COALESCE(s.minor, 0), i.company_id, i.customer_id FROM disputes_caseitem m "
        "JOIN receivables_openitem i ON i.id = m.item_id LEFT JOIN (SELECT item_id, SUM(contested_minor) AS minor "
        "FROM disputes_caseline GROUP BY item_id) s ON s.item_id = i.id WHERE m.told_minor <> COALESCE(s.minor, 0)",
        "document {0}: {1} is contested, and its cases say {2}",
    ),
    (
        "I16",
        "SELECT e.id, e.amount_minor, s.minor, i.company_id, i.customer_id FROM (SELECT entry_id, "
        "SUM(amount_minor) AS minor FROM disputes_caseresolution WHERE entry_id IS NOT NULL GROUP BY entry_id) s "
        "JOIN receivables_entry e ON e.id = s.entry_id LEFT JOIN receivables_openitem i ON i.id = e.item_id "
        "WHERE e.amount_minor * s.minor >= 0 OR ABS(s.minor) > ABS(e.amount_minor)",
        "entry {0} moved {1}, and cases say that it resolved {2}",
    ),
    (
        "I16",
        "SELECT r.id, l.case_id, c.company_id, c.customer_id FROM disputes_caseresolution r "
        "JOIN disputes_caseline l ON l.id = r.line_id JOIN disputes_case c ON c.id = l.case_id "
        "JOIN receivables_entry e ON e.id = r.entry_id WHERE l.item_id IS NULL OR e.item_id <> l.item_id",
        "resolution {0} of case {1} names an entry of another document",
    ),
)


def broken_facts() -> list[BrokenFact]:
    """The broken facts of each kind in words, or nothing."""
    found: list[BrokenFact] = []
    for invariant, sql, sentence in _PROOFS:
        found += named(invariant, sentence=sentence, rows=rows_of(f"{sql} LIMIT {MOST_NAMED + 1}"))
    return found
