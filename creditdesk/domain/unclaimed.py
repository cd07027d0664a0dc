"""Credits that nobody claims: when the customer is written to, and when they are due to be reported to a state.

A payment on account of 2023-11-10 whose owner is in New York: the letter on 2024-11-10, dormant on 2026-11-10.
A credit never becomes income, however old it is: it is applied, paid back, or handed over.

Source: docs/rules/escheat.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from creditdesk.domain.calendar import day_in_month
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.policy_credit import EscheatPolicy
from creditdesk.domain.reasons import Reason


class Stage(StrEnum):
    """How far a credit is."""

    YOUNG = "young"
    LETTER = "letter"
    DUE = "due"
    NO_RULE = "no_rule"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Unclaimed:
    """A credit that is not applied. `region` and `country` are its owner's; `owner` is whether he is known at all."""

    since: date
    country: str = ""
    region: str = ""
    owner: bool = True


@dataclass(frozen=True, slots=True)
class Judged:
    """Where it stands. `dormant_on` is None where no dormancy is known for it."""

    stage: Stage
    letter_on: date
    dormant_on: date | None
    why: Reason


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last of a shorter month.

    >>> months_after(date(2024, 2, 29), 12).isoformat()
    '2025-02-28'
    """
    count = day.year * 12 + day.month - 1 + months
    return day_in_month(date(count // 12, count % 12 + 1, 1), day.day)


def dormancy_years(*, country: str, region: str, policy: EscheatPolicy) -> int | None:
    """Years after which such a credit is reported; None where the policy has no rule for its owner's state.

    A name alone is a state of the US; elsewhere the country stands before it (`CA-QC`): Delaware is not Germany.
    """
    table, state = policy.dormancy_years, region.strip().upper()
    if not state:
        return None
    if f"{country}-{state}" in table:
        return table[f"{country}-{state}"]
    return table.get(state) if country == "US" else None


def judge(credit: Unclaimed, *, policy: PolicyDocument, as_of: date) -> Judged:
    """Where the credit stands on the day, by its own date: what the customer says since does not make it younger."""
    rules = policy.escheat
    letter_on = months_after(credit.since, rules.customer_letter_months)
    years = dormancy_years(country=credit.country, region=credit.region, policy=rules) if credit.owner else None
    dormant_on = months_after(credit.since, 12 * years) if years is not None else None
    where = "-".join(one for one in (credit.country, credit.region.strip().upper()) if one)
    if not credit.owner:
        why = Reason("unclaimed.nobody", "nobody is known to own it: find out who paid it")
        return Judged(Stage.NOBODY if as_of >= letter_on else Stage.YOUNG, letter_on, None, why)
    if dormant_on is not None and as_of >= dormant_on:
        text = "%(where)s: reported after %(years)d years, which were over on %(day)s"
        facts: dict[str, str | int] = {"where": where, "years": years or 0, "day": dormant_on.isoformat()}
        return Judged(Stage.DUE, letter_on, dormant_on, Reason("unclaimed.due", text, facts))
    if as_of < letter_on:
        why = Reason("unclaimed.young", "the customer is written to on %(day)s", {"day": letter_on.isoformat()})
        return Judged(Stage.YOUNG, letter_on, dormant_on, why)
    if dormant_on is None:
        if where:
            why = Reason("unclaimed.no_rule", "the policy has no rule for %(where)s: ask counsel", {"where": where})
        else:
            why = Reason("unclaimed.no_state", "the owner's state is not known: find it out")
        return Judged(Stage.NO_RULE, letter_on, None, why)
    text = "older than %(months)d months: the customer is written to; dormant on %(day)s"
    told: dict[str, str | int] = {"months": rules.customer_letter_months, "day": dormant_on.isoformat()}
    return Judged(Stage.LETTER, letter_on, dormant_on, Reason("unclaimed.letter", text, told))
