"""Cases, as a table."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from creditdesk.disputes.models import Case
from creditdesk.disputes.queries import CaseFilter, cases
from creditdesk.domain.cases import CaseKind, Stage, claim_key
from creditdesk.domain.money import Money
from creditdesk.domain.policy_cases import Department
from creditdesk.domain.tables import Column, Kind, Row
from creditdesk.domain.visibility import Permission
from creditdesk.exports.asking import Asked, ByKey, Listing, Source, number, one_of, words, yes
from creditdesk.exports.case_words import CASE_KINDS, CASE_SOURCES, CASE_STAGES, DEPARTMENTS, reason_title
from creditdesk.policy.queries import policies_in_force


def _columns(asked: Asked) -> tuple[Column, ...]:
    return (
        Column("company", _("Company")),
        Column("number", _("Number")),
        Column("customer", _("Customer")),
        Column("case", _("Case"), Kind.INTEGER),
        Column("kind", _("Kind")),
        Column("stage", _("Stage")),
        Column("claim", _("Claim")),
        Column("reason", _("Reason")),
        Column("department", _("Department")),
        Column("owner", _("Who works it")),
        Column("source", _("Came by")),
        Column("currency", _("Currency")),
        Column("claimed", _("Claimed"), Kind.MONEY),
        Column("open", _("Open"), Kind.MONEY),
        Column("opened_on", _("Opened"), Kind.DATE),
        Column("due_on", _("Due"), Kind.DATE),
        Column("window_end", _("Window"), Kind.DATE),
        Column("closed_on", _("Closed"), Kind.DATE),
        Column("root_cause", _("Root cause")),
    )


def _source(asked: Asked) -> Source:
    policy = policies_in_force([one.id for one in asked.user.companies.all()], as_of=asked.today)
    alert = max((one.deductions.deadline_alert_days_before for one in policy.values()), default=0)
    chosen = CaseFilter(
        stage=asked.get("stage", "standing"),
        kind=asked.get("kind", ""),
        reason=asked.get("reason", ""),
        department=asked.get("department", ""),
        owner_id=asked.user.id if asked.get("mine") else None,
        customer_id=asked.get("account"),
        claim=claim_key(asked.get("claim", "")),
        closing_by=asked.today + dt.timedelta(days=alert) if asked.get("closing") else None,
    )
    return ByKey(cases(asked.user, chosen=chosen, as_of=asked.today), ("id",), lambda page: _rows(page, asked))


def _rows(page: list[Case], asked: Asked) -> list[Row]:
    policy = policies_in_force(sorted({one.company_id for one in page}), as_of=asked.today)
    return [
        [
            one.company.code,
            one.customer.number,
            one.customer.name,
            one.id,
            str(CASE_KINDS[one.kind]),
            str(CASE_STAGES[one.stage]),
            one.claim_number,
            reason_title(one.reason, policy[one.company_id].cases),
            str(DEPARTMENTS[one.department]),
            str(one.owner) if one.owner else "",
            str(CASE_SOURCES[one.source]),
            one.currency,
            Money(one.claimed_minor, one.currency),
            Money(one.open_minor, one.currency),
            one.opened_on,
            one.due_on,
            one.window_end,
            one.closed_on,
            one.root_cause,
        ]
        for one in page
    ]


LISTINGS = (
    Listing(
        "cases",
        gettext_lazy("Disputes"),
        (Permission.SEE_HISTORY,),
        _columns,
        _source,
        {
            "stage": one_of("", "standing", *(one.value for one in Stage)),
            "kind": one_of("", *(one.value for one in CaseKind)),
            "reason": words,
            "department": one_of("", *(one.value for one in Department)),
            "account": number,
            "claim": words,
            "mine": yes,
            "closing": yes,
        },
    ),
)
