"""`creditdesk cash`: payments to be decided, a proposal accepted, a match taken back. Rights are a user's."""

from __future__ import annotations

import click


@click.group(help="Cash: list payments, accept a proposal, take a match back.")
def command() -> None:
    """The group; each command names the user whose rights count."""


_user = click.option("--user", "username", required=True, help="Whose act it is: his rights count.")


@command.command("list", help="List payments, oldest first, a line for each.")
@click.option("--state", default="", help="Empty for those to be decided; or one that the Cash screen has.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=100, show_default=True)
@_user
def list_them(*, state: str, limit: int, username: str) -> None:
    """Id, number, value date, amount, what is left of it, currency, customer or payer, confidence of the likeliest."""
    from creditdesk.cash.queries import STATES, CashFilter, queue
    from creditdesk.cash.settling import unapplied_minor
    from creditdesk.commands.acting import acting
    from creditdesk.config import clock
    from creditdesk.domain.money import major_units
    from creditdesk.domain.visibility import Permission

    if state not in STATES:
        raise click.ClickException(f"{state!r} is no state; there are: {', '.join(filter(None, STATES))}")
    with acting(username, Permission.SEE_CASH) as user:
        found = queue(user, chosen=CashFilter(state), as_of=clock.today()).order_by("value_date", "id")
        for one in found[:limit]:
            who = f"{one.customer.number} {one.customer.name}" if one.customer else one.payer_name
            proposal = getattr(one, "proposal", None)
            left = major_units(unapplied_minor(one), currency=one.currency)
            amount = major_units(one.amount_minor, currency=one.currency)
            sure = proposal.confidence if proposal else 0
            facts = (one.id, one.number, one.value_date, amount, left, one.currency, who, sure)
            click.echo("\t".join(map(str, facts)))


@command.command(help="Accept a proposal of a payment as it stands, by its rank.")
@click.argument("receipt_id", type=click.IntRange(1, 2**63 - 1))
@click.option("--rank", type=click.IntRange(1, 99), default=1, show_default=True)
@_user
def accept(*, receipt_id: int, rank: int, username: str) -> None:
    """Match the payment as the proposal says; a second time it is refused."""
    from creditdesk import dispatch
    from creditdesk.cash.access import receipt_for
    from creditdesk.cash.actions import match_receipt
    from creditdesk.cash.queries import answer_of
    from creditdesk.cash.settling import Choice
    from creditdesk.commands.acting import acting
    from creditdesk.config import clock
    from creditdesk.domain.visibility import Permission
    from creditdesk.parties.access import customer_for
    from creditdesk.receivables.access import item_for

    with acting(username, Permission.APPLY_CASH) as user:
        today, at = clock.today(), clock.now()
        receipt = receipt_for(user, receipt_id, as_of=today)
        answer = answer_of(receipt)
        chosen = next((one for one in (answer.proposals if answer else ()) if one.rank == rank), None)
        if answer is None or chosen is None:
            raise click.ClickException(f"{receipt.number} has no proposal {rank}.")
        items = [item_for(user, line.item_id, as_of=today) for line in chosen.lines]
        payer_id = receipt.customer_id or (answer.payer_ids[0] if len(answer.payer_ids) == 1 else items[0].customer_id)
        choice = Choice(
            customer_for(user, payer_id, as_of=today),
            chosen.lines,
            chosen.rank,
            chosen.basis,
            chosen.confidence,
            chosen.reasons,
        )
        key = f"console/{receipt.id}/{receipt.revision}"
        made = match_receipt(receipt, choice=choice, revision=receipt.revision, as_of=today, by=user, at=at, key=key)
        dispatch.accounts_changed(sorted({payer_id, *(item.customer_id for item in items)}), as_of=today, at=at)
        click.echo(f"Match {made.id}: {receipt.number}, {made.line_count} items.")


@command.command("take-back", help="Take a match back by reversals.")
@click.argument("match_id", type=click.IntRange(1, 2**63 - 1))
@click.option("--why", required=True, help="Why it is taken back.")
@click.option("--cause", type=click.Choice(["wrong", "other"]), default="wrong", show_default=True)
@_user
def take_back(*, match_id: int, why: str, cause: str, username: str) -> None:
    """Its items and the payment are open again."""
    from creditdesk import dispatch
    from creditdesk.cash.access import match_for
    from creditdesk.cash.actions import take_back_match
    from creditdesk.commands.acting import acting
    from creditdesk.config import clock
    from creditdesk.domain.visibility import Permission
    from creditdesk.receivables.access import items_for

    with acting(username, Permission.APPLY_CASH) as user:
        today, at = clock.today(), clock.now()
        match = match_for(user, match_id, as_of=today)
        items = items_for(user, [line["item_id"] for line in match.lines], as_of=today)
        take_back_match(match, cause=cause, why=why, as_of=today, by=user, at=at)
        payer_id = match.receipt.customer_id
        moved = {item.customer_id for item in items} | ({payer_id} if payer_id else set())
        dispatch.accounts_changed(sorted(moved), as_of=today, at=at)
        click.echo(f"Match {match.id} is taken back.")
