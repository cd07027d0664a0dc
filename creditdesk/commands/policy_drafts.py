"""The commands of `creditdesk policy` on drafts: the same acts as on the pages, under the rights of the user named.

The journal says of each that it was done at the console.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from creditdesk.commands.acting import acting, code_option, confirm

if TYPE_CHECKING:
    from creditdesk.parties.models import User
    from creditdesk.policy.models import PolicyDraft

DAY = click.DateTime(["%Y-%m-%d"])
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_user = click.option("--user", "username", required=True, help="Whose act it is: his rights count.")
_draft = click.argument("draft_id", metavar="DRAFT", type=click.IntRange(1, 2**63 - 1))


def add_to(group: click.Group) -> None:
    """Put the commands below `creditdesk policy`."""
    for command in (draft, write, drafts, compare, submit, approve, reject, withdraw):
        group.add_command(command)


@click.command(help="Begin a draft: with the version that stands, with another one, or with the text in FILE.")
@click.argument("path", metavar="[FILE]", type=FILE, required=False)
@click.option("--from", "number", type=click.IntRange(min=1), default=None, help="Number of a version to go back to.")
@click.option("--company", "code", default="", help="Code of the company that it is for. Default: all.")
@_user
def draft(path: Path | None, *, number: int | None, code: str, username: str) -> None:
    """Make the draft and say what is wrong with it so far."""
    import uuid

    from creditdesk.config import clock
    from creditdesk.parties.access import company_for
    from creditdesk.policy import drafting
    from creditdesk.policy.access import version_for

    with _acting(username) as user:
        begun = drafting.begin_draft(
            company_for(user, code) if code else None,
            start_from=version_for(user, number) if number else None,
            text=_read(path) if path else None,
            by=user,
            at=clock.now(),
            as_of=clock.today(),
            key=f"console/{uuid.uuid4()}",
            at_console=True,
        )
        _say(begun)


@click.command(help="Write the text in FILE into a draft. With mistakes it is kept, and cannot be submitted.")
@_draft
@click.argument("path", metavar="FILE", type=FILE)
@_user
def write(draft_id: int, path: Path, *, username: str) -> None:
    """Change the draft as it stands."""
    from creditdesk.policy import drafting

    with _acting(username) as user:
        found = _found(user, draft_id)
        _say(drafting.change_draft(found, text=_read(path), seen=found.version, **_by(user)))


@click.command(help="List the drafts, newest first.")
@_user
def drafts(*, username: str) -> None:
    """One line for each."""
    from creditdesk.policy.access import visible_drafts

    with _acting(username) as user:
        for each in visible_drafts(user):
            company = each.company.code if each.company else "all companies"
            click.echo(f"{each.id}\t{each.state}\t{company}\t{each.author.username}\t{each.effective_from or '-'}")


@click.command(help="Say what a draft changes, and what an approval has to name.")
@_draft
@_user
def compare(draft_id: int, *, username: str) -> None:
    """The changes in the words of the pages, or every mistake."""
    from creditdesk.config import clock
    from creditdesk.domain import policy_changes
    from creditdesk.domain.policy import PolicyDocument, default_policy
    from creditdesk.policy.queries import document_of, taken_over_from

    with _acting(username) as user:
        found = _found(user, draft_id)
        today = clock.today()
        standing = taken_over_from(found.company_id, on=max(found.effective_from or today, today))
        before = document_of(standing) if standing else default_policy()
        for change in policy_changes.changes(before, PolicyDocument.parse_yaml(found.text)):
            click.echo(f"{change.page}: {change.label}: {change.before or 'nothing'} -> {change.after or 'nothing'}")
        click.echo(f"--sha256 {found.sha256} --compared-with {standing.number if standing else 0}")


@click.command(help="Ask for approval of a draft.")
@_draft
@click.option("--reason", required=True, help="Why it changes; kept with the version.")
@click.option("--from", "effective_from", type=DAY, default=None, help="First day. Default: today.")
@_user
def submit(draft_id: int, *, reason: str, effective_from: dt.datetime | None, username: str) -> None:
    """The text as it stands."""
    from creditdesk.config import clock
    from creditdesk.policy import drafting

    with _acting(username) as user:
        found, today = _found(user, draft_id), clock.today()
        day = effective_from.date() if effective_from else today
        _say(
            drafting.submit_draft(
                found, reason=reason, effective_from=day, as_of=today, seen=found.version, **_by(user)
            )
        )


@click.command(help="Adopt a draft that somebody else wrote; `compare` prints what has to be named.")
@_draft
@click.option("--sha256", required=True, help="SHA-256 of the text that was looked at.")
@click.option("--compared-with", type=int, required=True, help="Number of the version that it was compared with.")
@click.option("--reason", default="", help="What the approver says about it.")
@_user
@code_option
def approve(draft_id: int, *, sha256: str, compared_with: int, reason: str, username: str, code: str) -> None:
    """The text that was looked at becomes the next version."""
    from creditdesk.config import clock
    from creditdesk.policy import drafting

    with _acting(username) as user:
        found = _found(user, draft_id)
        confirm(user, code)
        version = drafting.approve_draft(
            found,
            sha256=sha256,
            compared_with=compared_with,
            reason=reason,
            as_of=clock.today(),
            **_by(user),
        )
        click.echo(f"Version {version.number} is in force from {version.effective_from}.")


@click.command(help="Give a draft back with a reason.")
@_draft
@click.option("--reason", required=True, help="Why; its writers read it.")
@_user
@code_option
def reject(draft_id: int, *, reason: str, username: str, code: str) -> None:
    """Its writers may write on and submit it again."""
    from creditdesk.policy import drafting

    with _acting(username) as user:
        found = _found(user, draft_id)
        confirm(user, code)
        _say(drafting.reject_draft(found, reason=reason, sha256=found.sha256, **_by(user)))


@click.command(help="Put a draft aside for good. It is kept.")
@_draft
@_user
def withdraw(draft_id: int, *, username: str) -> None:
    """Nothing of it changes any more."""
    from creditdesk.policy import drafting

    with _acting(username) as user:
        found = _found(user, draft_id)
        _say(drafting.withdraw_draft(found, seen=found.version, **_by(user)))


@contextmanager
def _acting(username: str) -> Iterator[User]:
    """The user whose act it is; a no becomes a message with every reason."""
    from creditdesk.domain.policy import PolicyError

    with acting(username) as user:
        try:
            yield user
        except PolicyError as error:
            raise click.ClickException("\n".join(map(str, error.problems))) from error


def _found(user: User, draft_id: int) -> PolicyDraft:
    from creditdesk.policy.access import draft_for

    return draft_for(user, draft_id)


def _by(user: User) -> dict[str, Any]:
    from creditdesk.config import clock

    return {"by": user, "at": clock.now(), "at_console": True}


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise click.ClickException(f"{path}: the file is no UTF-8 text: {error}") from error


def _say(draft: PolicyDraft) -> None:
    from creditdesk.domain.policy_text import problems_of

    click.echo(f"Draft {draft.id} is {draft.state}.")
    for problem in problems_of(draft.text):
        click.echo(str(problem))
