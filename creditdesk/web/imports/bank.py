"""A bank file as its preview and its result show it: statements with their balances, remittances, returned payments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from creditdesk.cash.statement_queries import accounts as accounts_of
from creditdesk.domain.reasons import Reason
from creditdesk.intake.access import BANK
from creditdesk.intake.bank.keepers import GoingBack, keeper
from creditdesk.intake.formats.bank.facts import TABLE
from creditdesk.intake.queries import staged_of_bank

if TYPE_CHECKING:
    import datetime as dt

    from creditdesk.intake.models import ImportFile, StagedRow
    from creditdesk.parties.actions import User

SHOWN = 20
_SORTS = {
    "statement": _("Statement"),
    "entry": _("Entry"),
    "remittance": _("Remittance"),
    "return": _("Returned payment"),
}


def is_bank(file: ImportFile) -> bool:
    """Whether the file is one of a bank or of a payer."""
    return bool(file.understood) and file.content == BANK


def may_be_read_otherwise(file: ImportFile) -> bool:
    """Whether a person may say how the file is read: a table of a bank has columns, and an advice may be one."""
    found = file.understood.get("bank_format", "")
    return not is_bank(file) or found == TABLE or found.startswith("advice")


def accounts(user: User, file: ImportFile) -> list[tuple[str, str]]:
    """The company's own accounts as the answer to which one a table is of: number and currency, and in words."""
    if file.understood.get("bank_format") != TABLE:
        return []
    mine = accounts_of(user).filter(company=file.company_id, closed_on__isnull=True)
    return [(f"{one.number} {one.currency}", f"{one.name} · {one.number} · {one.currency}") for one in mine]


def summary(file: ImportFile) -> dict[str, Any] | None:
    """Statements, remittances and returns of the file, the first of each; None for other files."""
    if not is_bank(file) or file.state == "received":
        return None
    return {
        "statements": [_statement(one) for one in staged_of_bank(file, sort="statement")[:SHOWN]],
        "remittances": [_plain(one) for one in staged_of_bank(file, sort="remittance")[:SHOWN]],
        "returns": [_plain(one) for one in staged_of_bank(file, sort="return")[:SHOWN]],
        "held": file.totals.get("held", 0),
    }


def rows(staged: Iterable[StagedRow]) -> list[dict[str, Any]]:
    """Rows of one verdict, each with what it is, its amount and who is named."""
    return [_plain(one) for one in staged]


def going_back(file: ImportFile, *, as_of: dt.date) -> GoingBack:
    """What an undo of the file does on the day."""
    return keeper().going_back(file, as_of=as_of)


def _statement(one: StagedRow) -> dict[str, Any]:
    row: Mapping[str, Any] = one.row
    return {
        **row,
        "verdict": one.verdict,
        "record": one.record_id,
        "noted": [Reason.from_dict(each["reason"]) for each in row["findings"]],
        "reasons": [Reason.from_dict(each["reason"]) for each in one.problems],
        # With what a new account needs, where the statement is refused for want of one.
        "lacks_account": any(each["reason"]["code"] == "intake.bank_no_own_account" for each in one.problems),
    }


def _plain(one: StagedRow) -> dict[str, Any]:
    row: Mapping[str, Any] = one.row
    minor = row.get("minor") if row["sort"] != "statement" else row["credits_minor"] + row["debits_minor"]
    named = (row.get("party_name"), row.get("payer_name"), row.get("account"))
    return {
        "line": row["file_line"] or one.line,
        "sort": _SORTS[row["sort"]],
        "who": next((name for name in named if name), ""),
        "what": row.get("text") or row.get("payment_reference") or row.get("reference") or row.get("number") or "",
        "minor": minor,
        "currency": row["currency"],
        "held": bool(row.get("held")),
        "documents": len(row.get("documents", ())),
        "reason": row.get("reason", ""),
        "reasons": [Reason.from_dict(each["reason"]) for each in one.problems],
        "noted": [Reason.from_dict(each["reason"]) for each in row.get("findings", ()) if each["holds"]],
    }
