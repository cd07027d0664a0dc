"""The worksheet of a bankruptcy: dates with their rules, the claim by document, goods with priority, goods to reclaim,
payments that may have to be paid back.

Facts go in, and what follows from them comes out, each with its rule in words. Nothing here is advice: counsel says
what holds, and any date may be replaced by counsel's word (`Petition.said`).

Example: a voluntary petition of chapter 7 on 2026-09-15. Goods received on 08-26 (2,500.00) and 09-14 (3,500.00) have
priority, those of 08-25 (4,000.00) do not; all 10,000.00 may be reclaimed by a written demand until 10-05; the claim is
filed by 11-24. Source: docs/rules/bankruptcy.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.preferences import Paid, PreferenceView, preference_view
from creditdesk.domain.reasons import Reason
from creditdesk.domain.stays import is_pre_petition

# Chapters in which the law itself says when a claim is due; in chapter 11 the court does.
_COUNTED_CHAPTERS = frozenset({"7", "12", "13"})
YEAR_DAYS = 365


class DateName(StrEnum):
    """A day of the worksheet that the law or counsel says."""

    BAR = "bar"
    DEMAND = "demand"
    GOODS_FROM = "goods_from"
    RECLAIM_FROM = "reclaim_from"
    PREFERENCE_FROM = "preference_from"


# Until these something has to be done; the others are where a window begins.
DEADLINES = (DateName.DEMAND, DateName.BAR)


class CaseState(StrEnum):
    """How far the worksheet of a case is."""

    DRAFT = "draft"
    WITH_COUNSEL = "with_counsel"
    CONFIRMED = "confirmed"
    FILED = "filed"
    CLOSED = "closed"


_LEGAL: Mapping[CaseState, frozenset[CaseState]] = {
    CaseState.DRAFT: frozenset({CaseState.WITH_COUNSEL, CaseState.CLOSED}),
    CaseState.WITH_COUNSEL: frozenset({CaseState.DRAFT, CaseState.CONFIRMED, CaseState.CLOSED}),
    CaseState.CONFIRMED: frozenset({CaseState.DRAFT, CaseState.FILED, CaseState.CLOSED}),
    CaseState.FILED: frozenset({CaseState.DRAFT, CaseState.CLOSED}),
    CaseState.CLOSED: frozenset(),
}
OPEN_STATES = frozenset(CaseState) - {CaseState.CLOSED}


def against_state(state: CaseState, to: CaseState) -> Reason | None:
    """Why the worksheet cannot become that; None where it can."""
    if to in _LEGAL[state]:
        return None
    text = "the worksheet is %(state)s: it cannot become %(to)s"
    return Reason("bankruptcy.state", text, {"state": _plain(state), "to": _plain(to)})


@dataclass(frozen=True, slots=True)
class Petition:
    """What is known of the case. `said` are days that counsel put in the place of computed ones."""

    chapter: str
    filed_on: date
    is_voluntary: bool = True
    relief_on: date | None = None
    bar_by_court: date | None = None
    # Hundredths of a percent a year, as the contract says; 0 where none is agreed.
    interest_bp: int = 0
    said: Mapping[DateName, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Received:
    """When goods were received, and whence that is known: `document`, `delivery` or `person`."""

    on: date
    source: str = "document"


@dataclass(frozen=True, slots=True)
class Claim:
    """A document that was open at the petition, or arose later. Minor units; credits are below zero."""

    item_id: int
    number: str
    kind: str
    document_date: date
    due_date: date
    received: Received
    open_minor: int
    is_goods: bool = True


@dataclass(frozen=True, slots=True)
class Dated:
    """A day with its rule; None where only the court says it, and has not. `computed` is what the rule alone gives."""

    name: DateName
    day: date | None
    computed: date | None
    rule: Reason

    @property
    def is_said(self) -> bool:
        """Whether counsel's word stands in the place of the rule."""
        return self.day != self.computed


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A document of the claim with what it is worth in it."""

    claim: Claim
    interest_minor: int
    has_priority: bool
    is_reclaimable: bool
    reclaim_outer: date | None = None

    @property
    def total_minor(self) -> int:
        """Principal and interest to the day of the petition."""
        return self.claim.open_minor + self.interest_minor


@dataclass(frozen=True, slots=True)
class ClaimSheet:
    """The worksheet. Amounts in minor units of `currency`."""

    currency: str
    petition: Petition
    dates: tuple[Dated, ...]
    rows: tuple[ClaimRow, ...]
    credits: tuple[Claim, ...]
    later: tuple[Claim, ...]
    preference: PreferenceView
    notes: tuple[Reason, ...]

    @property
    def principal_minor(self) -> int:
        """What was owed at the petition, gross: nothing is set off."""
        return sum(row.claim.open_minor for row in self.rows)

    @property
    def interest_minor(self) -> int:
        """Interest to the day of the petition."""
        return sum(row.interest_minor for row in self.rows)

    @property
    def paid_before_minor(self) -> int:
        """Money that came before the petition and had paid nothing by then; above zero."""
        return -sum(one.open_minor for one in self.credits if one.kind == "payment")

    @property
    def memos_minor(self) -> int:
        """Credit memos of before the petition; above zero. Whether they are set off is counsel's to say."""
        return -sum(one.open_minor for one in self.credits if one.kind != "payment")

    @property
    def claim_minor(self) -> int:
        """The claim: principal and interest, less money that came before."""
        return self.principal_minor + self.interest_minor - self.paid_before_minor

    @property
    def priority_minor(self) -> int:
        """Goods received in the days before the petition."""
        return sum(row.claim.open_minor for row in self.rows if row.has_priority)

    @property
    def unsecured_minor(self) -> int:
        """The rest of the claim, without priority."""
        return self.claim_minor - self.priority_minor

    @property
    def reclaimable_minor(self) -> int:
        """Goods that may be reclaimed."""
        return sum(row.claim.open_minor for row in self.rows if row.is_reclaimable)

    @property
    def later_minor(self) -> int:
        """What was sold after the petition and is open: an expense of the estate, apart from the claim."""
        return sum(one.open_minor for one in self.later)

    def day_of(self, name: DateName) -> date | None:
        """One day of the worksheet."""
        return next(one.day for one in self.dates if one.name is name)


