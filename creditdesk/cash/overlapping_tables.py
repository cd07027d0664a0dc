"""Tables of one account as people export them: they overlap, leave days out, or tell what another file told already.

A table follows the ones before it where they have lines in common, or where it opens with the balance with which the
last one closed. docs/rules/bank_files.md, "Tables".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.db.models import Q

from creditdesk.cash.models import BankAccount, BankLine, BankStatement
from creditdesk.domain.reasons import Reason
from creditdesk.intake.formats.bank.facts import TABLE, TOLD_CHARS

Row = Mapping[str, Any]


def table_findings(row: Row, account: BankAccount) -> list[Reason] | None:
    """What the account's earlier statements say to a table that overlaps them, or to a statement that tells the days
    of a table; None where nothing overlaps, and it is compared as any statement.
    """
    if not row["day"]:
        return None
    if other := _told_otherwise(row, account):
        return [other]
    if row["format"] != TABLE:
        return None
    mine = {day: Counter(said) for day, said in row["told"].items() if day}
    known = _known(account, row)
    both = {day for day, said in mine.items() if said & known.get(day, Counter())}
    if not both:
        return None
    if row["opening_minor"] is None and (
        day := next((day for day in sorted(both) if _parts(mine[day], known[day])), "")
    ):
        text = "Of %(day)s the table has lines that came before, and lacks others: it may tell a part of the day only."
        return [Reason("intake.bank_part_of_day", text, {"day": day})]
    return []


def _known(account: BankAccount, row: Row) -> dict[str, Counter[str]]:
    """Day → the lines of the account that earlier tables told of the days of this one."""
    days = row["from_date"], row["day"]
    lines = BankLine.objects.filter(
        account=account,
        statement__format=TABLE,
        booking_date__range=days,
        repeats__isnull=True,
        taken_back_at__isnull=True,
    )
    found: dict[str, Counter[str]] = {}
    for key, day in lines.values_list("key", "booking_date"):
        found.setdefault(day.isoformat(), Counter())[key[:TOLD_CHARS]] += 1
    return found


def _parts(mine: Counter[str], known: Counter[str]) -> bool:
    """Whether each tells lines of the day that the other has not."""
    return bool(mine - known) and bool(known - mine)


def _told_otherwise(row: Row, account: BankAccount) -> Reason | None:
    """The account's days in a file of another format: its lines look otherwise, and the payments would count twice."""
    first, last = row["from_date"] or row["day"], row["day"]
    others = BankStatement.objects.filter(account=account, state=BankStatement.State.TAKEN, closing_date__gte=first)
    others = others.exclude(format=TABLE) if row["format"] == TABLE else others.filter(format=TABLE)
    there = others.filter(Q(from_date__lte=last) | Q(from_date=None, closing_date__lte=last)).first()
    if there is None:
        return None
    text = "These days were told before by a statement of another kind (%(format)s, up to %(day)s)."
    return Reason("intake.bank_told_otherwise", text, {"day": there.closing_date.isoformat(), "format": there.format})
