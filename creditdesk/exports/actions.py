"""Taking a list out of the desk: its line in the journal, and the order for a file that is made in the background."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from creditdesk.domain.reasons import refuse
from creditdesk.exports.access import is_counted, rights_of
from creditdesk.exports.asking import Asked, Reach
from creditdesk.exports.lists.account import account_of
from creditdesk.exports.lists.imports import file_of
from creditdesk.exports.making import file_name
from creditdesk.exports.models import Export
from creditdesk.journal.actions import append
from creditdesk.journal.transactions import action
from creditdesk.parties.exports import append_account_export, append_list_export
from creditdesk.parties.models import User


@action
def record_taken(asked: Asked, *, rows: int, at: dt.datetime, limit: int) -> None:
    """The list leaves the desk as a file of so many rows. Raises Refusal where he took out `limit` within the hour."""
    _tell_journal(asked, rows=rows, at=at, limit=limit)


@action
def order_export(
    asked: Asked, *, form: str, language: str, sources: int, at: dt.datetime, limit: int, key: str
) -> Export:
    """Have the file made in the background; it counts as taken out from now on. The same key orders once.

    Raises Refusal where the user took out `limit` lists within the hour.
    """
    if (earlier := Export.objects.filter(key=key, user=asked.user).first()) is not None:
        return earlier
    made = Export.objects.create(
        user=asked.user,
        listing=asked.listing.name,
        wanted=dict(asked.wanted),
        as_of=asked.as_of,
        rights=rights_of(asked.user, as_of=asked.today),
        format=form,
        language=language,
        name=file_name(asked, form=form),
        total=sources,
        asked_at=at,
        key=key,
    )
    _tell_journal(asked, rows=sources, at=at, limit=limit, more={"export": made.id})
    return made


@action
def record_fetched(export: Export, *, by: User, at: dt.datetime) -> None:
    """The owner fetches a file that was made for him. Raises Refusal while it is not ready."""
    if export.state != Export.State.READY:
        raise refuse("export.not_ready", "the file is not ready: it is %(state)s", state=export.get_state_display())
    append(
        "export.fetched",
        by=by.username,
        at=at,
        subject=("export", export.id),
        facts={"list": export.listing, "as_of": export.as_of.isoformat(), "rows": export.rows},
    )


def _tell_journal(
    asked: Asked, *, rows: int, at: dt.datetime, limit: int, more: Mapping[str, Any] | None = None
) -> None:
    """One entry for each company of a list, one for the account or the file otherwise."""
    listing, user = asked.listing, asked.user
    if is_counted(listing):
        append_list_export(
            user,
            what=listing.name,
            narrowed={name: text[:40] for name, text in asked.wanted.items()},
            rows=rows,
            as_of=asked.as_of,
            at=at,
            limit=limit,
            more=more,
        )
    elif listing.reach is Reach.ACCOUNT:
        customer = account_of(asked)
        append_account_export(customer, what=listing.name, as_of=asked.as_of, rows=rows, by=user, at=at, more=more)
    else:
        file = file_of(asked)
        append(
            f"export.{listing.name}",
            by=user.username,
            at=at,
            subject=("import_file", file.id),
            company_id=file.company_id,
            facts={"as_of": asked.as_of.isoformat(), "rows": rows, **(more or {})},
        )
