"""A list of all open items as a whole: why it may be the wrong one, and how it ties to the ledger.

A doubt that a person can settle by looking is confirmed with its code when the list is posted; one that he cannot
(`final`) refuses the list. docs/rules/snapshots.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Sum

from creditdesk.domain.reasons import Reason
from creditdesk.intake.comparing import Listing, Sums
from creditdesk.intake.judging import Ground
from creditdesk.intake.models import ImportFile
from creditdesk.journal.queries import JournalEntry, entries
from creditdesk.parties.models import Company, Customer
from creditdesk.policy.queries import policy_in_force
from creditdesk.receivables.models import OpenItem

# Customers of the list that are asked for at once.
_SOME = 500


def doubts(file: ImportFile, *, on: Ground, codes: Iterable[str], missing: int) -> list[dict[str, Any]]:
    """Why the list may not be what it seems: {code, text, facts, final}."""
    companies = {code: on.companies[code] for code in sorted(codes) if code in on.companies}
    found = [_much_missing(file, list(companies.values()), missing), *_strange(file, on, companies)]
    told = [{**reason.as_dict(), "final": False} for reason in found if reason is not None]
    return [*told, *({**reason.as_dict(), "final": True} for reason in older_than_posted(file, companies.values()))]


def older_than_posted(file: ImportFile, company_ids: Iterable[int]) -> list[Reason]:
    """A list of a later day was posted for one of the companies: this one is of yesterday, and changes nothing."""
    text = "The list of %(later)s was posted for %(company)s already (import %(id)d): this one, of %(day)s, is older."
    reasons = []
    for company in Company.objects.filter(id__in=list(company_ids)).order_by("code"):
        later = (
            ImportFile.objects.filter(
                is_list=True,
                as_of__gt=file.as_of,
                companies=company,
                state__in=(ImportFile.State.POSTED, ImportFile.State.POSTING),
            )
            .order_by("-as_of")
            .first()
        )
        if later is not None:
            facts: dict[str, str | int] = {"later": later.as_of.isoformat(), "company": company.code, "id": later.id}
            reasons.append(Reason("snapshot.older", text, {**facts, "day": file.as_of.isoformat()}))
    return reasons


OTHER_BUSY, COMPARED_BEFORE = "snapshot.other_busy", "snapshot.compared_before"
# What has a list compared with the ledger, and what another list of its company changes there.
_COMPARED = ("import.received", "import.read_again", "import.customers_decided")
_CHANGED = ("import.posting", "import.posted", "import.undoing", "import.undone")


def compared_before(file: ImportFile, company_ids: Iterable[int]) -> list[Reason]:
    """Another list of the companies was posted or undone since this one began to be compared with the ledger.

    What that one brought would not be missed on this one, though it lacks it: it must be compared again.
    """
    others = ImportFile.objects.filter(is_list=True, companies__in=list(company_ids)).exclude(id=file.id)
    busy = others.filter(state__in=(ImportFile.State.POSTING, ImportFile.State.UNDOING)).order_by("id").first()
    if busy is not None:
        text = "The list of import %(other)d is being posted or undone: once that is done, have this one read again."
        return [Reason(OTHER_BUSY, text, {"other": busy.id})]
    compared = entries(subject=("import_file", file.id)).filter(kind__in=_COMPARED)[:1]
    changed = JournalEntry.objects.filter(
        kind__in=_CHANGED,
        subject_kind="import_file",
        subject_id__in=others.values("id"),
        seq__gt=compared.values("seq"),
    )
    if (last := changed.order_by("-seq").first()) is None:
        return []
    text = "The list of import %(other)d was posted or undone since this one was read: have this one read again."
    return [Reason(COMPARED_BEFORE, text, {"other": last.subject_id})]


def _much_missing(file: ImportFile, company_ids: list[int], missing: int) -> Reason | None:
    most = policy_in_force(as_of=file.as_of, company_id=file.company_id).document.intake.snapshot_missing_max_percent
    there = OpenItem.objects.filter(
        company_id__in=company_ids, closed_date__isnull=True, posting_date__lte=file.as_of
    ).count()
    if missing * 100 <= most * there:
        return None
    text = (
        "The list lacks %(missing)d of %(there)d open documents, more than %(most)d %%: is it complete? Each of them "
        "counts as settled in the ERP."
    )
    return Reason("snapshot.much_missing", text, {"missing": missing, "there": there, "most": most})


def _strange(file: ImportFile, on: Ground, companies: dict[str, int]) -> list[Reason]:
    """Most customers of the list are unknown to its company, and known to another one."""
    text = "Of %(asked)d customers on the list, %(known)d are known to %(company)s and %(other)d to %(elsewhere)s."
    reasons = []
    for code, company_id in companies.items():
        numbers = _first_numbers(file, code)
        known = Customer.objects.filter(number__in=numbers)
        counts: dict[str, int] = dict(
            known.filter(company_id__in=on.companies.values())
            .order_by()
            .values_list("company__code")
            .annotate(Count("id"))
        )
        here = counts.pop(code, 0)
        if not counts or not Customer.objects.filter(company_id=company_id).exists():
            continue
        elsewhere, other = max(counts.items(), key=lambda one: (one[1], one[0]))
        if other > here and other * 2 > len(numbers):
            facts: dict[str, str | int] = {"asked": len(numbers), "known": here, "company": code}
            reasons.append(Reason("snapshot.other_company", text, {**facts, "other": other, "elsewhere": elsewhere}))
    return reasons


def _first_numbers(file: ImportFile, code: str) -> set[str]:
    """Customer numbers of the list's first rows of the company: enough to tell whose they are."""
    rows = file.rows.filter(company_code=code, in_file=True).order_by("line").values_list("row__customer_number")
    return {number for (number,) in rows[: _SOME * 4] if number}


