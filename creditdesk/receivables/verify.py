"""Proof of the ledger: every invariant as one set-based question; the answer names each broken fact in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection
from django.db.models import Max

from creditdesk.domain.proof import MOST_NAMED, BrokenFact, named
from creditdesk.journal import triggers
from creditdesk.journal.models import JournalEntry
from creditdesk.receivables import batches, fingerprints, positions
from creditdesk.receivables.models import Extension, OpenItem, Position
from creditdesk.receivables.triggers import LEDGER_GUARDS


@dataclass(frozen=True, slots=True)
class Proof:
    """One invariant: SQL that finds the rows where it is broken, and the sentence that says so.

    The last two columns are the company and the customer whose books it is; the others fill the sentence.
    """

    invariant: str
    sql: str
    sentence: str


def _customer_of(posting: str) -> str:
    """SQL for the one customer whose items a posting moves; empty where there are several, or none."""
    return (
        "(SELECT CASE WHEN MIN(w.customer_id) = MAX(w.customer_id) THEN MIN(w.customer_id) END "
        f"FROM receivables_entry w WHERE w.posting_id = {posting})"
    )


_ITS_ITEM = "FROM receivables_openitem w WHERE w.id = x.item_id"

PROOFS = (
    Proof(
        "I5",
        "SELECT e.posting_id, e.currency, SUM(e.amount_minor), MIN(e.company_id), "
        f"{_customer_of('e.posting_id')} FROM receivables_entry e "
        "GROUP BY e.posting_id, e.currency HAVING SUM(e.amount_minor) <> 0",
        "posting {0} does not sum to zero in {1}: {2}",
    ),
    Proof(
        "I5",
        "SELECT p.id, p.entry_count, COUNT(e.id), p.company_id, "
        f"{_customer_of('p.id')} FROM receivables_posting p "
        "LEFT JOIN receivables_entry e ON e.posting_id = p.id "
        "GROUP BY p.id, p.entry_count, p.company_id HAVING COUNT(e.id) <> p.entry_count",
        "posting {0} should have {1} entries and has {2}",
    ),
    Proof(
        "I2",
        "SELECT i.id, i.number, i.open_minor, COALESCE(m.total, 0), i.company_id, i.customer_id "
        "FROM receivables_openitem i LEFT JOIN "
        "(SELECT item_id, SUM(amount_minor) AS total FROM receivables_entry WHERE item_id IS NOT NULL "
        "GROUP BY item_id) m ON m.item_id = i.id WHERE i.open_minor <> COALESCE(m.total, 0)",
        "item {0} ({1}) says {2} is open, its entries say {3}",
    ),
    Proof(
        "I2",
        "SELECT i.id, i.number, i.company_id, i.customer_id FROM receivables_openitem i WHERE NOT EXISTS "
        "(SELECT 1 FROM receivables_entry e WHERE e.item_id = i.id AND e.amount_minor = i.original_minor)",
        "item {0} ({1}) has no entry that brought it in with its original amount",
    ),
    Proof(
        "I2",
        "SELECT id, number, disputed_minor, contested_minor, open_minor, company_id, customer_id "
        "FROM receivables_openitem "
        "WHERE disputed_minor <> CASE WHEN open_minor <= 0 THEN 0 WHEN contested_minor > open_minor THEN open_minor "
        "ELSE contested_minor END",
        "item {0} ({1}) says {2} is disputed; {3} is contested and {4} open",
    ),
    Proof(
        "I3",
        "SELECT i.id, i.number, i.closed_date, m.last, i.company_id, i.customer_id FROM receivables_openitem i JOIN "
        "(SELECT item_id, MAX(posting_date) AS last FROM receivables_entry WHERE item_id IS NOT NULL "
        "GROUP BY item_id) m ON m.item_id = i.id WHERE i.closed_date IS NOT NULL AND i.closed_date <> m.last",
        "item {0} ({1}) says it closed on {2}, its last entry is of {3}",
    ),
    Proof(
        "I1",
        "SELECT e.id, e.currency, i.currency, i.company_id, i.customer_id "
        "FROM receivables_entry e JOIN receivables_openitem i ON i.id = e.item_id "
        "WHERE e.currency <> i.currency OR e.customer_id <> i.customer_id OR e.company_id <> i.company_id",
        "entry {0} ({1}) does not share currency, customer and company with its item ({2})",
    ),
    # Both ways at once: an application posting without its rows, and rows that say more or other than it moved.
    Proof(
        "I4",
        "SELECT x.posting_id, x.item_id, SUM(x.moved), SUM(x.told), "
        f"(SELECT w.company_id {_ITS_ITEM}), (SELECT w.customer_id {_ITS_ITEM}) FROM ("
        "SELECT e.posting_id, e.item_id, e.amount_minor AS moved, 0 AS told FROM receivables_entry e "
        "JOIN receivables_posting p ON p.id = e.posting_id WHERE p.kind = 'application' AND e.item_id IS NOT NULL "
        "UNION ALL SELECT posting_id, credit_item_id, 0, amount_minor FROM receivables_application "
        "UNION ALL SELECT posting_id, debit_item_id, 0, -amount_minor - discount_minor FROM receivables_application"
        ") x GROUP BY x.posting_id, x.item_id HAVING SUM(x.moved) <> SUM(x.told)",
        "posting {0} moves item {1} by {2}, its applications say {3}",
    ),
    Proof(
        "I4",
        "SELECT a.id, p.id, p.kind, a.company_id, a.customer_id "
        "FROM receivables_application a JOIN receivables_posting p ON p.id = a.posting_id "
        "WHERE p.kind <> 'application' OR a.posting_date <> p.posting_date OR a.company_id <> p.company_id",
        "application {0} does not share kind, day and company with its posting {1} ({2})",
    ),
    Proof(
        "I4",
        "SELECT a.id, c.number, d.number, d.company_id, d.customer_id FROM receivables_application a "
        "JOIN receivables_openitem c ON c.id = a.credit_item_id JOIN receivables_openitem d ON d.id = a.debit_item_id "
        "WHERE c.original_minor > 0 OR d.original_minor < 0 OR c.currency <> d.currency "
        "OR c.company_id <> a.company_id OR d.company_id <> a.company_id OR d.customer_id <> a.customer_id",
        "application {0} of {1} to {2} is not of a credit to a claim in one currency, company and account",
    ),
    Proof(
        "I4",
        "SELECT e.posting_id, e.account, p.company_id, "
        f"{_customer_of('p.id')} FROM receivables_entry e JOIN receivables_posting p ON p.id = e.posting_id "
        "WHERE p.kind = 'application' AND e.item_id IS NULL AND e.account <> 'discount_allowed'",
        "application posting {0} moves the account {1}",
    ),
    # What was written in bulk is told of batch by batch: see `batches`.
    Proof(
        "I23",
        "SELECT p.id, p.kind, p.posting_date, p.company_id, "
        f"{_customer_of('p.id')} FROM receivables_posting p WHERE p.batch = '' AND NOT EXISTS "
        "(SELECT 1 FROM journal_journalentry j WHERE j.subject_kind = 'posting' AND j.subject_id = p.id "
        "AND j.company_id = p.company_id)",
        "posting {0} ({1} of {2}) has no entry in the journal",
    ),
    Proof(
        "I23",
        "SELECT p.id, p.first_day, p.last_day, p.company_id, NULL FROM receivables_period p WHERE NOT EXISTS "
        "(SELECT 1 FROM journal_journalentry j WHERE j.subject_kind = 'period' AND j.subject_id = p.id "
        "AND j.company_id = p.company_id AND j.kind = 'period.closed')",
        "period {0} ({1} to {2}) was closed, and the journal does not tell of it",
    ),
    Proof(
        "I8",
        "SELECT r.id, r.reverses_id, r.company_id, "
        f"{_customer_of('r.id')} FROM receivables_posting r WHERE r.reverses_id IS NOT NULL AND EXISTS "
        "(SELECT 1 FROM receivables_entry o LEFT JOIN receivables_entry n ON n.posting_id = r.id AND n.line = o.line "
        "WHERE o.posting_id = r.reverses_id AND (n.id IS NULL OR n.amount_minor <> -o.amount_minor "
        "OR n.item_id IS DISTINCT FROM o.item_id OR n.account <> o.account))",
        "reversal {0} does not turn every line of posting {1}",
    ),
    Proof(
        "I9",
        "SELECT p.id, p.posting_date, p.company_id, "
        f"{_customer_of('p.id')} FROM receivables_posting p JOIN receivables_period c "
        "ON c.company_id = p.company_id AND p.posting_date BETWEEN c.first_day AND c.last_day "
        "WHERE p.recorded_at > c.closed_at",
        "posting {0} of {1} was recorded after its period was closed",
    ),
    Proof(
        "I11",
        "SELECT x.company_id, x.currency, SUM(x.open_minor), SUM(x.balance), x.company_id, NULL FROM ("
        "SELECT company_id, currency, open_minor, 0 AS balance FROM receivables_openitem "
        "UNION ALL SELECT company_id, currency, 0, amount_minor FROM receivables_entry WHERE item_id IS NOT NULL"
        ") x GROUP BY x.company_id, x.currency HAVING SUM(x.open_minor) <> SUM(x.balance)",
        "company {0} in {1}: open items are {2}, the receivables account is {3}",
    ),
    Proof(
        "I24",
        "SELECT customer_id, currency, open_minor, company_id, customer_id FROM receivables_position "
        "WHERE open_minor <> bucket_0 + bucket_1 "
        "+ bucket_2 + bucket_3 + bucket_4 + bucket_5 + bucket_6 + bucket_7",
        "the buckets of customer {0} in {1} do not add up to {2}",
    ),
    Proof(
        "I23",
        "SELECT s.id, s.company_id, s.customer_id FROM receivables_postingstop s WHERE s.lifted_at IS NOT NULL "
        "AND NOT EXISTS (SELECT 1 FROM journal_journalentry j WHERE j.subject_kind = 'posting_stop' "
        "AND j.subject_id = s.id AND j.kind IN ('stop.lifted', 'stop.over'))",
        "the posting stop {0} was lifted, and the journal does not tell of it",
    ),
)


def broken_facts() -> list[BrokenFact]:
    """The broken facts of each invariant, in words; nothing is the proof."""
    guards = triggers.broken(LEDGER_GUARDS, connection=connection)
    found = [BrokenFact(f"I7: the trigger {name} {what}") for name, what in guards.items()]
    for proof in PROOFS:
        found += _asked(proof)
    found += batches.broken_facts() + fingerprints.broken_facts()
    found += _untold_extensions() + _drifted_positions()
    return _without_sums_of_broken_items(found)


def _without_sums_of_broken_items(found: list[BrokenFact]) -> list[BrokenFact]:
    """A company's sum is wrong where an item of it is. That names the customer; the sum would stop all the others."""
    explained = {fact.company_id for fact in found if fact.startswith(("I1:", "I2:")) and fact.customer_id is not None}
    return [fact for fact in found if not (fact.startswith("I11:") and fact.company_id in explained)]


