"""Payment plans and how each stands, as a table."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from creditdesk.domain.money import Money
from creditdesk.domain.tables import Column, Kind, Row
from creditdesk.domain.visibility import Permission
from creditdesk.exports.asking import Asked, ByKey, Listing, Source, one_of
from creditdesk.exports.plan_words import PLAN_STATES
from creditdesk.plans.access import visible_plans
from creditdesk.plans.models import Plan
from creditdesk.plans.queries import standing_of

SHOWN = {
    "standing": ("approved", "active"),
    "defaulted": ("defaulted",),
    "over": ("completed", "terminated"),
}


def _columns(asked: Asked) -> tuple[Column, ...]:
    return (
        Column("company", _("Company")),
        Column("number", _("Number")),
        Column("customer", _("Customer")),
        Column("plan", _("Plan"), Kind.INTEGER),
        Column("state", _("State")),
        Column("approved_on", _("Approved"), Kind.DATE),
        Column("active_since", _("Active since"), Kind.DATE),
        Column("currency", _("Currency")),
        Column("debt", _("Debt"), Kind.MONEY),
        Column("paid", _("Paid"), Kind.MONEY),
        Column("next_due", _("Next instalment"), Kind.DATE),
        Column("next", _("To be paid then"), Kind.MONEY),
        Column("late", _("Late"), Kind.MONEY),
        Column("last_due", _("Last instalment"), Kind.DATE),
        Column("default_on", _("In default since"), Kind.DATE),
        Column("over_since", _("Over since"), Kind.DATE),
    )


def _source(asked: Asked) -> Source:
    states = SHOWN.get(str(asked.get("show", "")), ())
    found = visible_plans(asked.user, as_of=asked.today)
    if states:
        found = found.filter(state__in=states)
    return ByKey(found, ("id",), lambda page: _rows(page, asked))


def _rows(page: list[Plan], asked: Asked) -> list[Row]:
    found: list[Row] = []
    for facts in standing_of(page, as_of=asked.today):
        plan, stands = facts.plan, facts.standing
        coming = stands.next if plan.ended_on is None else None
        found.append(
            [
                plan.company.code,
                plan.customer.number,
                plan.customer.name,
                plan.id,
                str(PLAN_STATES[plan.state]),
                plan.approved_on,
                plan.activated_on,
                plan.currency,
                Money(plan.debt_minor, plan.currency),
                Money(stands.paid_minor, plan.currency),
                coming.part.due if coming else None,
                Money(coming.rest_minor, plan.currency) if coming else None,
                Money(stands.late_minor if plan.ended_on is None else 0, plan.currency),
                facts.instalments[-1].due_date,
                plan.default_on,
                plan.ended_on,
            ]
        )
    return found


LISTINGS = (
    Listing(
        "plans",
        gettext_lazy("Payment plans"),
        (Permission.SEE_HISTORY,),
        _columns,
        _source,
        {"show": one_of(*SHOWN)},
    ),
)