def reconciliation(listing: Listing, *, file: ImportFile, on: Ground) -> dict[str, Any]:
    """How the list ties to the ledger, for each company and currency, in minor units, and how many of what it has.

    `ledger` is open now, `after` once the list is posted; `later` of it is of documents that the list cannot have.
    `rest` is what nothing explains: list - (after - later) - awaiting - decided - refused.
    """
    lines = []
    for (code, currency), sums in sorted(listing.sums.items()):
        ledger, later = _open_in(code, currency, file=file, on=on)
        moved = {name: minor for name, minor in sorted(sums.moved_minor.items()) if minor}
        after = ledger + sums.new_minor + sum(moved.values())
        lines.append(
            {
                "company": code,
                "currency": currency,
                "ledger": ledger,
                "later": later,
                "new": sums.new_minor,
                "moved": moved,
                "after": after,
                "list": sums.list_minor,
                "awaiting": sums.awaiting_minor,
                "decided": sums.decided_minor,
                "refused": sums.refused_minor,
                "counts": _counts(listing, code, currency),
                "rest": _rest(sums, after=after, later=later),
            }
        )
    counts: dict[str, int] = {}
    for (_, _, difference), count in listing.counts.items():
        counts[difference] = counts.get(difference, 0) + count
    return {"lines": lines, "counts": counts, "unread": listing.unread}


def _rest(sums: Sums, *, after: int, later: int) -> int:
    explained = sums.awaiting_minor + sums.decided_minor + sums.refused_minor
    return sums.list_minor - (after - later) - explained


def _counts(listing: Listing, code: str, currency: str) -> dict[str, int]:
    return {
        name: count for (of, money, name), count in sorted(listing.counts.items()) if (of, money) == (code, currency)
    }


def _open_in(code: str, currency: str, *, file: ImportFile, on: Ground) -> tuple[int, int]:
    """Open in the ledger, and the part of it that a list of the day cannot have: of later days or of later files."""
    items = OpenItem.objects.filter(
        company_id=on.companies.get(code, 0), currency=currency, closed_date__isnull=True
    ).order_by()
    later_files = ImportFile.objects.filter(as_of__gt=file.as_of).values("id")
    later = items.filter(posting_date__gt=file.as_of) | items.filter(import_file_id__in=later_files)
    sums = [found.aggregate(sum=Sum("open_minor"))["sum"] or 0 for found in (items, later)]
    return int(sums[0]), int(sums[1])
