"""`creditdesk mail`: carry the post from the console, keep the mailboxes, and decide what nobody can tell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from creditdesk.commands.acting import acting, code_option, confirm

if TYPE_CHECKING:
    from creditdesk.mail.models import Mailbox

_user = click.option("--user", "username", required=True, help="Whose act it is: his rights count.")
_which = click.argument("mailbox_id", metavar="MAILBOX", type=click.IntRange(1, 2**63 - 1))
_security = click.Choice(["tls", "starttls", "plain"])


@click.group(help="Send and fetch e-mail, list and change mailboxes, decide about uncertain messages.")
def command() -> None:
    """The group; each command below is one act."""


@command.command(help="Send what waits. The server does so by itself; any number may send at once.")
def send() -> None:
    """Send until nothing is due, and say what came of it."""
    from creditdesk import dispatch
    from creditdesk.commands.ready import require_ready
    from creditdesk.config import clock
    from creditdesk.mail.outgoing import send_next

    require_ready()
    dealt_with = 0
    while send_next(now=clock.now, may_go=dispatch.may_mail_go):
        dealt_with += 1
    click.echo(f"{dealt_with} dealt with. {_standing()}")


@command.command(help="Fetch what arrived in the mailboxes that are due, and file it. The server does so by itself.")
def fetch() -> None:
    """Fetch until nothing is new, and read what was stored."""
    from creditdesk.commands.ready import require_ready
    from creditdesk.config import clock
    from creditdesk.mail.arriving import read_next
    from creditdesk.mail.fetching import fetch_due

    require_ready()
    stored = 0
    while new := fetch_due(now=clock.now):
        stored += new
    read = 0
    while read_next(now=clock.now):
        read += 1
    click.echo(f"{stored} fetched, {read} read. {_standing()}")


@command.command(help="List the mailboxes: number, company, address, servers, what was wrong the last time.")
@_user
def mailboxes(*, username: str) -> None:
    """One line for each."""
    from creditdesk.mail.access import visible_mailboxes

    with acting(username, _right()) as user:
        for box in visible_mailboxes(user):
            servers = f"{_place(box, 'smtp')}\t{_place(box, 'imap')}"
            click.echo(f"{box.id}\t{box.company.code}\t{box.address}\t{servers}\t{_trouble(box)}")


@command.command(help="Give a company a mailbox. Passwords are asked for, or read from standard input, SMTP first.")
@click.option("--company", "code_of_company", required=True, help="The company's code.")
@click.option("--name", required=True, help="The sender's name, as receivers see it.")
@click.option("--address", required=True, help="The sender's address.")
@click.option("--smtp-host", default="", help="The server that sends; none: messages wait.")
@click.option("--smtp-port", default=465, show_default=True, type=click.IntRange(1, 65535))
@click.option("--smtp-security", default="tls", show_default=True, type=_security)
@click.option("--smtp-user", default="")
@click.option("--imap-host", default="", help="The server that receives; none: nothing is fetched.")
@click.option("--imap-port", default=993, show_default=True, type=click.IntRange(1, 65535))
@click.option("--imap-security", default="tls", show_default=True, type=_security)
@click.option("--imap-user", default="")
@click.option("--imap-folder", default="INBOX", show_default=True)
@_user
@code_option
def make(*, code_of_company: str, name: str, address: str, username: str, code: str, **servers: Any) -> None:
    """Make it, and print its number."""
    from creditdesk.config import clock
    from creditdesk.mail.mailboxes import Settings, make_mailbox
    from creditdesk.parties.access import company_for

    with acting(username, _right()) as user:
        company = company_for(user, code_of_company)
        for way in ("smtp", "imap"):
            asked = f"Password of {servers[f'{way}_user']} at {servers[f'{way}_host']}"
            needs = servers[f"{way}_host"] and servers[f"{way}_user"]
            servers[f"{way}_password"] = click.prompt(asked, hide_input=True, default="", err=True) if needs else ""
        confirm(user, code)
        written = Settings(sender_name=name, address=address, **servers)
        box = make_mailbox(company, written, by=user, at=clock.now(), at_console=True)
        click.echo(f"{box.id}")


@command.command(help="Sign in to the servers of a mailbox, and say in words what fails. Nothing is sent or fetched.")
@_which
@_user
def test(mailbox_id: int, *, username: str) -> None:
    """Try both ways."""
    from creditdesk.mail.access import mailbox_for
    from creditdesk.mail.mailboxes import try_mailbox

    with acting(username, _right()) as user:
        tried = try_mailbox(mailbox_for(user, mailbox_id))
    for way, words in (("sending", tried.sending), ("fetching", tried.fetching)):
        click.echo(f"{way}: {'no server is named' if words is None else words or 'works'}")
    if tried.sending or tried.fetching:
        raise SystemExit(1)


@command.command(help="End a mailbox: nothing more is sent or fetched by it, and its passwords are gone.")
@_which
@_user
@code_option
def end(mailbox_id: int, *, username: str, code: str) -> None:
    """End it."""
    from creditdesk.config import clock
    from creditdesk.mail.access import mailbox_for
    from creditdesk.mail.mailboxes import end_mailbox

    with acting(username, _right()) as user:
        box = mailbox_for(user, mailbox_id)
        confirm(user, code)
        end_mailbox(box, by=user, at=clock.now(), at_console=True)
        click.echo(f"Mailbox {mailbox_id} is ended.")


@command.command(help="Say whether an uncertain message arrived: yes, or no, which sends it again.")
@click.argument("message_id", metavar="MESSAGE", type=click.IntRange(1, 2**63 - 1))
@click.argument("arrived", type=click.Choice(["yes", "no"]))
@_user
def decide(message_id: int, arrived: str, *, username: str) -> None:
    """Take the user's word for it."""
    from creditdesk.config import clock
    from creditdesk.domain.visibility import Permission
    from creditdesk.mail.access import outgoing_for
    from creditdesk.mail.outgoing import decide_uncertain

    with acting(username, Permission.RECORD_ACTIVITY) as user:
        message = outgoing_for(user, message_id, as_of=clock.today())
        at = clock.now()
        said = decide_uncertain(message, arrived=arrived == "yes", by=user, at=at, key=f"console/{at.isoformat()}")
        click.echo(f"Message {message_id} is {said.state}.")


def _standing() -> str:
    from creditdesk.mail.queries import post_office

    post = post_office()
    return f"Waiting {post.waiting}, uncertain {post.uncertain}, to be filed by a person {post.unmatched}."


def _place(box: Mailbox, way: str) -> str:
    host = getattr(box, f"{way}_host")
    return f"{host}:{getattr(box, f'{way}_port')}" if host else "-"


def _trouble(box: Mailbox) -> str:
    from creditdesk.domain.reasons import Reason

    kept = [one for one in (box.send_trouble, box.fetch_trouble) if one]
    return "; ".join(str(Reason.from_dict(one)) for one in kept) or "-"


def _right() -> Any:
    from creditdesk.domain.visibility import Permission

    return Permission.MANAGE_MAILBOXES
