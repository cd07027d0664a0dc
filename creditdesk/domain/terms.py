"""Terms of payment and the dates that follow from them; all pure date arithmetic on the document's own facts.

`Terms` says what was agreed, `TermsPolicy` how the company reads it, `TermDates` what follows for one document::

    terms = Terms.net(30, discount_percent=Decimal(2), discount_days=10, extra_days=60)
    dates = term_dates(terms, document_date=date(2026, 7, 6), policy=policy)
    dates.discount_date, dates.due_date    # 2026-09-14, 2026-10-04

The notation that people write ("2/10 net 30 extra 60") is read by `terms_notation`; whether a discount that was taken
was earned is decided by `discount`. The rules are told in docs/rules/terms.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Literal

from creditdesk.domain.calendar import WEEKENDS_ONLY, Calendar, day_in_month, end_of_month
from creditdesk.domain.reasons import Reason, UnreadableText

# Ten years: no trade grants more, and a typing error stops here instead of in a date far beyond any calendar.
LONGEST_DAYS = 3650


class TermsError(UnreadableText):
    """The terms contradict themselves or cannot be read. The message says why."""


class TermsKind(StrEnum):
    """What the due date is counted from."""

    NET = "net"
    EOM = "eom"
    PROX = "prox"
    FIXED = "fixed"
    SPLIT = "split"
    COD = "cod"
    CIA = "cia"


@dataclass(frozen=True, slots=True)
class TermsPolicy:
    """How the company reads terms; the fields are those of the policy's section `terms`."""

    discount_test_date: Literal["bank_value_date", "receipt_date"]
    discount_grace_days: int
    discount_base: Literal["goods_only", "whole_document"]
    partial_payment_discount: bool
    prox_cutoff_day: int
    rebase_if_sent_after_invoice_days: int
    split_rounding: Literal["last_instalment", "first_instalment"]
    shift_due_date_to_business_day: bool


@dataclass(frozen=True, slots=True)
class Terms:
    """What was agreed. Make one with `net`, `eom`, `prox`, `fixed`, `split` or `at_once`; TermsError if contradictory.

    `days` counts to the due date; with prox terms `days` and `discount_days` are days of the month. A discount percent
    of 0 means none; an anticipation percent (per year) of 0 means that anticipation is not authorised.
    """

    kind: TermsKind
    days: int = 0
    discount_percent: Decimal = Decimal(0)
    discount_days: int = 0
    extra_days: int = 0
    fixed_due_date: date | None = None
    split_days: tuple[int, ...] = ()
    anticipation_percent: Decimal = Decimal(0)

    def __post_init__(self) -> None:
        for text, wrong in self._contradictions().items():
            if wrong:
                raise TermsError("terms.contradiction", text, most=LONGEST_DAYS)

    def _contradictions(self) -> dict[str, bool]:
        counts = (self.days, self.discount_days, self.extra_days, *self.split_days)
        counted = self.kind in (TermsKind.NET, TermsKind.EOM, TermsKind.PROX)
        percents = (self.discount_percent, self.anticipation_percent)
        return {
            "days must lie between 0 and %(most)d": not all(0 <= days <= LONGEST_DAYS for days in counts),
            "a percentage must be at least 0 and less than 100": not all(0 <= percent < 100 for percent in percents),
            "discount days without a discount": self.discount_days > 0 and not self.discount_percent,
            "only net, EOM and prox terms can carry a discount": self.discount_percent > 0 and not counted,
            "the discount would end after the due date": self.discount_days > self.days and counted,
            "a prox day must lie between 1 and 31": self.kind is TermsKind.PROX and not 1 <= self.days <= 31,
            "a prox discount needs a day of the month": (
                self.kind is TermsKind.PROX and self.discount_percent > 0 and not self.discount_days
            ),
            "a fixed due date belongs to seasonal terms, and only there": (
                (self.fixed_due_date is not None) != (self.kind is TermsKind.FIXED)
            ),
            "instalments belong to split terms, and only there": (
                (len(self.split_days) >= 2) != (self.kind is TermsKind.SPLIT) or len(self.split_days) == 1
            ),
            "instalments must follow each other": list(self.split_days) != sorted(set(self.split_days)),
            "extra days need terms that count days": (
                self.extra_days > 0 and not counted and self.kind is not TermsKind.SPLIT
            ),
        }

    @classmethod
    def net(
        cls, days: int, *, discount_percent: Decimal = Decimal(0), discount_days: int = 0, extra_days: int = 0
    ) -> Terms:
        """Due `days` after the document date, with a discount within `discount_days`; all dates plus `extra_days`."""
        return cls(TermsKind.NET, days, discount_percent, discount_days, extra_days)

    @classmethod
    def eom(
        cls, days: int, *, discount_percent: Decimal = Decimal(0), discount_days: int = 0, extra_days: int = 0
    ) -> Terms:
        """Like `net`, counted from the end of the document's month."""
        return cls(TermsKind.EOM, days, discount_percent, discount_days, extra_days)

    @classmethod
    def prox(
        cls, day: int, *, discount_percent: Decimal = Decimal(0), discount_day: int = 0, extra_days: int = 0
    ) -> Terms:
        """Due on that day of the next month, discount to `discount_day` of it; after the cut-off a month later."""
        return cls(TermsKind.PROX, day, discount_percent, discount_day, extra_days)

    @classmethod
    def fixed(cls, due_date: date) -> Terms:
        """Seasonal dating: due on a fixed date, however early the goods left."""
        return cls(TermsKind.FIXED, fixed_due_date=due_date)

    @classmethod
    def split(cls, *days: int, extra_days: int = 0) -> Terms:
        """Equal instalments, each so many days after the document date."""
        return cls(TermsKind.SPLIT, extra_days=extra_days, split_days=days)

    @classmethod
    def at_once(cls, kind: Literal[TermsKind.COD, TermsKind.CIA]) -> Terms:
        """Cash on delivery or in advance: due on the document date."""
        return cls(kind)


