"""Which accounts may be placed with a collection agency, why, what it costs, and what the agency is told.

Two of three halves must hold: a ground to place (old enough, promises broken, or nobody to be found), and nothing that
stands against it. Every reason is told, never only the first::

    judged = judge(AccountFacts(debt_minor=620_000, ...), policy=policy, as_of=date(2026, 5, 11))
    judged.against      # ("the final demand runs until 2026-05-11: placed from 2026-05-12 on",)

Amounts are minor units. Source: docs/rules/agency.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from creditdesk.domain.money import Money, policy_minor
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.reasons import Reason
from creditdesk.domain.requests import Content, Evidence, Kind, Line, Stake

WORDS_LONGEST = 500


class State(StrEnum):
    """How a placement stands. What is over stays over; to place an account again is a new request."""

    PLACED = "placed"
    COLLECTED = "collected"
    RECALLED = "recalled"
    RETURNED = "returned"


class HandoverField(StrEnum):
    """What an agency may be told of a debt: nothing else ever leaves. No note, no bank account, no credit file."""

    REFERENCE = "reference"
    CUSTOMER_NUMBER = "customer_number"
    CUSTOMER_NAME = "customer_name"
    LEGAL_NAME = "legal_name"
    STREET = "street"
    CITY = "city"
    REGION = "region"
    POSTAL_CODE = "postal_code"
    COUNTRY = "country"
    PHONE = "phone"
    DOCUMENT = "document"
    DOCUMENT_DATE = "document_date"
    DUE_DATE = "due_date"
    PO_NUMBER = "po_number"
    CURRENCY = "currency"
    ORIGINAL = "original"
    OPEN = "open"
    FINAL_DEMAND = "final_demand"


# Without these nobody can collect: every profile has them.
NEEDED_FIELDS = (
    HandoverField.REFERENCE,
    HandoverField.CUSTOMER_NAME,
    HandoverField.DOCUMENT,
    HandoverField.DUE_DATE,
    HandoverField.CURRENCY,
    HandoverField.OPEN,
)


class Paper(StrEnum):
    """What an agency or a court asks for: the checklist of a recommendation."""

    INVOICES = "invoices"
    STATEMENT = "statement"
    DELIVERY = "delivery"
    CONTRACT = "contract"
    GUARANTEE = "guarantee"
    CORRESPONDENCE = "correspondence"


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """An account in one currency as the rule looks at it.

    `debt_minor` is what could be placed: past due, undisputed, on no plan. `debt_policy_minor` is the same in the
    policy's currency, None where there is no rate.
    """

    currency: str
    debt_minor: int
    debt_policy_minor: int | None
    oldest_due: date | None
    broken_promises: int = 0
    skip: bool = False
    demanded_on: date | None = None
    disputed: tuple[str, ...] = ()
    planned: tuple[str, ...] = ()
    settled: tuple[str, ...] = ()
    extended: tuple[str, ...] = ()
    bankrupt: bool = False
    # Why nobody may write or speak to the customer at all: attorney, agency, request; empty where one may.
    block: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """Grounds to place the account, and what stands against it. `earliest` is the day after the final demand's."""

    grounds: tuple[Reason, ...]
    against: tuple[Reason, ...]
    earliest: date | None

    @property
    def placeable(self) -> bool:
        """Whether it may be recommended now."""
        return not self.against


def judge(facts: AccountFacts, *, policy: PolicyDocument, as_of: date) -> Judgement:
    """Whether the account may be placed on the day, with every reason for it and against it."""
    grounds = _grounds(facts, policy=policy, as_of=as_of)
    against = list(_missing_grounds(facts, policy=policy, as_of=as_of)) if not grounds else []
    last = demand_ends(facts.demanded_on, policy=policy)
    if last is None:
        against.append(Reason("agency.no_demand", "no final demand was sent"))
    elif as_of <= last:
        told = {"day": last.isoformat(), "earliest": (last + timedelta(days=1)).isoformat()}
        text = "the final demand runs until %(day)s: placed from %(earliest)s on"
        against.append(Reason("agency.demand_runs", text, told))
    against += _too_small(facts, policy=policy)
    against += _standing(facts, policy=policy)
    return Judgement(grounds, tuple(against), last + timedelta(days=1) if last else None)


