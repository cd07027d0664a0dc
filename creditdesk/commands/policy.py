"""`creditdesk policy`: print the policy that is in force, adopt another from a day on, and work on drafts of it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from creditdesk.commands import policy_drafts
from creditdesk.commands.acting import acting, code_option, confirm

DAY = click.DateTime(["%Y-%m-%d"])


@click.group(help="Print the policy in force, adopt another version of it, or work on drafts of it.")
def command() -> None:
    """The commands below it."""


@command.command(help="Print the policy in force on a day, as the text that `adopt` takes.")
@click.option("--as-of", "as_of", type=DAY, default=None, help="The day. Default: today.")
@click.option("--company", "code", default="", help="Code of a company with a policy of its own.")
def show(as_of: dt.datetime | None, code: str) -> None:
    """The adopted text, or the default while none was adopted."""
    from creditdesk.config import clock
    from creditdesk.domain.policy import default_policy_text
    from creditdesk.policy.queries import version_in_force

    day = as_of.date() if as_of else clock.today()
    version = version_in_force(as_of=day, company_id=_company_id(code))
    click.echo(version.text if version else default_policy_text(), nl=False)


@command.command(help="Adopt the policy in FILE from a day on. What was decided before stays as it was decided.")
@click.argument("path", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--from", "effective_from", type=DAY, default=None, help="First day. Default: today.")
@click.option("--reason", required=True, help="Why it changes; kept with the version.")
@click.option("--company", default="", help="Code of the company that it is for. Default: all.")
@click.option("--user", "username", default="", help="Who adopts it; only the first version may be the console's.")
@code_option
def adopt(
    path: Path, *, effective_from: dt.datetime | None, reason: str, company: str, username: str, code: str
) -> None:
    """Check the text whole, and adopt it or say every problem with its place."""
    from creditdesk.commands.ready import require_ready
    from creditdesk.config import clock
    from creditdesk.domain.policy import PolicyError
    from creditdesk.domain.reasons import Refusal
    from creditdesk.policy.actions import adopt_policy
    from creditdesk.policy.queries import document_in

    require_ready()
    company_id = _company_id(company)
    try:
        text = path.read_text(encoding="utf-8")
        document_in(text)  # its mistakes first: they need no code
        version = adopt_policy(
            text,
            effective_from=effective_from.date() if effective_from else clock.today(),
            reason=reason,
            by=_adopter(username, code),
            at_console=True,
            at=clock.now(),
            company_id=company_id,
        )
    except UnicodeDecodeError as error:
        raise click.ClickException(f"{path}: the file is no UTF-8 text: {error}") from error
    except PolicyError as error:
        raise click.ClickException("\n".join(f"{path}: {problem}" for problem in error.problems)) from error
    except Refusal as refusal:
        raise click.ClickException(str(refusal)) from refusal
    click.echo(f"Version {version.number} is in force from {version.effective_from}.")


def _company_id(code: str) -> int | None:
    from creditdesk.parties.queries import companies

    if not code:
        return None
    known = {company.code: company.id for company in companies()}
    if code not in known:
        raise click.ClickException(f"no company {code}; there are: {', '.join(known) or 'none yet'}")
    return known[code]


def _adopter(username: str, code: str) -> str:
    """Who adopts: a person who may approve, with his code; the console itself while nothing was adopted yet."""
    from creditdesk.domain.visibility import Permission
    from creditdesk.policy.queries import versions

    if not username and not versions().exists():
        return "console"
    if not username:
        raise click.ClickException("say who adopts it (--user): the console alone adopts the first version only")
    with acting(username, Permission.APPROVE_POLICY) as user:
        confirm(user, code)
    return username


policy_drafts.add_to(command)
