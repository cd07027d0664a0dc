"""What the page of a file shows, drawn from what was understood and added up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from creditdesk.domain.reasons import Reason
from creditdesk.intake.access import ImportFile
from creditdesk.intake.open_differences import decided_sums
from creditdesk.intake.queries import balances_of, questions

TONES = {
    "arriving": "neutral",
    "received": "accent",
    "previewed": "warning",
    "posting": "accent",
    "posted": "success",
    "undoing": "accent",
    "undone": "neutral",
    "discarded": "neutral",
    "refused": "danger",
}


_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400


def nothing_to_post(file: ImportFile) -> bool:
    """Whether the file was read, asks nothing, and has no row that posting would do anything with."""
    return file.state == "previewed" and not file.rows_accepted and not questions(file)


def control_totals(file: ImportFile, *, lacking: int = 0) -> list[dict[str, Any]]:
    """One line per company, currency and kind: rows and sums of the new, rows of the unchanged and the refused.

    A row that was refused before its company was known stands in a last line of its own, so that no row is missing.
    `lacking` of what was refused is no row: a list does not have it.
    """
    lines: dict[tuple[str, str, str], dict[str, Any]] = {}
    for staged in file.totals.get("staged", []):
        key = (staged["company"], staged["currency"], staged["kind"])
        line = lines.setdefault(key, {"company": key[0], "currency": key[1], "kind": key[2]})
        line[staged["verdict"]] = {name: staged[name] for name in ("count", "original_minor", "open_minor")}
    elsewhere = (
        file.rows_refused - lacking - sum(line["refused"]["count"] for line in lines.values() if "refused" in line)
    )
    return [*lines.values(), *([{"company": "", "refused": {"count": elsewhere}}] if elsewhere else [])]


def new_sums(file: ImportFile) -> list[dict[str, Any]]:
    """Per currency: the sums of what is new in the file, as the list of imports shows them."""
    sums: dict[str, dict[str, Any]] = {}
    for staged in file.totals.get("staged", []):
        if staged["verdict"] == "new":
            line = sums.setdefault(staged["currency"], {"currency": staged["currency"], "original": 0, "open": 0})
            line["original"] += staged["original_minor"]
            line["open"] += staged["open_minor"]
    return [sums[currency] for currency in sorted(sums)]


def kind(file: ImportFile) -> str:
    """What the file is, as it was recognised, mapped, or came back."""
    understood = file.understood
    if file.corrects_id:
        return _("Corrected rows")
    if understood.get("profile"):
        return str(understood["profile"])
    if understood.get("layout"):
        return str(understood["layout"]["title"])
    if not understood.get("headers"):
        return ""
    return _("Columns as chosen") if "columns" in file.choices else _("Columns as usual")


def profile_name(file: ImportFile) -> str:
    """What the way of reading may be called: as it is, or as the file without its day, which the next one has not."""
    stem = file.name.rpartition(".")[0] or file.name
    return str(file.understood.get("profile") or re.sub(r"[\W\d_]+", " ", stem).strip())


def took(file: ImportFile) -> str:
    """How long it was from the upload to the last posting, in the largest two units; empty where it was not posted."""
    if file.posted_at is None:
        return ""
    seconds = max(1, round((file.posted_at - file.received_at).total_seconds()))
    if seconds < _MINUTE:
        return _("%(seconds)d s") % {"seconds": seconds}
    if seconds < _HOUR:
        return _("%(minutes)d min %(seconds)d s") % {"minutes": seconds // _MINUTE, "seconds": seconds % _MINUTE}
    if seconds < _DAY:
        return _("%(hours)d h %(minutes)d min") % {"hours": seconds // _HOUR, "minutes": seconds % _HOUR // _MINUTE}
    return _("%(days)d d %(hours)d h") % {"days": seconds // _DAY, "hours": seconds % _DAY // _HOUR}


def reasons(stored: Iterable[dict[str, Any]]) -> list[Reason]:
    """Reasons as they were stored."""
    return [Reason.from_dict(reason) for reason in stored]


def layout(file: ImportFile) -> dict[str, Any] | None:
    """The layout that was recognised, with its reasons; None where columns were guessed."""
    found = file.understood.get("layout")
    return {**found, "reasons": reasons(found["reasons"])} if found else None


def counts(file: ImportFile) -> dict[str, int]:
    """Verdict → how many rows have it."""
    return {
        "new": file.rows_accepted - file.rows_changed - file.rows_missing,
        "changed": file.rows_changed,
        "missing": file.rows_missing,
        "unchanged": file.rows_unchanged,
        "refused": file.rows_refused,
    }


def listed(file: ImportFile) -> dict[str, Any] | None:
    """How a list ties to the ledger, a line for each company and currency; None for documents as they came."""
    found = file.totals.get("listed")
    if not found:
        return None
    balances, decided = balances_of(file), decided_sums(file)
    lines = []
    for one in found["lines"]:
        balance = balances.get((one["company"], one["currency"]))
        off = None if balance is None else balance - one["list"]
        steps = [{"label": _MOVES[name], "minor": minor} for name, minor in one["moved"].items()]
        now = _as_decided(one, decided.get((one["company"], one["currency"]), {}))
        if now["taken"]:
            steps.append({"label": _("The ERP's figure, as a person decided"), "minor": now["taken"]})
        lines.append({**one, **now, "steps": steps, "balance": balance, "off": off})
    return {"lines": lines, "awaiting": found["counts"].get("awaiting", 0), "unread": found["unread"]}


def _as_decided(line: Mapping[str, Any], decided: Mapping[str, int]) -> dict[str, int]:
    """What was decided since the list was compared is refused no more: it was posted, or it differs and may."""
    taken, kept = decided.get("taken", 0), decided.get("kept", 0)
    return {
        "taken": taken,
        "after": line["after"] + taken,
        "kept": line.get("decided", 0) + kept,
        "refused": line["refused"] - taken - kept,
    }


_MOVES = {
    "settled": gettext_lazy("Settled in the ERP"),
    "settled_in_part": gettext_lazy("Settled in part in the ERP"),
    "reopened": gettext_lazy("Opened again in the ERP"),
}


def doubts(file: ImportFile) -> list[dict[str, Any]]:
    """Why a list may not be what it seems, each with its code, by which a person confirms it unless it is final."""
    if file.state != "previewed":
        return []
    return [{**doubt, "reason": Reason.from_dict(doubt)} for doubt in file.totals.get("doubts", [])]