def _asked(proof: Proof) -> list[BrokenFact]:
    with connection.cursor() as cursor:
        cursor.execute(f"{proof.sql} LIMIT {MOST_NAMED + 1}")
        return named(proof.invariant, sentence=proof.sentence, rows=cursor.fetchall())


def _untold_extensions() -> list[BrokenFact]:
    """Extensions that the journal does not tell of, with the date that it tells."""
    told = Counter(
        (item_id, facts.get("extended_date"))
        for item_id, facts in JournalEntry.objects.filter(kind="item.extended", subject_kind="item").values_list(
            "subject_id", "facts"
        )
    )
    extensions = Extension.objects.values_list("item_id", "extended_date")
    untold = sorted((Counter((item_id, day.isoformat()) for item_id, day in extensions) - told).keys())
    whose = dict(_owners({item_id for item_id, _ in untold[: MOST_NAMED + 1]}))
    rows = [(item_id, day, *whose[item_id]) for item_id, day in untold[: MOST_NAMED + 1]]
    sentence = "item {0} is extended to {1}, and the journal does not tell of it"
    return named("I23", sentence=sentence, rows=rows)


def _owners(item_ids: set[int]) -> Iterator[tuple[int, tuple[int, int]]]:
    for item_id, *whose in OpenItem.objects.filter(id__in=item_ids).values_list("id", "company_id", "customer_id"):
        yield item_id, (whose[0], whose[1])