@dataclass(frozen=True, slots=True)
class TermDates:
    """The dates of one document. `due_date` is the last instalment's; `reasons` tell what moved them, if anything."""

    due_date: date
    discount_date: date | None
    instalments: tuple[date, ...]
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Instalment:
    """One part of a document with its own due date."""

    due_date: date
    amount_minor: int


def term_dates(
    terms: Terms,
    *,
    document_date: date,
    sent_date: date | None = None,
    policy: TermsPolicy,
    company_calendar: Calendar = WEEKENDS_ONLY,
) -> TermDates:
    """Due, discount and instalment dates of a document under its terms (docs/rules/terms.md).

    Days count from the document date, or from the day it was sent where that came later than the policy bears. Due
    dates stay on weekends and holidays unless the policy shifts them; the discount date is never shifted.
    """
    base, reasons = _base_date(terms, document_date=document_date, sent_date=sent_date, policy=policy)
    instalments = _due_dates(terms, base=base, policy=policy)
    if policy.shift_due_date_to_business_day:
        shifted = tuple(company_calendar.next_business_day(day) for day in instalments)
        if shifted != instalments:
            reasons += (Reason("terms.shifted", "due date moved from a day that is not a business day", {}),)
        instalments = shifted
    discount_date = _discount_date(terms, base=base, policy=policy)
    return TermDates(instalments[-1], discount_date, instalments, reasons)


def _base_date(
    terms: Terms, *, document_date: date, sent_date: date | None, policy: TermsPolicy
) -> tuple[date, tuple[Reason, ...]]:
    counted = terms.kind in (TermsKind.NET, TermsKind.EOM, TermsKind.PROX, TermsKind.SPLIT)
    if sent_date is None or not counted:
        return document_date, ()
    late_days = (sent_date - document_date).days
    if late_days <= policy.rebase_if_sent_after_invoice_days:
        return document_date, ()
    text = "terms count from %(sent)s, because the document was sent %(days)d days after its date"
    return sent_date, (Reason("terms.rebased", text, {"sent": sent_date.isoformat(), "days": late_days}),)


def _due_dates(terms: Terms, *, base: date, policy: TermsPolicy) -> tuple[date, ...]:
    extra = timedelta(days=terms.extra_days)
    match terms.kind:
        case TermsKind.NET:
            return (base + timedelta(days=terms.days) + extra,)
        case TermsKind.EOM:
            return (end_of_month(base) + timedelta(days=terms.days) + extra,)
        case TermsKind.PROX:
            return (day_in_month(_prox_month(base, policy=policy), terms.days) + extra,)
        case TermsKind.SPLIT:
            return tuple(base + timedelta(days=days) + extra for days in terms.split_days)
        case TermsKind.FIXED:
            assert terms.fixed_due_date is not None
            return (terms.fixed_due_date,)
        case TermsKind.COD | TermsKind.CIA:
            return (base,)


def _discount_date(terms: Terms, *, base: date, policy: TermsPolicy) -> date | None:
    if not terms.discount_percent:
        return None
    extra = timedelta(days=terms.extra_days)
    if terms.kind is TermsKind.PROX:
        return day_in_month(_prox_month(base, policy=policy), terms.discount_days) + extra
    start = end_of_month(base) if terms.kind is TermsKind.EOM else base
    return start + timedelta(days=terms.discount_days) + extra


def _prox_month(base: date, *, policy: TermsPolicy) -> date:
    """The first of the month after the document's, or of the one after that for documents after the cut-off day."""
    first = end_of_month(base) + timedelta(days=1)
    return first if base.day <= policy.prox_cutoff_day else end_of_month(first) + timedelta(days=1)


def split_instalments(total_minor: int, *, dates: TermDates, policy: TermsPolicy) -> tuple[Instalment, ...]:
    """The document's amount in equal parts, one per due date; the last (or first) takes the rounding."""
    count = len(dates.instalments)
    part = abs(total_minor) // count * (1 if total_minor >= 0 else -1)
    odd = total_minor - part * (count - 1)
    parts = [part] * (count - 1)
    amounts = [*parts, odd] if policy.split_rounding == "last_instalment" else [odd, *parts]
    return tuple(Instalment(day, amount) for day, amount in zip(dates.instalments, amounts, strict=True))


def open_parts(parts: Sequence[Instalment], *, open_minor: int) -> tuple[int, ...]:
    """What is open of each instalment where so much is open of the whole: money paid off the oldest ones first.

    Of 100.00 in three instalments 40.00 are open: 0.00, 6.66 and 33.34.
    """
    left = []
    for part in reversed(parts):
        fits = abs(open_minor) <= abs(part.amount_minor)
        left.append(open_minor if fits else part.amount_minor)
        open_minor -= left[-1]
    return tuple(reversed(left))


def missed_discount_annual_rate(terms: Terms) -> Decimal | None:
    """What passing up the discount costs, per cent a year to two places: 37.24 for 2/10 net 30; None without one.

    The rate is d / (100 - d) × 365 / days between discount date and due date (docs/rules/terms.md).
    """
    days = terms.days - terms.discount_days
    if not terms.discount_percent or days == 0:
        return None
    rate = terms.discount_percent * 100 * 365 / ((100 - terms.discount_percent) * days)
    return rate.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
