"""`creditdesk differences`: how the lists of open items tie, what they leave to a person, and the person's decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from creditdesk.commands.acting import acting

if TYPE_CHECKING:
    from creditdesk.parties.models import User

_NUMBER = click.IntRange(1, 2**63 - 1)
SHOWN = 200


@click.command(help="Show how the last lists tie; with --import the differences of a list, and decide them.")
@click.option("--user", "username", required=True, help="Whose act it is, and whose companies are shown.")
@click.option("--import", "import_id", type=_NUMBER, help="The list.")
@click.option("--decide", "answer", type=click.Choice(["take", "keep"]), help="The ERP's figure (take) or ours (keep).")
@click.option("--line", "lines", multiple=True, type=_NUMBER, help="A row of the list; may be said several times.")
@click.option("--cause", default="", metavar="CODE", help="All rows of the cause instead, at most 200.")
@click.option("--take-back", "decision_id", type=_NUMBER, help="The decision to take back.")
@click.option("--reason", default="", help="Why.")
def command(
    *,
    username: str,
    import_id: int | None,
    answer: str | None,
    lines: tuple[int, ...],
    cause: str,
    decision_id: int | None,
    reason: str,
) -> None:
    """What is asked and what is decided, with the rights of the user."""
    from creditdesk.domain.visibility import Permission

    looks = decision_id is None and answer is None
    with acting(username, Permission.SEE_IMPORTS if looks else Permission.IMPORT_FILES) as user:
        if decision_id is not None:
            _take_back(decision_id, reason=reason, user=user)
        elif import_id is None:
            _show_ties(user)
        elif answer is None:
            _show(import_id, cause=cause, user=user)
        else:
            _decide(import_id, answer=answer, lines=lines, cause=cause, reason=reason, user=user)


def _show_ties(user: User) -> None:
    from creditdesk.config import clock
    from creditdesk.domain.money import Money
    from creditdesk.intake.reconciling import reconciliations

    for one in reconciliations(user, as_of=clock.today()):
        for tie in one.ties:
            figures = {
                "list": tie.list_minor,
                "ledger": tie.ledger_minor,
                "awaits the ERP": tie.awaiting_minor,
                "kept ours": tie.decided_minor,
                "to decide": tie.undecided_minor,
                "unexplained": tie.unexplained_minor,
            }
            shown = ", ".join(f"{name} {Money(minor, tie.currency)}" for name, minor in figures.items())
            click.echo(f"{one.company.code} {one.day}: {shown} (import {one.file_id or '-'}, {one.left} to decide)")
        if one.missed:
            click.echo(f"{one.company.code}: {one.missed}")


def _show(import_id: int, *, cause: str, user: User) -> None:
    from creditdesk.intake.access import file_for
    from creditdesk.intake.open_differences import as_they_are, open_rows

    file = file_for(user, import_id)
    found = open_rows(file, cause=cause)
    for one in as_they_are(file, list(found[:SHOWN])):
        click.echo(f"{one.row.line:>8}  {one.cause}: {one.reason}")
    click.echo(f"{found.count()} rows wait for a decision.")


def _decide(import_id: int, *, answer: str, lines: tuple[int, ...], cause: str, reason: str, user: User) -> None:
    from creditdesk import dispatch
    from creditdesk.config import clock
    from creditdesk.domain.list_differences import Answer
    from creditdesk.intake.access import file_for
    from creditdesk.intake.differences import AT_ONCE, decide
    from creditdesk.intake.open_differences import open_rows

    file = file_for(user, import_id)
    chosen = list(open_rows(file, cause=cause).values_list("line", flat=True)[:AT_ONCE]) if cause else list(lines)
    made = decide(
        file, lines=chosen, answer=Answer(answer), reason=reason, by=user, at=clock.now(), as_of=clock.today()
    )
    dispatch.accounts_changed(sorted({one.customer_id for one in made}), as_of=clock.today(), at=clock.now())
    for one in made:
        click.echo(f"Decision {one.id}: {one.item.number}, {one.get_answer_display()}.")


def _take_back(decision_id: int, *, reason: str, user: User) -> None:
    from creditdesk import dispatch
    from creditdesk.config import clock
    from creditdesk.intake.access import decision_for
    from creditdesk.intake.differences import take_back

    decision = take_back(decision_for(user, decision_id), reason=reason, by=user, at=clock.now(), as_of=clock.today())
    dispatch.accounts_changed([decision.customer_id], as_of=clock.today(), at=clock.now())
    click.echo(f"The difference of {decision.item.number} is open again.")
