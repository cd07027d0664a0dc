"""The desk's own books as tables: the journal, closed periods, posting stops, users, portfolios, absences."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from creditdesk.domain.tables import Column, Kind, Row
from creditdesk.domain.visibility import Permission
from creditdesk.exports.asking import Asked, ByKey, Listing, Reach, Source, Whole, number, words
from creditdesk.exports.words import ROLE_LABELS
from creditdesk.journal.queries import JournalEntry, entries
from creditdesk.parties.access import companies_of, visible_customers
from creditdesk.parties.directory import (
    absences,
    managed_portfolios,
    names_of,
    second_factor_users,
    usernames_meant,
    visible_users,
)
from creditdesk.receivables.access import lifted_stops_for, standing_stops
from creditdesk.receivables.periods import closed_periods


def _journal_columns(asked: Asked) -> tuple[Column, ...]:
    return (
        Column("entry", _("Entry"), Kind.INTEGER),
        Column("at", _("When"), Kind.INSTANT),
        Column("user", _("User")),
        Column("name", _("Name")),
        Column("kind", _("What")),
        Column("subject", _("Subject")),
        Column("subject_id", _("Subject number")),
        Column("company", _("Company")),
        Column("account", _("Account")),
        Column("facts", _("Facts")),
        Column("hash", _("Hash")),
    )


def _journal_source(asked: Asked) -> Source:
    by = asked.get("by", "")
    found = entries(
        kind=asked.get("kind", ""),
        by=usernames_meant(by, among=visible_users(asked.user)) if by else [],
        customer_id=asked.get("customer"),
        company_ids=list(companies_of(asked.user).values_list("id", flat=True)),
    )
    return ByKey(found, ("-seq",), lambda page: _journal_rows(asked, page))


def _journal_rows(asked: Asked, page: Sequence[JournalEntry]) -> Iterator[Row]:
    """Entries without names and notes: those are read one by one, and their reading is journaled."""
    ids = {entry.customer_id for entry in page if entry.customer_id}
    accounts = dict(visible_customers(asked.user, as_of=asked.today).filter(id__in=ids).values_list("id", "number"))
    companies = dict(companies_of(asked.user).values_list("id", "code"))
    names = names_of(entry.by for entry in page)
    for entry in page:
        yield [
            entry.seq,
            entry.at,
            entry.by,
            names.get(entry.by, ""),
            entry.kind,
            entry.subject_kind,
            str(entry.subject_id),
            companies.get(entry.company_id or 0, ""),
            accounts.get(entry.customer_id or 0, ""),
            _facts(entry.facts),
            entry.hash,
        ]


def _facts(facts: Mapping[str, object]) -> str:
    return "; ".join(
        f"{name}: {value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)}"
        for name, value in facts.items()
    )


def _period_columns(asked: Asked) -> tuple[Column, ...]:
    return (
        Column("company", _("Company")),
        Column("first_day", _("First day"), Kind.DATE),
        Column("last_day", _("Last day"), Kind.DATE),
        Column("closed_at", _("Closed"), Kind.INSTANT),
        Column("closed_by", _("By")),
    )


def _period_source(asked: Asked) -> Source:
    closed = list(closed_periods(companies_of(asked.user)))
    names = names_of({period.closed_by for period in closed})
    return Whole(
        [
            [
                period.company.code,
                period.first_day,
                period.last_day,
                period.closed_at,
                names.get(period.closed_by, period.closed_by),
            ]
            for period in closed
        ]
    )


def _user_columns(asked: Asked) -> tuple[Column, ...]:
    return (
        Column("user", _("User")),
        Column("name", _("Name")),
        Column("role", _("Role")),
        Column("companies", _("Companies")),
        Column("active", _("May sign in")),
        Column("second_factor", _("Second factor")),
        Column("last_sign_in", _("Last sign-in"), Kind.INSTANT),
    )


def _user_source(asked: Asked) -> Source:
    found = list(visible_users(asked.user))
    with_factor = second_factor_users([each.id for each in found])
    return Whole(
        [
            [
                each.username,
                str(each),
                str(ROLE_LABELS.get(each.desk_role, each.role)),
                ", ".join(company.code for company in each.companies.all()),
                _("yes") if each.is_active else _("no"),
                _("yes") if each.id in with_factor else _("no"),
                each.last_login,
            ]
            for each in found
        ]
    )


def _portfolio_columns(asked: Asked) -> tuple[Column, ...]:
    return (
        Column("portfolio", _("Portfolio")),
        Column("company", _("Company")),
        Column("rep", _("Rep")),
        Column("supervisor", _("Supervisor")),
        Column("accounts", _("Accounts"), Kind.INTEGER, totalled=True),
    )


def _portfolio_source(asked: Asked) -> Source:
    return Whole(
        [
            [each.name, each.company.code, str(each.rep), str(each.supervisor), each.accounts]  # type: ignore[attr-defined]  # annotated
            for each in managed_portfolios(asked.user).select_related("rep", "supervisor")
        ]
    )


def _absence_columns(asked: Asked) -> tuple[Column, ...]:
    return (
        Column("user", _("Away")),
        Column("substitute", _("Substitute")),
        Column("first_day", _("First day"), Kind.DATE),
        Column("last_day", _("Last day"), Kind.DATE),
    )


def _absence_source(asked: Asked) -> Source:
    found = absences(asked.user, from_day=asked.today)
    return Whole([[str(each.user), str(each.substitute), each.first_day, each.last_day] for each in found])


def _stop_columns(asked: Asked) -> tuple[Column, ...]:
    return (
        Column("company", _("Company")),
        Column("account", _("Account")),
        Column("fact", _("What is broken")),
        Column("stopped_at", _("Stopped"), Kind.INSTANT),
        Column("lifted_at", _("Lifted"), Kind.INSTANT),
        Column("lifted_by", _("By")),
        Column("reason", _("Reason")),
    )


def _stop_source(asked: Asked) -> Source:
    """Those that stand first; a stop without a company is of all accounts."""
    both = (standing_stops(asked.user, as_of=asked.today), lifted_stops_for(asked.user, as_of=asked.today))
    found = [each for some in both for each in some]
    names = names_of({each.lifted_by for each in found})
    return Whole(
        [
            [
                each.company.code if each.company else "",
                each.customer.number if each.customer else "",
                each.fact,
                each.stopped_at,
                each.lifted_at,
                names.get(each.lifted_by, each.lifted_by),
                each.reason,
            ]
            for each in found
        ]
    )


LISTINGS = (
    Listing(
        name="journal",
        title=gettext_lazy("Journal"),
        permissions=(Permission.SEE_JOURNAL,),
        columns=_journal_columns,
        source=_journal_source,
        filters={"kind": words, "by": words, "customer": number},
    ),
    Listing(
        name="periods",
        title=gettext_lazy("Periods"),
        permissions=(Permission.CLOSE_PERIOD, Permission.POST_LEDGER, Permission.SEE_JOURNAL),
        columns=_period_columns,
        source=_period_source,
        reach=Reach.DESK,
    ),
    Listing(
        name="users",
        title=gettext_lazy("Users"),
        permissions=(Permission.MANAGE_USERS,),
        columns=_user_columns,
        source=_user_source,
        reach=Reach.DESK,
    ),
    Listing(
        name="portfolios",
        title=gettext_lazy("Portfolios"),
        permissions=(Permission.MANAGE_PORTFOLIOS,),
        columns=_portfolio_columns,
        source=_portfolio_source,
        reach=Reach.DESK,
    ),
    Listing(
        name="absences",
        title=gettext_lazy("Absences"),
        permissions=(Permission.MANAGE_PORTFOLIOS,),
        columns=_absence_columns,
        source=_absence_source,
        reach=Reach.DESK,
    ),
    Listing(
        name="posting_stops",
        title=gettext_lazy("Posting stops"),
        permissions=(Permission.SEE_JOURNAL,),
        columns=_stop_columns,
        source=_stop_source,
    ),
)