def claim_sheet(
    petition: Petition, *, claims: Iterable[Claim], paid: Sequence[Paid], currency: str, policy: PolicyDocument
) -> ClaimSheet:
    """The worksheet of a case from its facts. `claims` are as they were at the petition. Pure.

    Goods count by the day on which they were received; a document counts as before the petition by that day where it is
    known, else by its own.
    """
    dates = case_dates(petition, policy=policy)
    days = {one.name: one.day for one in dates}
    before: list[Claim] = []
    later: list[Claim] = []
    for claim in claims:
        pre = is_pre_petition(claim.received.on if claim.is_goods else claim.document_date, petition=petition.filed_on)
        (before if pre else later).append(claim)
    rows = tuple(_row(one, petition, days, policy) for one in before if one.open_minor > 0)
    view = preference_view(
        paid,
        window_from=_known(days[DateName.PREFERENCE_FROM]),
        petition=petition.filed_on,
        deliveries=[(row.claim.number, row.claim.received.on, row.claim.open_minor) for row in rows],
        currency=currency,
        policy=policy,
    )
    return ClaimSheet(
        currency=currency,
        petition=petition,
        dates=dates,
        rows=rows,
        credits=tuple(one for one in before if one.open_minor < 0),
        later=tuple(later),
        preference=view,
        notes=tuple(_notes(petition, rows, policy)),
    )


def case_dates(petition: Petition, *, policy: PolicyDocument) -> tuple[Dated, ...]:
    """Every day of the worksheet with its rule. In chapter 11 the bar date is never computed."""
    law, filed = policy.bankruptcy, petition.filed_on
    day = filed.isoformat()

    def before(name: DateName, days: int, text: str, code: str) -> Dated:
        rule = Reason(code, text, {"days": days, "day": day})
        return _dated(name, filed - timedelta(days=days), rule, petition)

    demand = Reason(
        "bankruptcy.demand_rule",
        "%(after)d days after the petition of %(day)s, while the %(days)d days after receipt are not over: the "
        "cautious day for all goods (11 U.S.C. 546(c)(1))",
        {"after": law.reclamation_after_days, "days": law.reclamation_days, "day": day},
    )
    return (
        _bar(petition, policy),
        _dated(DateName.DEMAND, filed + timedelta(days=law.reclamation_after_days), demand, petition),
        before(
            DateName.GOODS_FROM,
            law.goods_priority_days,
            "goods received within %(days)d days before the petition of %(day)s (11 U.S.C. 503(b)(9))",
            "bankruptcy.goods_rule",
        ),
        before(
            DateName.RECLAIM_FROM,
            law.reclamation_days,
            "goods received within %(days)d days before the petition of %(day)s (11 U.S.C. 546(c)(1))",
            "bankruptcy.reclaim_rule",
        ),
        before(
            DateName.PREFERENCE_FROM,
            law.preference_days,
            "payments within %(days)d days before the petition of %(day)s (11 U.S.C. 547(b)(4)(A))",
            "bankruptcy.preference_rule",
        ),
    )