def _drifted_positions() -> list[BrokenFact]:
    """Positions that differ from a replay with their own edges, and those that are missing."""
    found: list[BrokenFact] = []
    for edges in Position.objects.order_by("edges").values_list("edges", flat=True).distinct():
        found += _drift_among(edges)
    return found + _asked(_MISSING_POSITION)


def _drift_among(stated_edges: str) -> list[BrokenFact]:
    """The drift of the positions with these edges. A position holds until its next edge, so one day proves nearly all
    of them, and only those that no night has rolled yet need a replay of their own day.
    """
    edges = [int(edge) for edge in stated_edges.split(",")]
    alike = Position.objects.filter(edges=stated_edges)
    newest = alike.aggregate(day=Max("as_of"))["day"]
    these, until = f"p.edges = '{positions.stated(edges)}'", f"'{newest.isoformat()}'"
    found = _drift(
        positions.replay_sql(edges, as_of=newest),
        f"{these} AND (p.next_edge_date IS NULL OR p.next_edge_date > {until})",
    )
    overdue = alike.filter(next_edge_date__lte=newest).values_list("as_of", flat=True).distinct()
    for day in overdue.order_by("as_of"):
        chosen = f"{these} AND p.as_of = '{day.isoformat()}' AND p.next_edge_date <= {until}"
        found += _drift(positions.replay_sql(edges, as_of=day), chosen)
    return found


def _drift(replay: str, chosen: str) -> list[BrokenFact]:
    differing = " OR ".join(f"p.{name} IS DISTINCT FROM r.{name}" for name in positions.COMPARED)
    return _asked(
        Proof(
            "I6",
            f"SELECT p.customer_id, p.currency, p.open_minor, r.open_minor, p.company_id, p.customer_id "
            f"FROM receivables_position p "
            f"LEFT JOIN ({replay}) r ON r.customer_id = p.customer_id AND r.currency = p.currency "
            f"WHERE {chosen} AND ({differing})",
            "the position of customer {0} in {1} ({2} open) differs from a replay ({3} open)",
        )
    )


_MISSING_POSITION = Proof(
    "I6",
    "SELECT DISTINCT i.customer_id, i.currency, i.company_id, i.customer_id FROM receivables_openitem i "
    "WHERE i.closed_date IS NULL AND NOT EXISTS (SELECT 1 FROM receivables_position p "
    "WHERE p.customer_id = i.customer_id AND p.currency = i.currency)",
    "customer {0} has open items in {1} and no position",
)
