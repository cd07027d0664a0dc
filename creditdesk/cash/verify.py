"""Proof that the cash is whole: every receipt is in the ledger with its amount, what is unidentified is what nobody is
known to have paid, every match says what its postings moved and what the payer's list says, every statement ties.
"""

from __future__ import annotations

from creditdesk.cash.verify_lists import list_proofs
from creditdesk.domain.proof import MOST_NAMED, BrokenFact, named
from creditdesk.parties.plain_sql import rows_of

# Each finds company and customer last; the columns before fill the sentence.
_PROOFS = (
    (
        "I5",
        # What left the account of unidentified cash is on the account of a customer, and the other way round.
        "SELECT x.company_id, x.currency, SUM(x.booked), SUM(x.waiting), x.company_id, NULL FROM ("
        "SELECT e.company_id, e.currency, -e.amount_minor AS booked, 0 AS waiting FROM receivables_entry e "
        "WHERE e.item_id IS NULL AND e.account = 'unidentified_cash' "
        "UNION ALL SELECT r.company_id, r.currency, 0, r.amount_minor FROM cash_receipt r "
        "WHERE r.customer_id IS NULL AND r.posting_date IS NOT NULL AND r.standing NOT IN ('returned', 'taken_back')"
        ") x GROUP BY x.company_id, x.currency HAVING SUM(x.booked) <> SUM(x.waiting)",
        "company {0} in {1}: the account of unidentified cash holds {2}, receipts of unknown payers are {3}",
    ),
    (
        "I2",
        "SELECT r.id, r.number, r.amount_minor, i.original_minor, r.company_id, r.customer_id FROM cash_receipt r "
        "JOIN receivables_openitem i ON i.id = r.item_id WHERE i.original_minor <> -r.amount_minor "
        "OR i.currency <> r.currency OR i.customer_id <> r.customer_id OR i.company_id <> r.company_id",
        "receipt {0} ({1}) of {2} is not the payment of {3} on the account",
    ),
    (
        "I4",
        "SELECT m.id, m.applied_minor, COALESCE(a.applied, 0), m.company_id, r.customer_id FROM cash_match m "
        "JOIN cash_receipt r ON r.id = m.receipt_id LEFT JOIN (SELECT p.match_id, SUM(a.amount_minor) AS applied "
        "FROM cash_matchposting p JOIN cash_match n ON n.id = p.match_id "
        "JOIN cash_receipt s ON s.id = n.receipt_id JOIN receivables_application a ON a.posting_id = p.posting_id "
        "AND a.credit_item_id = s.item_id GROUP BY p.match_id) a ON a.match_id = m.id "
        "WHERE m.taken_back = '' AND m.applied_minor <> COALESCE(a.applied, 0)",
        "match {0} says that it applied {1}, its postings applied {2}",
    ),
    (
        "I8",
        "SELECT m.id, p.posting_id, m.company_id, NULL FROM cash_match m JOIN cash_matchposting p ON p.match_id = m.id "
        "LEFT JOIN receivables_posting v ON v.reverses_id = p.posting_id "
        "WHERE m.taken_back <> '' AND v.id IS NULL",
        "match {0} was taken back, and its posting {1} was not",
    ),
    (
        "I8",
        "SELECT m.id, r.number, r.company_id, r.customer_id FROM cash_match m "
        "JOIN cash_receipt r ON r.id = m.receipt_id "
        "WHERE m.taken_back = '' AND r.standing IN ('returned', 'taken_back')",
        "match {0} stands, and its payment {1} was returned or taken back",
    ),
    (
        "I2",
        "SELECT r.number, i.open_minor, r.company_id, r.customer_id FROM cash_receipt r "
        "JOIN receivables_openitem i ON i.id = r.item_id "
        "WHERE r.standing IN ('returned', 'taken_back') AND i.open_minor <> 0",
        "payment {0} was returned or taken back, and {1} of it is open",
    ),
    (
        "I2",
        "SELECT r.number, r.company_id, r.customer_id FROM cash_receipt r "
        "WHERE r.standing = 'post_dated' AND (r.posting_date IS NOT NULL OR r.item_id IS NOT NULL)",
        "check {0} is held until its date, and is posted",
    ),
    (
        "I2",
        "SELECT r.number, r.company_id, r.customer_id FROM cash_bankedreceipt b "
        "JOIN cash_receipt r ON r.id = b.receipt_id JOIN cash_bankline l ON l.id = b.line_id "
        "LEFT JOIN receivables_posting p ON p.company_id = b.company_id "
        "AND p.key = 'receipt/' || b.receipt_id || '/banked/' || b.line_id "
        "WHERE b.undone_at IS NULL AND (p.id IS NULL OR l.amount_minor <> r.amount_minor OR l.currency <> r.currency)",
        "payment {0} is said to be a line of the bank, and is not posted as it or not of its amount",
    ),
    (
        "I5",
        "SELECT x.company_id, x.currency, SUM(x.booked), SUM(x.owed), x.company_id, NULL FROM ("
        "SELECT e.company_id, e.currency, -e.amount_minor AS booked, 0 AS owed FROM receivables_entry e "
        "WHERE e.item_id IS NULL AND e.account = 'refunds_payable' "
        "UNION ALL SELECT f.company_id, f.currency, 0, f.amount_minor FROM cash_refund f WHERE f.state = 'confirmed'"
        ") x GROUP BY x.company_id, x.currency HAVING SUM(x.booked) <> SUM(x.owed)",
        "company {0} in {1}: the account of refunds to pay holds {2}, confirmed refunds are {3}",
    ),
    (
        "I14",
        "SELECT s.id, s.opening_minor, s.credits_minor, s.debits_minor, s.closing_minor, s.company_id, NULL "
        "FROM cash_bankstatement s WHERE s.state = 'taken' AND s.kind = 'statement' AND s.why = '' "
        # The lines of a large statement come in several transactions.
        "AND NOT EXISTS (SELECT 1 FROM intake_importfile f WHERE f.id = s.file_id AND f.state = 'posting') "
        "AND s.opening_minor + s.credits_minor + s.debits_minor <> s.closing_minor",
        "bank statement {0} opens with {1}, moves {2} and {3}, and closes with {4}",
    ),
    (
        "I14",
        "SELECT s.id, s.credits_minor + s.debits_minor, COALESCE(l.moved, 0), s.company_id, NULL "
        "FROM cash_bankstatement s LEFT JOIN (SELECT statement_id, SUM(amount_minor) AS moved FROM cash_bankline "
        "GROUP BY statement_id) l ON l.statement_id = s.id "
        "WHERE s.credits_minor + s.debits_minor <> COALESCE(l.moved, 0)",
        "bank statement {0} moves {1}, its lines {2}",
    ),
)


def broken_facts() -> list[BrokenFact]:
    """The broken facts of each kind in words, or nothing."""
    found: list[BrokenFact] = []
    for invariant, sql, sentence in (*_PROOFS, *list_proofs()):
        rows = rows_of(f"{sql} LIMIT {MOST_NAMED + 1}")
        found += named(invariant, sentence=sentence, rows=rows)
    return found
