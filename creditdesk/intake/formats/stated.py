"""What a report adds up itself, compared with the items that were read of it.

    Anvil Works        INV-1 100.00, INV-2 50.00
    Total Anvil Works  150.00      ties: 150.00 was read since the last heading
    Total              0.00        does not: 150.00 was read; said with both sums, and never more than said

Programs get their own totals wrong at times, so a difference is a warning and no refusal.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from creditdesk.domain.money import AmountError, Money
from creditdesk.domain.reasons import Reason
from creditdesk.intake.formats.cells import read_sum
from creditdesk.intake.formats.passed import Passed, PassedKind, Scope, Stated
from creditdesk.intake.formats.refusals import CellRefused, quoted
from creditdesk.intake.formats.values import read_currency

WARNINGS = 20  # more differences than these help nobody to read; the rest is counted

Sums = Counter[str]


@dataclass(slots=True)
class StatedTotals:
    """The sums that were read so far, by currency, and what the report said of them."""

    about: str = ""
    ends_with_total: bool = False
    tied: int = 0
    differing: int = 0
    differences: list[Reason] = field(default_factory=list)
    seen_report_total: bool = False
    _group: Sums = field(default_factory=Counter)
    _section: Sums = field(default_factory=Counter)
    _report: Sums = field(default_factory=Counter)
    _refused: int = 0
    _ahead: Stated | None = None

    def add(self, currency: str, open_minor: int) -> None:
        """Takes in what is open of one item."""
        for sums in (self._group, self._section, self._report):
            sums[currency] += open_minor

    def add_refused(self) -> None:
        """Takes in a row that was refused: it may be why a total differs."""
        self._refused += 1

    def passed(self, row: Passed) -> None:
        """Takes in a row that is no document: a heading begins anew what the next total adds up."""
        if row.kind in (PassedKind.PARTY, PassedKind.SECTION):
            self._check_ahead()
            self._group.clear()
        if row.kind is PassedKind.SECTION:
            self._section.clear()

    def check(self, stated: Stated) -> None:
        """Compares a total with what was read, and begins anew where it closes a group."""
        if stated.scope is Scope.AHEAD:
            self._ahead = stated
            return
        self._check_ahead()
        if not stated.amount:
            self._group.clear()
            return
        currency = self._currency(stated)
        if currency is None:
            self._differs(Reason("intake.total_mixed", _MIXED, {"line": stated.line, "label": quoted(stated.label)}))
            return
        candidates = self._candidates(stated.scope, currency)
        self.seen_report_total |= candidates[0] is self._report
        try:
            minor = read_sum(stated.amount, currency=currency, decimal=stated.decimal)
        except (CellRefused, AmountError):
            facts: dict[str, str | int] = {"line": stated.line, "value": quoted(stated.amount)}
            self._differs(Reason("intake.total_unreadable", _UNREADABLE, facts))
            return
        if any(sums[currency] == minor for sums in candidates):
            self.tied += 1
        else:
            self._differs(self._difference(stated, Money(minor, currency), Money(candidates[0][currency], currency)))
        self._begin_anew(stated.scope, currency)

    def warnings(self) -> tuple[Reason, ...]:
        """What the comparison came to, in words."""
        self._check_ahead()
        found = list(self.differences)
        if self.differing > len(found):
            found.append(Reason("intake.totals_more", _MORE, {"count": self.differing - len(found)}))
        if self.tied:
            found.append(Reason("intake.totals_tied", _TIED, {"count": self.tied}))
        if self.ends_with_total and not self.seen_report_total:
            found.append(Reason("intake.total_missing", _MISSING, {}))
        return tuple(found)

    def _check_ahead(self) -> None:
        """A sum that stood ahead of its documents is compared once they have all been read."""
        ahead, self._ahead = self._ahead, None
        if ahead is not None:
            group = Counter(self._group)
            self.check(ahead._replace(scope=Scope.GROUP))
            self._group = group  # a total may follow that says the same

    def _candidates(self, scope: Scope, currency: str) -> list[Sums]:
        """The sums that the total may mean, the likeliest first."""
        if scope is Scope.GROUP:
            return [self._group]
        if scope is Scope.SECTION:
            return [self._section]
        if scope is Scope.REPORT:
            return [self._report]
        return [self._group, self._section, self._report] if currency in self._group else [self._report, self._section]

    def _currency(self, stated: Stated) -> str | None:
        """The currency of the total: its own, or the only one that it can mean."""
        if stated.currency:
            try:
                return read_currency(stated.currency)
            except CellRefused:
                return None
        group = self._group if stated.scope in (Scope.GROUP, Scope.ANY) else self._section
        found = [*(group if stated.scope is not Scope.REPORT else ())] or [*self._report]
        return stated.default_currency if not found else found[0] if len(found) == 1 else None

    def _begin_anew(self, scope: Scope, currency: str) -> None:
        """A total closes its group, in its currency: the next one of another currency stands below it."""
        self._group.pop(currency, None)
        if scope is Scope.SECTION:
            self._section.pop(currency, None)

    def _difference(self, stated: Stated, said: Money, read: Money) -> Reason:
        facts: dict[str, str | int] = {
            "line": stated.line,
            "label": quoted(stated.label),
            "said": str(said),
            "read": str(read),
        }
        text = _DIFFERS
        if self._refused:
            text, facts["refused"] = text + _REFUSED, self._refused
        if self.about and stated.scope is not Scope.GROUP and not self._group:
            text, facts["about"] = text + " %(about)s", self.about
        return Reason("intake.total_differs", text, facts)

    def _differs(self, reason: Reason) -> None:
        self.differing += 1
        if len(self.differences) < WARNINGS:
            self.differences.append(reason)


_DIFFERS = (
    "Line %(line)d (%(label)s): the report's own total is %(said)s, and the rows that were read add up to %(read)s."
)
_REFUSED = " Rows that were refused above it: %(refused)d."
_MIXED = "Line %(line)d (%(label)s) adds up several currencies without saying which it means; it was not compared."
_UNREADABLE = "Line %(line)d: the report's own total %(value)s is not an amount; it was not compared."
_MORE = "Further totals of the report that differ from the rows that were read: %(count)d."
_TIED = "Totals of the report that are the same as the rows that were read add up to: %(count)d."
_MISSING = "The report's own total does not stand at the end: the file may be cut off."
