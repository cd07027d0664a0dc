"""Proof that bankruptcies are what the events, the stays and counsel say."""

from __future__ import annotations

from creditdesk.domain.proof import MOST_NAMED, BrokenFact, named
from creditdesk.parties.plain_sql import rows_of

# Each finds company and customer last; the columns before fill the sentence.
_PROOFS = (
    (
        "SELECT c.id, c.company_id, c.customer_id FROM bankruptcy_case c JOIN followup_customerevent e "
        "ON e.id = c.event_id WHERE e.kind <> 'bankruptcy' OR e.customer_id <> c.customer_id "
        "OR e.company_id <> c.company_id",
        "case {0} is of an event that is no bankruptcy of the customer",
    ),
    (
        "SELECT c.id, c.state, c.company_id, c.customer_id FROM bankruptcy_case c WHERE c.state <> COALESCE("
        "(SELECT s.state FROM bankruptcy_casestep s WHERE s.case_id = c.id ORDER BY s.id DESC LIMIT 1), 'draft')",
        "case {0} is {1}, and its steps say otherwise",
    ),
    (
        "SELECT r.id, r.item_id, r.company_id, r.customer_id FROM bankruptcy_receivedday r "
        "JOIN receivables_openitem i ON i.id = r.item_id WHERE i.customer_id <> r.customer_id",
        "the day of receipt {0} is of document {1}, which is another customer's",
    ),
    (
        "SELECT e.id, e.company_id, e.customer_id FROM followup_customerevent e WHERE e.kind = 'bankruptcy' "
        "AND e.state IN ('verified', 'actioned') AND EXISTS (SELECT 1 FROM followup_contactstop c "
        "WHERE c.event_id = e.id AND c.way = 'all' AND c.lifted_at IS NULL) AND NOT EXISTS (SELECT 1 "
        "FROM receivables_stay s WHERE s.event_id = e.id AND s.ended_at IS NULL)",
        "bankruptcy {0} stops all contact, and the ledger knows no stay of it",
    ),
    (
        "SELECT s.id, s.event_id, s.company_id, s.customer_id FROM receivables_stay s "
        "LEFT JOIN followup_customerevent e ON e.id = s.event_id "
        "WHERE s.ended_at IS NULL AND (e.id IS NULL OR e.kind <> 'bankruptcy' "
        "OR e.customer_id <> s.customer_id OR e.state IN ('refuted', 'withdrawn', 'cured'))",
        "the stay {0} stands, and its event {1} is none that stops anything",
    ),
    (
        "SELECT s.id, k.number, s.company_id, s.customer_id FROM bankruptcy_case s JOIN parties_customer k "
        "ON k.id = s.later_account_id WHERE k.company_id <> s.company_id OR k.id = s.customer_id",
        "case {0} sells on {1}, which is no account of its own",
    ),
)


def broken_facts() -> list[BrokenFact]:
    """The broken facts of each kind in words, or nothing."""
    found: list[BrokenFact] = []
    for sql, sentence in _PROOFS:
        found += named("I18", sentence=sentence, rows=rows_of(f"{sql} LIMIT {MOST_NAMED + 1}"))
    return found
