"""Proof that nothing is with an agency that was not approved, and that its money is booked as it says."""

from __future__ import annotations

from creditdesk.domain.proof import MOST_NAMED, BrokenFact, named
from creditdesk.parties.plain_sql import rows_of

# Each finds company and customer last; the columns before fill the sentence.
_PROOFS = (
    (
        "I18",
        "SELECT p.id, p.company_id, p.customer_id FROM agency_placement p "
        "JOIN approvals_request r ON r.id = p.request_id LEFT JOIN approvals_requesteffect e "
        "ON e.request_id = r.id AND e.made_kind = 'placement' AND e.made_id = p.id AND NOT e.takes_back "
        "WHERE e.id IS NULL OR r.kind <> 'placement' OR r.amount_minor <> p.debt_minor "
        "OR r.state NOT IN ('carried_out', 'reversed') OR (r.state = 'reversed' AND p.state <> 'recalled')",
        "placement {0} is not what its request says",
    ),
    (
        "I18",
        "SELECT p.id, COALESCE(c.placed, 0), p.debt_minor, p.company_id, p.customer_id "
        "FROM agency_placement p LEFT JOIN (SELECT placement_id, SUM(amount_minor) AS placed "
        "FROM agency_placementitem GROUP BY placement_id) c ON c.placement_id = p.id "
        "WHERE COALESCE(c.placed, 0) <> p.debt_minor",
        "placement {0} has documents of {1} and says {2}",
    ),
    (
        "I18",
        "SELECT p.id, p.company_id, p.customer_id FROM agency_placement p "
        "JOIN parties_customer c ON c.id = p.customer_id WHERE p.state = 'placed' AND c.contact_block = ''",
        "placement {0} stands, and its customer may be contacted",
    ),
    (
        "I18",
        "SELECT m.id, COALESCE(a.applied, 0), m.gross_minor, p.company_id, p.customer_id "
        "FROM agency_agencyremittance m JOIN agency_placement p ON p.id = m.placement_id "
        "LEFT JOIN (SELECT n.posting_id, -SUM(n.amount_minor) AS applied FROM receivables_entry n "
        "JOIN receivables_openitem i ON i.id = n.item_id WHERE n.amount_minor < 0 GROUP BY n.posting_id) a "
        "ON a.posting_id = m.posting_id "
        "WHERE COALESCE(a.applied, 0) <> m.gross_minor - CASE WHEN m.fee_kept THEN m.fee_minor ELSE 0 END",
        "remittance {0} of an agency applied {1} and says {2} gross",
    ),
    (
        "I18",
        "SELECT m.id, COALESCE(f.booked, 0), m.fee_minor, p.company_id, p.customer_id "
        "FROM agency_agencyremittance m JOIN agency_placement p ON p.id = m.placement_id "
        "LEFT JOIN (SELECT n.posting_id, SUM(n.amount_minor) AS booked FROM receivables_entry n "
        "WHERE n.item_id IS NULL GROUP BY n.posting_id) f ON f.posting_id = m.fee_posting_id "
        "WHERE m.fee_kept AND COALESCE(f.booked, 0) <> m.fee_minor",
        "remittance {0} of an agency booked a fee of {1} and says {2}",
    ),
)


def broken_facts() -> list[BrokenFact]:
    """The broken facts of each kind in words, or nothing."""
    found: list[BrokenFact] = []
    for invariant, sql, sentence in _PROOFS:
        found += named(invariant, sentence=sentence, rows=rows_of(f"{sql} LIMIT {MOST_NAMED + 1}"))
    return found
