"""`creditdesk webhook`: have programs told of events, from the console, with the rights of the user named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from creditdesk.commands.acting import acting, code_option, confirm

if TYPE_CHECKING:
    from collections.abc import Callable

    from creditdesk.outbound.models import WebhookSubscription

_user = click.option("--user", "username", required=True, help="Whose act it is: his rights count.")
_which = click.argument("webhook_id", metavar="WEBHOOK", type=click.IntRange(1, 2**63 - 1))


@click.group(help="List the programs that are told of events, make and end such webhooks.")
def command() -> None:
    """The group; each command below is one act."""


@command.command("list", help="List the webhooks: number, state, waiting, given up, name, address.")
@_user
def list_webhooks(*, username: str) -> None:
    """One line for each."""
    from creditdesk.outbound.access import visible_subscriptions
    from creditdesk.outbound.queries import counts_of

    with acting(username, _right()) as user:
        found = list(visible_subscriptions(user))
        counts = counts_of([one.id for one in found])
        for one in found:
            waiting, given_up = counts.get(one.id, (0, 0))
            click.echo(f"{one.id}\t{_state(one)}\t{waiting}\t{given_up}\t{one.name}\t{one.url}")


@command.command(help="Have an address told of events from now on. The secret is printed once and kept nowhere.")
@click.option("--name", required=True, help="Who is told.")
@click.option("--url", required=True, help="The address; https, and in a public network.")
@click.option("--event", "events", multiple=True, help="A kind of event, such as import.posted. Default: all.")
@_user
@code_option
def make(*, name: str, url: str, events: tuple[str, ...], username: str, code: str) -> None:
    """Subscribe, and print the secret."""
    from creditdesk.config import clock
    from creditdesk.domain.events import EventKind
    from creditdesk.outbound.actions import make_subscription

    if unknown := set(events) - set(EventKind):
        raise click.ClickException(f"{', '.join(sorted(unknown))}: there are {', '.join(EventKind)}")
    with acting(username, _right()) as user:
        kinds = [EventKind(event) for event in events] or list(EventKind)
        confirm(user, code)
        made = make_subscription(user, name=name, url=url, kinds=kinds, at=clock.now(), at_console=True)
        click.echo(made.secret)
        click.echo(f"Webhook {made.subscription.id}. The secret is shown once.", err=True)


@command.command(help="Give a new secret; for a day the one before signs as well.")
@_which
@_user
@code_option
def secret(webhook_id: int, *, username: str, code: str) -> None:
    """Print it once."""
    from creditdesk.outbound.actions import rotate_secret

    made = _done(rotate_secret, webhook_id, username, code=code)
    click.echo(made.secret)


@command.command(help="Send nothing until it goes on; what happens meanwhile is sent then.")
@_which
@_user
def pause(webhook_id: int, *, username: str) -> None:
    """Hold it."""
    from creditdesk.outbound.actions import pause_subscription

    click.echo(f"Webhook {webhook_id} is {_state(_done(pause_subscription, webhook_id, username))}.")


@command.command(help="Send again, in the order in which things happened.")
@_which
@_user
def resume(webhook_id: int, *, username: str) -> None:
    """Let it go on."""
    from creditdesk.outbound.actions import resume_subscription

    click.echo(f"Webhook {webhook_id} is {_state(_done(resume_subscription, webhook_id, username))}.")


@command.command(help="Put a test behind what waits. The server sends it, and `list` shows what waits.")
@_which
@_user
def test(webhook_id: int, *, username: str) -> None:
    """Ask for a test."""
    from creditdesk.outbound.actions import ask_for_test

    click.echo(f"Test {_done(ask_for_test, webhook_id, username).key} is on its way.")


@command.command(help="End it for good; what waits is dropped.")
@_which
@_user
@code_option
def end(webhook_id: int, *, username: str, code: str) -> None:
    """Tell it nothing any more."""
    from creditdesk.outbound.actions import end_subscription

    _done(end_subscription, webhook_id, username, code=code)
    click.echo(f"Webhook {webhook_id} is told of nothing any more.")


def _done(verb: Callable[..., Any], webhook_id: int, username: str, *, code: str | None = None) -> Any:
    """What the action returns, done to the webhook by the user; with a code, confirmed by it."""
    from creditdesk.config import clock
    from creditdesk.outbound.access import subscription_for

    with acting(username, _right()) as user:
        subscription = subscription_for(user, webhook_id)
        if code is not None:
            confirm(user, code)
        return verb(subscription, by=user, at=clock.now(), at_console=True)


def _right() -> Any:
    from creditdesk.domain.visibility import Permission

    return Permission.MANAGE_WEBHOOKS


def _state(subscription: WebhookSubscription) -> str:
    if subscription.paused_at is not None:
        return "paused"
    return "failing" if subscription.failures else "in use"