def _bar(petition: Petition, policy: PolicyDocument) -> Dated:
    day: dict[str, str | int] = {"chapter": petition.chapter, "day": petition.filed_on.isoformat()}
    if petition.bar_by_court is not None:
        rule = Reason("bankruptcy.bar_by_court", "the court's order says it", day)
        return _dated(DateName.BAR, petition.bar_by_court, rule, petition)
    if petition.chapter not in _COUNTED_CHAPTERS:
        text = "chapter %(chapter)s: only the court says the last day for claims; enter it from the order"
        return _dated(DateName.BAR, None, Reason("bankruptcy.bar_asked", text, day), petition)
    if petition.is_voluntary or petition.chapter != "7":
        days = policy.events.bar_date_days
        text = "%(days)d days after the petition of %(day)s in chapter %(chapter)s (Bankruptcy Rule 3002(c))"
        rule = Reason("bankruptcy.bar_rule", text, {**day, "days": days})
        return _dated(DateName.BAR, petition.filed_on + timedelta(days=days), rule, petition)
    days = policy.bankruptcy.involuntary_bar_days
    if petition.relief_on is None:
        text = "an involuntary case: %(days)d days after the order for relief, whose day is not known yet"
        return _dated(DateName.BAR, None, Reason("bankruptcy.bar_relief_asked", text, {"days": days}), petition)
    text = "%(days)d days after the order for relief of %(day)s in an involuntary case (Bankruptcy Rule 3002(c))"
    rule = Reason("bankruptcy.bar_relief_rule", text, {"days": days, "day": petition.relief_on.isoformat()})
    return _dated(DateName.BAR, petition.relief_on + timedelta(days=days), rule, petition)


def _dated(name: DateName, computed: date | None, rule: Reason, petition: Petition) -> Dated:
    return Dated(name, petition.said.get(name, computed), computed, rule)


def _row(claim: Claim, petition: Petition, days: Mapping[DateName, date | None], policy: PolicyDocument) -> ClaimRow:
    got, filed = claim.received.on, petition.filed_on
    # "Before the petition" leaves its own day out; the notes name goods of that day for counsel.
    is_before = claim.is_goods and got < filed
    reclaimable = is_before and got >= _known(days[DateName.RECLAIM_FROM])
    return ClaimRow(
        claim,
        interest_minor(claim.open_minor, due=claim.due_date, until=filed, yearly_bp=petition.interest_bp),
        has_priority=is_before and got >= _known(days[DateName.GOODS_FROM]),
        is_reclaimable=reclaimable,
        reclaim_outer=got + timedelta(days=policy.bankruptcy.reclamation_days) if reclaimable else None,
    )


def interest_minor(open_minor: int, *, due: date, until: date, yearly_bp: int) -> int:
    """Simple interest of a claim from its due day to the petition, actual days over 365, rounded half up.

    Interest that matures after the petition is not allowed: 11 U.S.C. 502(b)(2).
    """
    days = (until - due).days
    if open_minor <= 0 or days <= 0 or yearly_bp <= 0:
        return 0
    exact = Decimal(open_minor) * yearly_bp * days / (10_000 * YEAR_DAYS)
    return int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def _notes(petition: Petition, rows: Sequence[ClaimRow], policy: PolicyDocument) -> Iterable[Reason]:
    """What counsel is to look at, beside the figures."""
    by_document = [row.claim for row in rows if row.claim.is_goods and row.claim.received.source == "document"]
    if by_document:
        text = "%(count)d documents count by their own day: no receipt of the goods is known for them"
        yield Reason("bankruptcy.no_receipt", text, {"count": len(by_document)})
    same_day = [row.claim for row in rows if row.claim.received.on == petition.filed_on]
    if same_day:
        text = "%(numbers)s: received on the day of the petition; counsel says whether before or after it"
        yield Reason("bankruptcy.same_day", text, {"numbers": ", ".join(one.number for one in same_day[:8])})
    late = [row for row in rows if row.reclaim_outer and row.reclaim_outer > _demand_day(petition, policy)]
    if late:
        text = (
            "%(count)d deliveries are less than %(days)d days old on the cautious day of the demand; the last of these "
            "days is %(last)s"
        )
        last = max(row.reclaim_outer for row in late if row.reclaim_outer)
        facts: dict[str, str | int] = {
            "count": len(late),
            "days": policy.bankruptcy.reclamation_days,
            "last": last.isoformat(),
        }
        yield Reason("bankruptcy.outer_days", text, facts)
    if any(row.is_reclaimable for row in rows):
        text = "reclaiming needs that the buyer was insolvent when he received the goods, and still has them"
        yield Reason("bankruptcy.insolvent", text)


def _demand_day(petition: Petition, policy: PolicyDocument) -> date:
    return petition.filed_on + timedelta(days=policy.bankruptcy.reclamation_after_days)


def _known(day: date | None) -> date:
    assert day is not None, "the days of windows are always computed"
    return day


def _plain(state: CaseState) -> str:
    return state.value.replace("_", " ")
