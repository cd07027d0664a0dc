"""Reconciled accounts as tables: the statements, and one reconciliation with its proof of zero (HANDBOOK section 8)."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from creditdesk.domain.account_reconciliation import DifferenceKind
from creditdesk.domain.money import Money
from creditdesk.domain.tables import Column, Kind, Row
from creditdesk.domain.visibility import Permission
from creditdesk.exports.asking import Asked, ByKey, Listing, Source, Whole, number, one_of
from creditdesk.exports.reconciliation_words import ACTIONS, CAUSES, DIFFERENCE_KINDS, STATEMENT_STATES
from creditdesk.reconciliation.access import statement_for
from creditdesk.reconciliation.models import CustomerStatement
from creditdesk.reconciliation.queries import Compared, ProofRow, compare, proof_rows, statements_in

SHOWN = {"work": ("open", "explained"), "reconciled": ("reconciled",), "withdrawn": ("withdrawn",)}


def _columns(asked: Asked) -> tuple[Column, ...]:
    return (
        Column("company", _("Company")),
        Column("number", _("Number")),
        Column("customer", _("Customer")),
        Column("statement", _("Statement"), Kind.INTEGER),
        Column("as_of", _("As of"), Kind.DATE),
        Column("state", _("State")),
        Column("currency", _("Currency")),
        Column("ours", _("Ours"), Kind.MONEY),
        Column("theirs", _("Theirs"), Kind.MONEY),
        Column("difference", _("Difference"), Kind.MONEY),
        Column("unexplained", _("Not explained"), Kind.MONEY),
        Column("unexplained_count", _("Differences not explained"), Kind.INTEGER),
        Column("loaded_at", _("Loaded"), Kind.INSTANT),
        Column("reconciled_at", _("Reconciled"), Kind.INSTANT),
    )


def _source(asked: Asked) -> Source:
    states = SHOWN.get(str(asked.get("show", "")), ())
    found = statements_in(asked.user, states=states, as_of=asked.today)
    return ByKey(found, ("id",), lambda page: [_row(one) for one in page])


def _row(one: CustomerStatement) -> Row:
    code = one.currency
    return [
        one.company.code,
        one.customer.number,
        one.customer.name,
        one.id,
        one.day,
        str(STATEMENT_STATES[one.state]),
        code,
        Money(one.ours_minor, code),
        Money(one.theirs_minor, code),
        Money(one.ours_minor - one.theirs_minor, code),
        Money(one.unexplained_minor, code),
        one.unexplained_count,
        one.at,
        one.concluded_at,
    ]


def _proof_columns(asked: Asked) -> tuple[Column, ...]:
    return (
        Column("date", _("Date"), Kind.DATE),
        Column("document", _("Document")),
        Column("reference", _("Reference")),
        Column("currency", _("Currency")),
        Column("ours", _("Our amount"), Kind.MONEY, totalled=True),
        Column("theirs", _("Their amount"), Kind.MONEY, totalled=True),
        Column("difference", _("Difference"), Kind.MONEY, totalled=True),
        Column("what", _("What it is")),
        Column("cause", _("Cause")),
        Column("action", _("Action")),
        Column("owner", _("Who")),
        Column("due", _("By"), Kind.DATE),
        Column("words", _("In words")),
        Column("balance", _("Running balance"), Kind.MONEY),
    )


def _proof_source(asked: Asked) -> Source:
    """What agrees, then every difference with what is left after it, down to the proof of zero."""
    compared = compare(statement_for(asked.user, int(asked.get("statement", 0)), as_of=asked.today))
    rows = [_agreed(compared), *(_difference(compared, one) for one in proof_rows(compared))]
    return Whole([*rows, _proof(compared)])


def _agreed(compared: Compared) -> Row:
    """What both sides say alike, in one row: so the sums below are both balances."""
    alike = compared.proof.ours_minor - sum(
        one.difference.ours_minor for one in compared.proof.lines if one.difference.kind is not DifferenceKind.TOTAL
    )
    code = compared.statement.currency
    left = Money(compared.proof.minor, code)
    row: list[object] = [compared.statement.day, _("On both sides alike"), "", code, Money(alike, code)]
    return [*row, Money(alike, code), Money(0, code), "", "", "", "", None, "", left]  # type: ignore[list-item]


def _difference(compared: Compared, row: ProofRow) -> Row:
    code, one, said = compared.statement.currency, row.difference, row.explanation
    of_total = one.kind is DifferenceKind.TOTAL
    tickler = said.tickler if said else None
    return [
        row.date,
        _("Their total") if of_total else row.document,
        row.reference,
        code,
        Money(0 if of_total else one.ours_minor, code),
        Money(-one.minor if of_total else one.theirs_minor, code),
        Money(one.minor, code),
        str(DIFFERENCE_KINDS[said.kind if said else one.kind.value]),
        str(CAUSES[said.cause]) if said else "",
        str(ACTIONS[said.action]) if said else "",
        str(tickler.owner) if tickler else "",
        tickler.due_date if tickler else None,
        said.words if said else "",
        Money(row.left_minor, code),
    ]


def _proof(compared: Compared) -> Row:
    """The last row: nothing is left, and how much of the difference nobody has explained."""
    code, proof = compared.statement.currency, compared.proof
    text = _("Proof")
    if proof.unexplained:
        text = _("Proof; %(count)d differences are not explained") % {"count": len(proof.unexplained)}
    zero = Money(0, code)
    return [None, text, "", code, zero, zero, zero, "", "", "", "", None, "", zero]


LISTINGS = (
    Listing(
        "account_reconciliations",
        gettext_lazy("Account reconciliations"),
        (Permission.SEE_HISTORY,),
        _columns,
        _source,
        {"show": one_of(*SHOWN)},
    ),
    Listing(
        "account_reconciliation",
        gettext_lazy("Account reconciliation"),
        (Permission.SEE_HISTORY,),
        _proof_columns,
        _proof_source,
        {"statement": number},
    ),
)
