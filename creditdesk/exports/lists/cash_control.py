"""Control of cash as tables: the day, the bank beside the books, money that pays nothing, what is looked through,
how well payments are matched.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from creditdesk.cash.access import bank_accounts_for
from creditdesk.cash.match_figures import LONGEST, Group, match_figures
from creditdesk.cash.models import Match
from creditdesk.cash.reconciling import reconciled
from creditdesk.cash.reporting import PARTS, DayLine, Unapplied, ages_for, daily_report, unapplied
from creditdesk.cash.reviewing import ReviewFilter, matches_to_review
from creditdesk.domain.match_rates import Outcome, Rate
from creditdesk.domain.money import Money
from creditdesk.domain.reasons import Reason
from creditdesk.domain.tables import Cell, Column, Kind, Row
from creditdesk.domain.visibility import Permission
from creditdesk.exports import cash_words
from creditdesk.exports.asking import Asked, ByKey, Listing, Source, Whole, code, number, one_of, words, yes
from creditdesk.exports.words import told

# A period that the address does not name, in days.
DAYS = 30
_SPAN = {"first": dt.date.fromisoformat, "last": dt.date.fromisoformat}


def span_of(
    first: dt.date | None, last: dt.date | None, *, today: dt.date, days: int = DAYS
) -> tuple[dt.date, dt.date]:
    """The period asked for, in order and no longer than two years; the last days where nothing is said."""
    end = min(last or today, today)
    begin = min(first or end - dt.timedelta(days=days - 1), end)
    return max(begin, end - dt.timedelta(days=LONGEST - 1)), end


# ---------------------------------------------------------------- the day

_DAY_FIGURES: tuple[tuple[str, Any, Callable[[DayLine], int]], ...] = (
    ("received", gettext_lazy("Received"), lambda one: one.totals.received_minor),
    ("by_machine", gettext_lazy("Posted by itself"), lambda one: one.totals.by_machine_minor),
    ("by_people", gettext_lazy("By people"), lambda one: one.totals.by_people_minor),
    ("elsewhere", gettext_lazy("Applied elsewhere"), lambda one: one.totals.elsewhere_minor),
    ("on_account", gettext_lazy("On account"), lambda one: one.totals.on_account_minor),
    ("asked", gettext_lazy("Refund or settlement asked"), lambda one: one.totals.asked_minor),
    ("unapplied", gettext_lazy("Unapplied"), lambda one: one.totals.unapplied_minor),
    ("unidentified", gettext_lazy("Unidentified"), lambda one: one.totals.unidentified_minor),
    ("returned", gettext_lazy("Returned"), lambda one: one.totals.returned_minor),
    ("taken_back", gettext_lazy("Taken back"), lambda one: one.totals.taken_back_minor),
    ("matched_machine", gettext_lazy("Matched that day by itself"), lambda one: one.acts.machine_minor),
    ("matched_people", gettext_lazy("Matched that day by people"), lambda one: one.acts.people_minor),
    ("discounts", gettext_lazy("Discounts"), lambda one: one.acts.discount_minor),
    ("differences", gettext_lazy("Small differences"), lambda one: one.acts.difference_minor),
    ("deductions", gettext_lazy("Deductions"), lambda one: one.acts.deduction_minor),
    ("matches_back", gettext_lazy("Matches taken back"), lambda one: one.acts.taken_back_minor),
    ("came_back", gettext_lazy("Payments returned"), lambda one: one.acts.returned_minor),
)


def _day_columns(asked: Asked) -> tuple[Column, ...]:
    return (
        Column("company", _("Company")),
        Column("account", _("Bank account")),
        Column("currency", _("Currency")),
        Column("channel", _("Channel")),
        Column("payments", _("Payments"), Kind.INTEGER),
        *(Column(key, str(head), Kind.MONEY, totalled=True) for key, head, _of in _DAY_FIGURES),
    )


def _day_source(asked: Asked) -> Source:
    return Whole([_day_row(one) for one in daily_report(asked.user, day=asked.get("day") or asked.today)])


def _day_row(one: DayLine) -> Row:
    company, account, currency, channel = one.place
    figures = (Money(of(one), currency) for _key, _head, of in _DAY_FIGURES)
    return [company, account, currency, cash_words.channel_word(channel), one.totals.payments, *figures]


# ---------------------------------------------------------------- the bank beside the books


def _bank_columns(asked: Asked) -> tuple[Column, ...]:
    return (
        Column("account", _("Bank account")),
        Column("day", _("Day"), Kind.DATE),
        Column("what", _("What differs")),
        Column("text", _("Text")),
        Column("currency", _("Currency")),
        Column("amount", _("Amount"), Kind.MONEY, totalled=True),
        Column("explained", _("What it is")),
    )


def _bank_source(asked: Asked) -> Source:
    accounts = bank_accounts_for(asked.user)
    if asked.get("account"):
        accounts = accounts.filter(id=asked.get("account"))
    first, last = span_of(asked.get("first"), asked.get("last"), today=asked.today)
    rows: list[Row] = []
    for account in accounts:
        for one in reconciled(account, first=first, last=last).differences:
            what, minor = str(cash_words.SIDES[one.side]), Money(one.amount_minor, account.currency)
            rows.append([str(account), one.day, what, one.text, account.currency, minor, one.explained])
    return Whole(rows)


# ---------------------------------------------------------------- money that pays nothing


def _unapplied_columns(asked: Asked) -> tuple[Column, ...]:
    return (
        Column("company", _("Company")),
        Column("account", _("Number")),
        Column("customer", _("Customer")),
        Column("part", _("What it is")),
        Column("currency", _("Currency")),
        Column("payments", _("Payments"), Kind.INTEGER),
        *(
            Column(f"age_{age}", _("%(days)s days") % {"days": age}, Kind.MONEY, True)
            for age in ages_for(asked.user, as_of=asked.today).words()
        ),
        Column("total", _("Total"), Kind.MONEY, totalled=True),
        Column("oldest", _("Oldest"), Kind.DATE),
        Column("due", _("To be asked about")),
    )


def _unapplied_source(asked: Asked) -> Source:
    found, _more = unapplied(
        asked.user, as_of=asked.today, part=asked.get("part", ""), currency=asked.get("currency", "")
    )
    return Whole([_unapplied_row(one) for one in found])


def _unapplied_row(one: Unapplied) -> Row:
    of = one.customer
    named: list[Cell] = [of.company, of.number, of.name] if of else ["", "", ""]
    moneys = [Money(minor, one.currency) for minor in (*one.ages_minor, one.total_minor)]
    *ages, total = moneys
    due = _("Ask") if one.is_due else ""
    return [
        *named,
        str(cash_words.PARTS[one.part]),
        one.currency,
        one.payments,
        *ages,
        total,
        one.oldest,
        due,
    ]


# ---------------------------------------------------------------- what is looked through


def _review_columns(asked: Asked) -> tuple[Column, ...]:
    return (
        Column("match", _("Match"), Kind.INTEGER),
        Column("company", _("Company")),
        Column("payment", _("Payment")),
        Column("customer", _("Customer")),
        Column("day", _("Posting date"), Kind.DATE),
        Column("currency", _("Currency")),
        Column("applied", _("Applied"), Kind.MONEY, totalled=True),
        Column("items", _("Items"), Kind.INTEGER),
        Column("by", _("By")),
        Column("basis", _("Rule")),
        Column("confidence", _("Confidence"), Kind.PERCENT),
        Column("reasons", _("Reasons")),
        Column("policy", _("Version of the policy"), Kind.INTEGER),
        Column("reviewed_by", _("Looked through by")),
        Column("taken_back", _("Taken back"), Kind.DATE),
    )


def _review_source(asked: Asked) -> Source:
    chosen = ReviewFilter(
        whose=asked.get("whose", "reps"),
        signed=asked.get("state") == "signed",
        taken_back=asked.get("state") == "taken_back",
        first=asked.get("first"),
        last=asked.get("last"),
        sample=asked.get("sample", False),
        basis=asked.get("basis", ""),
    )
    return ByKey(matches_to_review(asked.user, chosen=chosen), ("-id",), _review_rows)


def _review_rows(page: Sequence[Match]) -> Iterator[Row]:
    for one in page:
        receipt = one.receipt
        yield [
            one.id,
            one.company.code,
            receipt.number,
            receipt.customer.name if receipt.customer else "",
            one.posting_date,
            receipt.currency,
            Money(one.applied_minor, receipt.currency),
            one.line_count,
            one.by,
            one.basis,
            one.confidence * 10,
            "; ".join(told(Reason.from_dict(reason)) for reason in one.reasons),
            one.policy_version,
            one.reviewed_by,
            one.taken_back_on,
        ]


# ---------------------------------------------------------------- how well payments are matched

_RATES = ("by_payment", "by_envelope", "by_line", "by_value", "wrong", "wrong_by_machine")


def _match_columns(asked: Asked) -> tuple[Column, ...]:
    heads = {
        "by_payment": _("By payment"),
        "by_envelope": _("By envelope"),
        "by_line": _("By line"),
        "by_value": _("By value"),
        "wrong": _("Wrong matches"),
        "wrong_by_machine": _("Wrong by itself"),
    }
    of_rates: list[Column] = []
    for key in _RATES:
        kind = Kind.MONEY if key == "by_value" else Kind.INTEGER
        of_rates += [
            Column(key, _("%(rate)s: of") % {"rate": heads[key]}, kind),
            Column(f"{key}_whole", _("%(rate)s: all") % {"rate": heads[key]}, kind),
            Column(f"{key}_percent", _("%(rate)s: per cent") % {"rate": heads[key]}, Kind.PERCENT),
        ]
    return (
        Column("group", _("Group")),
        Column("of", _("Of")),
        Column("currency", _("Currency")),
        Column("payments", _("Payments"), Kind.INTEGER),
        Column("received", _("Received"), Kind.MONEY),
        *of_rates,
        *(Column(outcome, str(cash_words.OUTCOMES[outcome]), Kind.INTEGER) for outcome in Outcome),
        Column("touched", _("Times measured"), Kind.INTEGER),
        Column("median", _("Seconds, median"), Kind.INTEGER),
        Column("ninetieth", _("Seconds, nine in ten"), Kind.INTEGER),
    )


def _match_source(asked: Asked) -> Source:
    first, last = span_of(asked.get("first"), asked.get("last"), today=asked.today)
    figures = match_figures(
        asked.user, first=first, last=last, channel=asked.get("channel", ""), currency=asked.get("currency", "")
    )
    groups = (
        (_("All"), figures.whole),
        (_("Channel"), figures.by_channel),
        (_("Week"), figures.by_week),
        (_("Payer"), figures.by_payer),
    )
    return Whole([_match_row(name, one) for name, found in groups for one in found])


def _match_row(name: str, one: Group) -> Row:
    rates, cells = one.rates, []
    for key in _RATES:
        rate: Rate = getattr(rates, key)
        parts: list[Cell] = [rate.part, rate.whole]
        if key == "by_value":
            parts = [Money(rate.part, one.currency), Money(rate.whole, one.currency)]
        cells += [*parts, None if rate.percent is None else int(rate.percent * 100)]
    label = cash_words.channel_word(one.label)
    touch = (rates.touch.count, rates.touch.median, rates.touch.ninetieth)
    outcomes = (rates.outcomes[outcome] for outcome in Outcome)
    return [name, label, one.currency, one.payments, Money(one.received_minor, one.currency), *cells, *outcomes, *touch]


LISTINGS = (
    Listing(
        name="cash_report",
        title=gettext_lazy("Daily cash report"),
        permissions=(Permission.SEE_CASH,),
        columns=_day_columns,
        source=_day_source,
        filters={"day": dt.date.fromisoformat},
    ),
    Listing(
        name="cash_reconciliation",
        title=gettext_lazy("Bank reconciliation"),
        permissions=(Permission.SEE_CASH,),
        columns=_bank_columns,
        source=_bank_source,
        filters={"account": number, **_SPAN},
    ),
    Listing(
        name="cash_unapplied",
        title=gettext_lazy("Unapplied cash by age"),
        permissions=(Permission.SEE_CASH,),
        columns=_unapplied_columns,
        source=_unapplied_source,
        filters={"part": one_of(*PARTS), "currency": code},
    ),
    Listing(
        name="cash_review",
        title=gettext_lazy("Matches to look through"),
        permissions=(Permission.SEE_CASH,),
        columns=_review_columns,
        source=_review_source,
        filters={
            "whose": one_of(*cash_words.WHOSE),
            "state": one_of("waiting", "signed", "taken_back"),
            "sample": yes,
            "basis": words,
            **_SPAN,
        },
    ),
    Listing(
        name="match_figures",
        title=gettext_lazy("Match rates"),
        permissions=(Permission.SEE_CASH,),
        columns=_match_columns,
        source=_match_source,
        filters={"channel": one_of(*cash_words.CHANNELS), "currency": code, **_SPAN},
    ),
)
