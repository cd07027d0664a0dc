"""Proof of payers' lists: each is with one payment or waits, its lines say what it says in all, and the matches that
rest on one apply to each document what it says.
"""

from __future__ import annotations

from django.db import connection

# The lines of a list and of a match, which are kept as they were read.
_EACH = {
    "sqlite": ("json_each({0})", "json_extract(value, '$.{0}')"),
    "postgresql": ("jsonb_array_elements({0})", "(value->>'{0}')"),
}
# The lists that say what they pay: their sum, else that of their lines if each has an amount.
_LISTS = (
    "SELECT id, company_id, customer_id, receipt_id, part_of_id, state, amount_minor, told, untold, "
    "COALESCE(amount_minor, CASE WHEN untold = 0 THEN told END) AS paid FROM ("
    "SELECT r.id, r.company_id, r.customer_id, r.receipt_id, r.part_of_id, r.state, r.amount_minor, "
    "(SELECT SUM(CAST({paid} AS BIGINT)) FROM {of_list}) AS told, "
    "(SELECT COUNT(*) FROM {of_list} WHERE {paid} IS NULL) AS untold "
    "FROM cash_remittance r WHERE r.state IN ('waiting', 'used', 'parted')) counted"
)

# Each finds company and customer last; the columns before fill the sentence.
_PROOFS = (
    (
        "I13",
        "SELECT r.id, r.state, r.company_id, r.customer_id FROM cash_remittance r "
        "WHERE (r.state = 'used' AND r.receipt_id IS NULL) OR (r.state <> 'used' AND r.receipt_id IS NOT NULL)",
        "remittance {0} is {1}, and its payment says otherwise",
    ),
    (
        "I1",
        "SELECT r.id, c.number, r.company_id, r.customer_id FROM cash_remittance r "
        "JOIN cash_receipt c ON c.id = r.receipt_id WHERE r.company_id <> c.company_id "
        "OR (r.currency <> '' AND r.currency <> c.currency)",
        "remittance {0} is of another company or currency than its payment {1}",
    ),
    (
        "I4",
        "SELECT l.id, l.amount_minor, l.told, l.company_id, l.customer_id FROM ({lists}) l "
        "WHERE l.amount_minor IS NOT NULL AND l.untold = 0 AND l.told IS NOT NULL AND l.amount_minor <> l.told",
        "remittance {0} says that {1} was paid, its lines say {2}",
    ),
    (
        "I4",
        "SELECT c.number, c.amount_minor, SUM(l.paid), c.company_id, c.customer_id FROM ({lists}) l "
        "JOIN cash_receipt c ON c.id = l.receipt_id WHERE l.state = 'used' "
        "GROUP BY c.id, c.number, c.amount_minor, c.company_id, c.customer_id "
        # One that tells no amount may be of any.
        "HAVING COUNT(*) = COUNT(l.paid) AND SUM(l.paid) <> c.amount_minor",
        "payment {0} is {1}, the remittances that are with it say {2}",
    ),
    (
        "I4",
        "SELECT p.id, p.paid, COALESCE(SUM(l.amount_minor), 0), p.company_id, p.customer_id FROM ({lists}) p "
        "LEFT JOIN cash_remittance l ON l.part_of_id = p.id WHERE p.state = 'parted' "
        "GROUP BY p.id, p.paid, p.company_id, p.customer_id HAVING COUNT(l.id) < 2 "
        # A part whose payment was taken back is a list like any other: it is corrected, or set aside.
        "OR (SUM(CASE WHEN l.state = 'used' THEN 0 ELSE 1 END) = 0 AND SUM(l.amount_minor) <> p.paid)",
        "remittance {0} of {1} was parted over several payments, its parts say {2}",
    ),
    (
        "I4",
        "SELECT m.id, c.number, m.company_id, c.customer_id FROM cash_match m "
        "JOIN cash_receipt c ON c.id = m.receipt_id LEFT JOIN cash_bankline b ON b.id = c.line_id "
        "WHERE m.taken_back = '' AND SUBSTR(m.basis, 1, 11) = 'remittance.' "
        "AND (b.id IS NULL OR CAST(b.documents AS VARCHAR(9)) = '[]') "
        "AND NOT EXISTS (SELECT 1 FROM cash_matchedlist k WHERE k.match_id = m.id)",
        "match {0} of payment {1} rests on a remittance, and none is named",
    ),
    (
        "I4",
        "SELECT m.id, k.remittance_id, m.company_id, c.customer_id FROM cash_matchedlist k "
        "JOIN cash_match m ON m.id = k.match_id JOIN cash_receipt c ON c.id = m.receipt_id "
        "LEFT JOIN cash_remittance r ON r.id = k.remittance_id WHERE m.taken_back = '' "
        "AND (r.id IS NULL OR r.state <> 'used' OR r.receipt_id IS NULL OR r.receipt_id <> m.receipt_id)",
        "match {0} rests on remittance {1}, which is not with its payment",
    ),
    (
        "I4",
        "SELECT x.id, x.minor, SUM(x.applied), SUM(x.listed), x.company_id, NULL FROM ("
        "SELECT m.id, m.company_id, CAST({applied} AS BIGINT) AS minor, 1 AS applied, 0 AS listed "
        "FROM cash_match m, {of_match} WHERE m.taken_back = '' "
        "AND EXISTS (SELECT 1 FROM cash_matchedlist k WHERE k.match_id = m.id) UNION ALL "
        "SELECT m.id, m.company_id, CAST({paid} AS BIGINT), 0, 1 FROM cash_matchedlist k "
        "JOIN cash_match m ON m.id = k.match_id JOIN cash_remittance r ON r.id = k.remittance_id, {of_list} "
        "WHERE m.taken_back = '' AND COALESCE({number}, '') <> ''"
        ") x GROUP BY x.id, x.minor, x.company_id HAVING SUM(x.applied) <> SUM(x.listed)",
        "match {0} applies {1} to {2} documents, the remittances that it rests on to {3}",
    ),
)


def list_proofs() -> list[tuple[str, str, str]]:
    """Invariant, statement and sentence of each proof, in the words of this database."""
    each, told = _EACH[connection.vendor]
    words = {
        "of_list": each.format("r.lines"),
        "of_match": each.format("m.lines"),
        "paid": told.format("paid_minor"),
        "applied": told.format("applied_minor"),
        "number": told.format("number"),
    }
    words["lists"] = _LISTS.format(**words)
    return [(invariant, sql.format(**words), sentence) for invariant, sql, sentence in _PROOFS]