def demand_ends(demanded_on: date | None, *, policy: PolicyDocument) -> date | None:
    """The last day for payment that a final demand of the day names: the rule of docs/rules/letters.md."""
    if demanded_on is None:
        return None
    ends = demanded_on + timedelta(days=policy.agency.final_demand_days)
    return policy.company_calendar.next_business_day(ends)


def days_late(facts: AccountFacts, *, as_of: date) -> int:
    """Days past due of the oldest document that could be placed."""
    return max(0, (as_of - facts.oldest_due).days) if facts.oldest_due else 0


def _grounds(facts: AccountFacts, *, policy: PolicyDocument, as_of: date) -> tuple[Reason, ...]:
    rule, found = policy.agency, []
    late = days_late(facts, as_of=as_of)
    if facts.oldest_due is not None and late >= rule.min_days_past_due:
        found.append(Reason("agency.old", "%(days)d days past due", {"days": late}))
    if facts.broken_promises >= rule.min_broken_promises_alternative:
        found.append(Reason("agency.promises", "%(count)d promises broken", {"count": facts.broken_promises}))
    if facts.skip:
        found.append(Reason("agency.skip", "neither letters nor calls reach the customer any more"))
    return tuple(found)


def _missing_grounds(facts: AccountFacts, *, policy: PolicyDocument, as_of: date) -> tuple[Reason, ...]:
    rule = policy.agency
    days = {"days": days_late(facts, as_of=as_of), "least": rule.min_days_past_due}
    count = {"count": facts.broken_promises, "least": rule.min_broken_promises_alternative}
    return (
        Reason("agency.young", "%(days)d days past due: placed from %(least)d days on", days),
        Reason("agency.few_promises", "%(count)d promises broken: placed from %(least)d on", count),
        Reason("agency.found", "the customer can still be reached"),
    )


def _too_small(facts: AccountFacts, *, policy: PolicyDocument) -> list[Reason]:
    least = policy_minor(policy.agency.min_amount, currency=policy.currency)
    told = {"debt": str(Money(facts.debt_minor, facts.currency)), "least": str(Money(least, policy.currency))}
    if facts.debt_policy_minor is None:
        return [Reason("agency.no_rate", "there is no exchange rate for %(debt)s", {"debt": told["debt"]})]
    if facts.debt_policy_minor < least or not facts.debt_minor:
        text = "%(debt)s could be placed: placed from %(least)s on"
        return [Reason("agency.small", text, told)]
    return []


def _standing(facts: AccountFacts, *, policy: PolicyDocument) -> list[Reason]:
    exclude, found = policy.agency.exclude, []
    if facts.disputed and "disputed" in exclude:
        text = "disputed: %(numbers)s"
        found.append(Reason("agency.disputed", text, {"numbers": ", ".join(facts.disputed)}))
    if facts.planned and "active_plan" in exclude:
        text = "a payment plan collects %(numbers)s"
        found.append(Reason("agency.planned", text, {"numbers": ", ".join(facts.planned)}))
    if facts.extended and "extended" in exclude:
        text = "put off until a later day: %(numbers)s"
        found.append(Reason("agency.extended", text, {"numbers": ", ".join(facts.extended)}))
    if facts.settled:
        text = "a settlement is offered for %(numbers)s"
        found.append(Reason("agency.settled", text, {"numbers": ", ".join(facts.settled)}))
    if facts.bankrupt and "bankrupt" in exclude:
        found.append(Reason("agency.bankrupt", "the customer is bankrupt: no agency, the court's way only"))
    if facts.block in _BLOCKS:
        found.append(Reason(f"agency.block_{facts.block}", _BLOCKS[facts.block]))
    return found


