"""What a list of all open items makes of the ledger: each row compared, and at its end what the list has no more.

docs/rules/snapshots.md. The figures of one document are compared by `domain.snapshots`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from creditdesk.domain.money import Money
from creditdesk.domain.reasons import Reason
from creditdesk.domain.snapshots import Comparison, Difference
from creditdesk.intake.comparing import (
    Beside,
    Facts,
    Listing,
    beside,
    closed_reason,
    compared,
    expected,
    facts_of,
    gone,
    is_as_kept,
    move_of,
    nothing_of,
    stated_of,
)
from creditdesk.intake.dating import Row, documents_of
from creditdesk.intake.judging import (
    Ground,
    Judgement,
    Key,
    Problem,
    in_ledger,
    judge,
    judged,
    key_of,
    problem_of,
    unfit_rows,
)
from creditdesk.intake.list_before import ListBefore
from creditdesk.intake.models import ImportFile, StagedRow
from creditdesk.receivables.erp import made_here
from creditdesk.receivables.models import OpenItem

Verdict = StagedRow.Verdict
# Company, kind, number, currency and original amount: a document on whatever account.
Document = tuple[str, str, str, str, int]


def judge_file(rows: Sequence[Row], *, on: Ground) -> list[Judgement]:
    """Judge the rows of a file: documents as they came, or a list of all that is open."""
    if on.listing is None:
        return judge(rows, on=on)
    unfit = unfit_rows(rows, on=on)
    known = known_documents(rows, on=on)
    differing = [
        there["id"]
        for row in rows
        for document in documents_of(row)
        if (there := known.get(key_of(document))) and not is_as_kept(document, there)
    ]
    facts = beside(differing, as_of=on.as_of)
    return [
        _listed(row, problems, on=on, listing=on.listing, known=known, facts=facts)
        for row, problems in zip(rows, unfit, strict=True)
    ]


def known_documents(rows: Sequence[Row], *, on: Ground) -> dict[Key, Row]:
    """The documents of the ledger that the rows speak of; of a list also those that an act of ours made."""
    return in_ledger(rows, on) | (_made_here(rows, on) if on.listing is not None else {})


def _made_here(rows: Sequence[Row], on: Ground) -> dict[Key, Row]:
    """Documents that an act of ours made, under the numbers that the ERP gave them."""
    by_company: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row["company"] in on.companies:
            by_company[row["company"]].append(row)
    found: dict[Key, Row] = {}
    for code, some in by_company.items():
        made = made_here({row["number"] for row in some}, company_id=on.companies[code])
        facts = {one["id"]: one for one in facts_of(OpenItem.objects.filter(id__in=[one.id for one in made.values()]))}
        for row in some:
            item = made.get(row["number"])
            if item is not None and item.customer.number == row["customer_number"]:
                found[key_of(row)] = {**facts[item.id], "due_date": item.due_date.isoformat()}
    return found


def _listed(
    row: Row, problems: list[Problem], *, on: Ground, listing: Listing, known: Mapping[Key, Row], facts: Beside
) -> Judgement:
    documents = documents_of(row)
    there = [one for one in (known.get(key_of(document)) for document in documents) if one is not None]
    listing.seen.update(one["id"] for one in there)
    if not problems and len(there) == len(documents):
        return _compared(row, there, on=on, listing=listing, facts=facts)
    found = judged(row, problems, on=on, known=known)
    if problems:
        # Which document it is cannot be known for sure: it may be one of those that seem to be missing.
        listing.unread += 1
    elif found.verdict == Verdict.NEW:
        listing.note_new(row["company"], row["currency"], stated=row["open_minor"])
    else:
        _note_refused(row, there, listing)
    return found


_SAME = Comparison(Difference.NONE)


def _note_refused(row: Row, there: Iterable[Row], listing: Listing) -> None:
    kept = sum(one["open_minor"] for one in there)
    found = Comparison(Difference.UNEXPLAINED)
    listing.note(row["company"], row["currency"], found, kept=kept, stated=row["open_minor"])


def _compared(row: Row, there: Sequence[Row], *, on: Ground, listing: Listing, facts: Beside) -> Judgement:
    """What the list says of documents that the ledger has; the moves that follow are kept on the row."""
    pairs = list(zip(documents_of(row), there, strict=True))
    if all(is_as_kept(document, one) for document, one in pairs):
        for document, one in pairs:
            listing.note(row["company"], row["currency"], _SAME, kept=one["open_minor"], stated=document["open_minor"])
        return Judgement(Verdict.UNCHANGED, [])
    found = [found_of(row, document, one, on=on, facts=facts) for document, one in pairs]
    moves = _moves(there, found, on=on, facts=facts)
    if reasons := _objections(row["company"], found, moves, on=on):
        _note_refused(row, there, listing)
        value = str(Money(row["open_minor"], row["currency"]))
        return Judgement(Verdict.REFUSED, [problem_of(on, "open_amount", value, reason) for reason in reasons])
    for (document, one), comparison in zip(pairs, found, strict=True):
        kept, stated = one["open_minor"], document["open_minor"]
        listing.note(row["company"], row["currency"], comparison, kept=kept, stated=stated)
    if not moves:
        return Judgement(Verdict.UNCHANGED, [])
    row["moves"] = moves
    return Judgement(Verdict.CHANGED, [])


def _moves(there: Sequence[Facts], found: Sequence[Comparison], *, on: Ground, facts: Beside) -> list[dict[str, Any]]:
    return [
        move_of(one, comparison, known=facts, as_of=on.as_of)
        for one, comparison in zip(there, found, strict=True)
        if comparison.move_minor or comparison.new_due_date
    ]


def _objections(
    code: str, found: Iterable[Comparison], moves: Sequence[Mapping[str, Any]], *, on: Ground
) -> list[Reason]:
    reasons = [one.reason for one in found if one.reason is not None]
    closed = closed_reason(moves, closed=on.closed.get(on.companies[code], []))
    return [*reasons, closed] if closed else reasons


def found_of(row: Row, document: Row | None, there: Facts, *, on: Ground, facts: Beside) -> Comparison:
    """What the list says of one document of the ledger, or (no document) that it lacks it; what was decided is left."""
    if document is None:
        found, stated = gone(there, known=facts), nothing_of(there)
    else:
        stated = stated_of(document)
        found = compared(stated, there, known=facts)
    return facts.unless_decided(_unless_kept_here(found, row, on), there, stated)


def _unless_kept_here(found: Comparison, row: Row, on: Ground) -> Comparison:
    if row["company"] not in on.kept_here or not (found.move_minor or found.new_due_date):
        return found
    text = "The books of %(company)s are kept here: the list differs from them, and changes nothing."
    return Comparison(Difference.UNEXPLAINED, reason=Reason("snapshot.books_here", text, {"company": row["company"]}))


def missing(
    file: ImportFile, *, on: Ground, codes: Iterable[str], before: ListBefore | None
) -> Iterator[list[tuple[Row, Judgement]]]:
    """The documents of the companies that the list should have and has not, some at a time, each with its judgement."""
    assert on.listing is not None
    company, seen = {on.companies[code]: code for code in codes if code in on.companies}, on.listing.seen
    lacked = before.expected(file, company, seen=seen) if before else expected(file, company, seen=seen)
    for some in lacked:
        lacking = [_missing_row(one, company[one["company_id"]]) for one in some]
        yield list(zip(lacking, judge_missing(lacking, on=on), strict=True))


def _missing_row(there: Facts, code: str) -> Row:
    days = {name: there[name].isoformat() for name in ("document_date", "posting_date", "due_date")}
    named = {name: there[name] for name in ("kind", "number", "currency", "original_minor")}
    return {
        "company": code,
        "customer_number": there["customer__number"],
        **named,
        **days,
        "open_minor": 0,
        "item": there["id"],
    }


def judge_missing(rows: Sequence[Row], *, on: Ground) -> list[Judgement]:
    """What follows from documents that the list has no more, as the ledger has them now."""
    assert on.listing is not None
    ids = [row["item"] for row in rows]
    there = {one["id"]: one for one in facts_of(OpenItem.objects.filter(id__in=ids))}
    facts = beside(ids, as_of=on.as_of)
    return [_missing_judged(row, there[row["item"]], on=on, listing=on.listing, facts=facts) for row in rows]


def _missing_judged(row: Row, there: Facts, *, on: Ground, listing: Listing, facts: Beside) -> Judgement:
    if there["open_minor"] == 0:
        return Judgement(Verdict.UNCHANGED, [])
    found = found_of(row, None, there, on=on, facts=facts)
    moves = _moves([there], [found], on=on, facts=facts)
    reasons = _objections(row["company"], [found], moves, on=on)
    if not reasons and listing.unread and moves:
        text = (
            "%(count)d rows of the list could not be read or wait for an answer: this document may be one of them, so "
            "it is not settled."
        )
        reasons = [Reason("snapshot.unread", text, {"count": listing.unread})]
    if reasons:
        found = replace(found, difference=Difference.UNEXPLAINED, move_minor=0)
    listing.note(row["company"], row["currency"], found, kept=there["open_minor"], stated=0)
    if reasons:
        value = str(Money(there["open_minor"], row["currency"]))
        return Judgement(Verdict.REFUSED, [problem_of(on, "open_amount", value, reason) for reason in reasons])
    if not moves:
        return Judgement(Verdict.UNCHANGED, [])
    row["moves"] = moves
    return Judgement(Verdict.MISSING, [])


def document_in(row: Row) -> Document:
    """The document of a row, on whatever account."""
    return row["company"], row["kind"], row["number"], row["currency"], row["original_minor"]


def of_another_account(row: Row, new: Row, *, on: Ground, moved: Judgement) -> Problem:
    """What is wrong where a document goes missing on one account and is new on another."""
    assert on.listing is not None
    currency = on.listing.sums[row["company"], row["currency"]]
    currency.new_minor -= new["open_minor"]
    currency.refused_minor += new["open_minor"]
    if moved.verdict == Verdict.MISSING:
        (move,) = row.pop("moves")
        currency.moved_minor[move["difference"]] -= move["move_minor"]
        currency.refused_minor += move["move_minor"]
    text = (
        "%(number)s is missing on the account %(before)s and new on %(after)s: if the customer's number "
        "changed, say so on the customer, and load the list again."
    )
    facts = {"number": row["number"], "before": row["customer_number"], "after": new["customer_number"]}
    return problem_of(on, "customer_number", new["customer_number"], Reason("snapshot.account_changed", text, facts))
