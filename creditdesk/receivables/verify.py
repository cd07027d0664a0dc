"""Proof of the ledger: every invariant as one set-based question; the answer is the first broken fact, in words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db import connection
from django.db.models import Max

from creditdesk.journal import triggers
from creditdesk.journal.models import JournalEntry
from creditdesk.receivables import batches, positions
from creditdesk.receivables.models import Extension, Position
from creditdesk.receivables.triggers import LEDGER_GUARDS


@dataclass(frozen=True, slots=True)
class Proof:
    """One invariant: SQL that finds a row where it is broken, and the sentence that says so."""

    invariant: str
    sql: str
    sentence: str


PROOFS = (
    Proof(
        "I5",
        "SELECT posting_id, currency, SUM(amount_minor) FROM receivables_entry "
        "GROUP BY posting_id, currency HAVING SUM(amount_minor) <> 0 LIMIT 1",
        "posting {0} does not sum to zero in {1}: {2}",
    ),
    Proof(
        "I5",
        "SELECT p.id, p.entry_count, COUNT(e.id) FROM receivables_posting p "
        "LEFT JOIN receivables_entry e ON e.posting_id = p.id "
        "GROUP BY p.id, p.entry_count HAVING COUNT(e.id) <> p.entry_count LIMIT 1",
        "posting {0} should have {1} entries and has {2}",
    ),
    Proof(
        "I2",
        "SELECT i.id, i.number, i.open_minor, COALESCE(m.total, 0) FROM receivables_openitem i LEFT JOIN "
        "(SELECT item_id, SUM(amount_minor) AS total FROM receivables_entry WHERE item_id IS NOT NULL "
        "GROUP BY item_id) m ON m.item_id = i.id WHERE i.open_minor <> COALESCE(m.total, 0) LIMIT 1",
        "item {0} ({1}) says {2} is open, its entries say {3}",
    ),
    Proof(
        "I2",
        "SELECT i.id, i.number FROM receivables_openitem i WHERE NOT EXISTS "
        "(SELECT 1 FROM receivables_entry e WHERE e.item_id = i.id AND e.amount_minor = i.original_minor) LIMIT 1",
        "item {0} ({1}) has no entry that brought it in with its original amount",
    ),
    Proof(
        "I2",
        "SELECT id, number, disputed_minor, contested_minor, open_minor FROM receivables_openitem "
        "WHERE disputed_minor <> CASE WHEN open_minor <= 0 THEN 0 WHEN contested_minor > open_minor THEN open_minor "
        "ELSE contested_minor END LIMIT 1",
        "item {0} ({1}) says {2} is disputed; {3} is contested and {4} open",
    ),
    Proof(
        "I3",
        "SELECT i.id, i.number, i.closed_date, m.last FROM receivables_openitem i JOIN "
        "(SELECT item_id, MAX(posting_date) AS last FROM receivables_entry WHERE item_id IS NOT NULL "
        "GROUP BY item_id) m ON m.item_id = i.id WHERE i.closed_date IS NOT NULL AND i.closed_date <> m.last LIMIT 1",
        "item {0} ({1}) says it closed on {2}, its last entry is of {3}",
    ),
    Proof(
        "I1",
        "SELECT e.id, e.currency, i.currency FROM receivables_entry e JOIN receivables_openitem i ON i.id = e.item_id "
        "WHERE e.currency <> i.currency OR e.customer_id <> i.customer_id OR e.company_id <> i.company_id LIMIT 1",
        "entry {0} ({1}) does not share currency, customer and company with its item ({2})",
    ),
    # Both ways at once: an application posting without its rows, and rows that say more or other than it moved.
    Proof(
        "I4",
        "SELECT x.posting_id, x.item_id, SUM(x.moved), SUM(x.told) FROM ("
        "SELECT e.posting_id, e.item_id, e.amount_minor AS moved, 0 AS told FROM receivables_entry e "
        "JOIN receivables_posting p ON p.id = e.posting_id WHERE p.kind = 'application' AND e.item_id IS NOT NULL "
        "UNION ALL SELECT posting_id, credit_item_id, 0, amount_minor FROM receivables_application "
        "UNION ALL SELECT posting_id, debit_item_id, 0, -amount_minor - discount_minor FROM receivables_application"
        ") x GROUP BY x.posting_id, x.item_id HAVING SUM(x.moved) <> SUM(x.told) LIMIT 1",
        "posting {0} moves item {1} by {2}, its applications say {3}",
    ),
    Proof(
        "I4",
        "SELECT a.id, p.id, p.kind FROM receivables_application a JOIN receivables_posting p ON p.id = a.posting_id "
        "WHERE p.kind <> 'application' OR a.posting_date <> p.posting_date OR a.company_id <> p.company_id LIMIT 1",
        "application {0} does not share kind, day and company with its posting {1} ({2})",
    ),
    Proof(
        "I4",
        "SELECT a.id, c.number, d.number FROM receivables_application a "
        "JOIN receivables_openitem c ON c.id = a.credit_item_id JOIN receivables_openitem d ON d.id = a.debit_item_id "
        "WHERE c.original_minor > 0 OR d.original_minor < 0 OR c.currency <> d.currency "
        "OR c.company_id <> a.company_id OR d.company_id <> a.company_id OR d.customer_id <> a.customer_id LIMIT 1",
        "application {0} of {1} to {2} is not of a credit to a claim in one currency, company and account",
    ),
    Proof(
        "I4",
        "SELECT e.posting_id, e.account FROM receivables_entry e JOIN receivables_posting p ON p.id = e.posting_id "
        "WHERE p.kind = 'application' AND e.item_id IS NULL AND e.account <> 'discount_allowed' LIMIT 1",
        "application posting {0} moves the account {1}",
    ),
    # What was written in bulk is told of batch by batch: see `batches`.
    Proof(
        "I23",
        "SELECT p.id, p.kind, p.posting_date FROM receivables_posting p WHERE p.batch = '' AND NOT EXISTS "
        "(SELECT 1 FROM journal_journalentry j WHERE j.subject_kind = 'posting' AND j.subject_id = p.id "
        "AND j.company_id = p.company_id) LIMIT 1",
        "posting {0} ({1} of {2}) has no entry in the journal",
    ),
    Proof(
        "I23",
        "SELECT p.id, p.first_day, p.last_day FROM receivables_period p WHERE NOT EXISTS "
        "(SELECT 1 FROM journal_journalentry j WHERE j.subject_kind = 'period' AND j.subject_id = p.id "
        "AND j.company_id = p.company_id AND j.kind = 'period.closed') LIMIT 1",
        "period {0} ({1} to {2}) was closed, and the journal does not tell of it",
    ),
    Proof(
        "I8",
        "SELECT r.id, r.reverses_id FROM receivables_posting r WHERE r.reverses_id IS NOT NULL AND EXISTS "
        "(SELECT 1 FROM receivables_entry o LEFT JOIN receivables_entry n ON n.posting_id = r.id AND n.line = o.line "
        "WHERE o.posting_id = r.reverses_id AND (n.id IS NULL OR n.amount_minor <> -o.amount_minor "
        "OR n.item_id IS DISTINCT FROM o.item_id OR n.account <> o.account)) LIMIT 1",
        "reversal {0} does not turn every line of posting {1}",
    ),
    Proof(
        "I9",
        "SELECT p.id, p.posting_date FROM receivables_posting p JOIN receivables_period c "
        "ON c.company_id = p.company_id AND p.posting_date BETWEEN c.first_day AND c.last_day "
        "WHERE p.recorded_at > c.closed_at LIMIT 1",
        "posting {0} of {1} was recorded after its period was closed",
    ),
    Proof(
        "I11",
        "SELECT x.company_id, x.currency, SUM(x.open_minor), SUM(x.balance) FROM ("
        "SELECT company_id, currency, open_minor, 0 AS balance FROM receivables_openitem "
        "UNION ALL SELECT company_id, currency, 0, amount_minor FROM receivables_entry WHERE item_id IS NOT NULL"
        ") x GROUP BY x.company_id, x.currency HAVING SUM(x.open_minor) <> SUM(x.balance) LIMIT 1",
        "company {0} in {1}: open items are {2}, the receivables account is {3}",
    ),
    Proof(
        "I24",
        "SELECT customer_id, currency, open_minor FROM receivables_position WHERE open_minor <> bucket_0 + bucket_1 "
        "+ bucket_2 + bucket_3 + bucket_4 + bucket_5 + bucket_6 + bucket_7 LIMIT 1",
        "the buckets of customer {0} in {1} do not add up to {2}",
    ),
)


def broken_facts() -> list[str]:
    """The first broken fact of each invariant, in words; nothing is the proof."""
    guards = triggers.broken(LEDGER_GUARDS, connection=connection)
    found = [f"I7: the trigger {name} {what}" for name, what in guards.items()]
    with connection.cursor() as cursor:
        for proof in PROOFS:
            cursor.execute(proof.sql)
            row = cursor.fetchone()
            if row is not None:
                found.append(f"{proof.invariant}: {proof.sentence.format(*row)}")
    return found + batches.broken_facts() + _untold_extensions() + _drifted_positions()


def _untold_extensions() -> list[str]:
    """Extensions that the journal does not tell of, with the date that it tells."""
    told = Counter(
        (item_id, facts.get("extended_date"))
        for item_id, facts in JournalEntry.objects.filter(kind="item.extended", subject_kind="item").values_list(
            "subject_id", "facts"
        )
    )
    extensions = Extension.objects.values_list("item_id", "extended_date")
    kept = Counter((item_id, day.isoformat()) for item_id, day in extensions)
    for item_id, day in sorted((kept - told).keys()):
        return [f"I23: item {item_id} is extended to {day}, and the journal does not tell of it"]
    return []


def _drifted_positions() -> list[str]:
    """Positions that differ from a replay with their own edges."""
    for edges in Position.objects.order_by("edges").values_list("edges", flat=True).distinct():
        if fault := _drift_among(edges):
            return [fault]
    return _missing_positions()


def _drift_among(stated_edges: str) -> str | None:
    """The first drift of the positions with these edges. A position holds until its next edge, so one day proves
    nearly all of them, and only those that no night has rolled yet need a replay of their own day.
    """
    edges = [int(edge) for edge in stated_edges.split(",")]
    alike = Position.objects.filter(edges=stated_edges)
    newest = alike.aggregate(day=Max("as_of"))["day"]
    these, until = f"p.edges = '{positions.stated(edges)}'", f"'{newest.isoformat()}'"
    fault = _first_drift(
        positions.replay_sql(edges, as_of=newest),
        f"{these} AND (p.next_edge_date IS NULL OR p.next_edge_date > {until})",
    )
    if fault:
        return fault
    overdue = alike.filter(next_edge_date__lte=newest).values_list("as_of", flat=True).distinct()
    for day in overdue.order_by("as_of"):
        chosen = f"{these} AND p.as_of = '{day.isoformat()}' AND p.next_edge_date <= {until}"
        fault = _first_drift(positions.replay_sql(edges, as_of=day), chosen)
        if fault:
            return fault
    return None


def _first_drift(replay: str, chosen: str) -> str | None:
    differing = " OR ".join(f"p.{name} IS DISTINCT FROM r.{name}" for name in positions.COMPARED)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT p.customer_id, p.currency, p.open_minor, r.open_minor FROM receivables_position p "
            f"LEFT JOIN ({replay}) r ON r.customer_id = p.customer_id AND r.currency = p.currency "
            f"WHERE {chosen} AND ({differing}) LIMIT 1"
        )
        row = cursor.fetchone()
    if row is None:
        return None
    return f"I6: the position of customer {row[0]} in {row[1]} ({row[2]} open) differs from a replay ({row[3]} open)"


def _missing_positions() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT i.customer_id, i.currency FROM receivables_openitem i WHERE i.closed_date IS NULL "
            "AND NOT EXISTS (SELECT 1 FROM receivables_position p WHERE p.customer_id = i.customer_id "
            "AND p.currency = i.currency) LIMIT 1"
        )
        row = cursor.fetchone()
    return [f"I6: customer {row[0]} has open items in {row[1]} and no position"] if row else []