_BLOCKS: Mapping[str, str] = {
    "agency": "the account is with an agency already",
    "attorney": "an attorney represents the customer: what follows is for counsel to say",
}


def fee_percent(own: Decimal | None, *, age: int, policy: PolicyDocument) -> Decimal:
    """What the agency keeps of what it collects: its own rate, or the policy's for a debt of this age in days."""
    if own is not None:
        return own
    steps = sorted(policy.agency.fee_percent.items())
    return next((percent for edge, percent in steps if age <= edge), policy.agency.fee_percent_older)


def ppm_of(percent: Decimal) -> int:
    """A percentage of up to four places as millionths: 17.5 is 175,000."""
    return int(percent * 10_000)


def percent_of(ppm: int) -> Decimal:
    """Millionths as a percentage."""
    return Decimal(ppm) / 10_000


def fee_minor(collected_minor: int, percent: Decimal) -> int:
    """The fee on what was collected, to the nearest minor unit, a half up."""
    return int((Decimal(collected_minor) * percent / 100).quantize(Decimal(1), rounding="ROUND_HALF_UP"))


def collectability(age: int, *, policy: PolicyDocument) -> Decimal:
    """What is still collected of debts of this age, in per cent: the figure of the oldest step that is reached."""
    steps = sorted(policy.agency.collectability_percent.items())
    reached = [percent for edge, percent in steps if edge <= age]
    return reached[-1] if reached else (steps[0][1] if steps else Decimal(0))


@dataclass(frozen=True, slots=True)
class Told:
    """What whoever recommends it adds: the papers that are at hand, where the customer was looked for, what he owns."""

    papers: tuple[Paper, ...] = ()
    traced: str = ""
    assets: str = ""


def content(
    lines: Sequence[Line],
    *,
    currency: str,
    agency: tuple[int, str],
    facts: AccountFacts,
    own_percent: Decimal | None,
    efforts: Mapping[str, int],
    told: Told,
    words: str,
    evidence: tuple[Evidence, ...],
    policy: PolicyDocument,
    as_of: date,
) -> Content:
    """The recommendation as it is asked for: all that whoever approves it reads, as it was on the day."""
    age, debt = days_late(facts, as_of=as_of), sum(line.amount_minor for line in lines)
    percent = fee_percent(own_percent, age=age, policy=policy)
    return Content(
        Kind.PLACEMENT,
        currency,
        lines=tuple(lines),
        words=words,
        evidence=evidence,
        terms={
            "agency": agency[0],
            "agency_name": agency[1],
            "days_late": age,
            "fee_percent": f"{percent:f}",
            "fee_minor": fee_minor(debt, percent),
            "collectability_percent": f"{collectability(age, policy=policy):f}",
            "collectability_source": policy.agency.collectability_source,
            "efforts": [f"{name}:{count}" for name, count in efforts.items()],
            "papers": [one.value for one in Paper if one in told.papers],
            "missing_papers": [one.value for one in Paper if one not in told.papers],
            "traced": told.traced.strip(),
            "assets": told.assets.strip(),
            "broken_promises": facts.broken_promises,
            "demanded_on": facts.demanded_on.isoformat() if facts.demanded_on else "",
        },
        stake=Stake(0),
    )


def profile_objections(fields: Sequence[str]) -> list[Reason]:
    """Why a profile cannot name these fields."""
    known = {one.value for one in HandoverField}
    found = []
    if foreign := sorted(set(fields) - known):
        told = {"fields": ", ".join(foreign)}
        found.append(Reason("agency.foreign_field", "never handed over: %(fields)s", told))
    if missing := [one.value for one in NEEDED_FIELDS if one.value not in fields]:
        told = {"fields": ", ".join(missing)}
        found.append(Reason("agency.needed_field", "an agency needs: %(fields)s", told))
    return found
