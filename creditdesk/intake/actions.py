"""What people do with a file: bring it in, correct how it is read, post it, discard it, undo it, let it go on.

None of these waits for a long work: reading, posting and undoing go on in the background (`intake.worker`), in short
transactions, and a page shows how far they are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import PurePath
from typing import Any

from django.db import IntegrityError
from django.utils.timezone import localtime

from creditdesk.domain.money import current_currencies
from creditdesk.domain.reasons import Reason, Refusal, refuse
from creditdesk.domain.visibility import Permission, has_permission
from creditdesk.intake import files, totals
from creditdesk.intake.bank.keepers import keeper
from creditdesk.intake.customers_in_question import Decision, in_question
from creditdesk.intake.list_doubts import compared_before, older_than_posted
from creditdesk.intake.models import ONCE, DecidedNumber, ImportFile, ImportProfile
from creditdesk.intake.queries import (
    consequences,
    questions,
    refuse_stopped_accounts,
    same_bytes,
    standing_doubts,
)
from creditdesk.intake.quota import refuse_over_quota
from creditdesk.intake.reader import MEGABYTE
from creditdesk.journal.actions import append
from creditdesk.journal.transactions import action
from creditdesk.parties.models import Company, Customer, User
from creditdesk.policy.queries import policy_in_force

State = ImportFile.State
# An upload that is not whole after so long was cut off.
ARRIVES_WITHIN = dt.timedelta(hours=1)
_NAME_CHARS = 200
_CHOICES = {
    *("columns", "day_order", "decimal", "sheet", "encoding", "delimiter", "layout", "content", "account", "signs"),
    *ONCE,
}
_PROFILE_CHARS = 80


def receive(
    chunks: Iterable[bytes],
    *,
    name: str,
    company: Company,
    currency: str = "",
    content: str = "",
    is_list: bool = False,
    by: User,
    at: dt.datetime,
    as_of: dt.date,
    source_key: str | None = None,
) -> ImportFile:
    """Store a file for reading; `currency` (default: the company's) is for rows that name none.

    `content` says what the file holds (`ImportFile.Content`); without it the headings tell.
    `is_list` says that it is the complete list of what is open on the day: it is compared with the ledger
    (docs/rules/snapshots.md), and what it lacks is settled.
    A file that comes again under its `source_key` is the one that came first; what was cut off is stored anew.

    An empty or oversized file comes back refused, with the reason in `refusal`. Raises Refusal for the same bytes
    again, naming who loaded them when, for an unknown currency, for a company that the user does not work for, where he
    brought in what one person may within a day, and for a day of the file that has not come: nothing is posted ahead.
    """
    if (earlier := _come_before(source_key)) is not None:
        return earlier
    if as_of > (today := localtime(at).date()):
        text = "The day of the file, %(day)s, lies after today, %(today)s: nothing is posted ahead."
        raise refuse("import.day_ahead", text, day=as_of.isoformat(), today=today.isoformat())
    currency = allowed(by, company=company, currency=currency or company.currency)
    refuse_over_quota(by, at=at)
    limit = policy_in_force(as_of=as_of, company_id=company.id).document.intake.max_upload_mb
    file = ImportFile.objects.create(
        name=_plain_name(name),
        company=company,
        default_currency=currency,
        is_list=is_list,
        as_of=as_of,
        received_by=by.username,
        received_at=at,
        **said_of(content),
        source_key=source_key,
    )
    size, sha256 = files.store(chunks, file=file, most=limit * MEGABYTE)
    reason = _unfit_size(size, limit_mb=limit)
    try:
        file = _seal(file, size=size, sha256=sha256, refusal=str(reason or ""), at=at)
    except IntegrityError:  # the same bytes were sealed by somebody else at the same moment
        file = _let_go(file)
        raise _loaded_before(sha256, company) from None
    except Refusal:
        _let_go(file)
        raise
    if reason:
        files.forget(file)
    return file


def _come_before(source_key: str | None) -> ImportFile | None:
    """The file that came under the key; one whose bytes were never whole is let go."""
    earlier = ImportFile.objects.filter(source_key=source_key).first() if source_key else None
    if earlier is None or earlier.state != State.ARRIVING:
        return earlier
    _let_go(earlier)
    return None


@action
def _seal(file: ImportFile, *, size: int, sha256: str, refusal: str, at: dt.datetime) -> ImportFile:
    if not refusal and same_bytes(sha256, company_id=file.company_id):
        raise _loaded_before(sha256, file.company)
    file.size, file.sha256, file.refusal = size, sha256, refusal
    file.state = State.REFUSED if refusal else State.RECEIVED
    file.save(update_fields=["size", "sha256", "refusal", "state"])
    facts = {"sha256": sha256, "size": size} | ({"refusal": refusal} if refusal else {})
    _journal("import.refused" if refusal else "import.received", file, by=file.received_by, at=at, facts=facts)
    return file


def _let_go(file: ImportFile) -> ImportFile:
    files.forget(file)
    file.delete()
    return file


def _loaded_before(sha256: str, company: Company) -> Refusal:
    earlier = same_bytes(sha256, company_id=company.id)
    assert earlier is not None
    return refuse(
        "import.same_file",
        "This file was loaded before: %(name)s by %(by)s on %(day)s (import %(id)d, %(state)s). "
        "Undo or discard that import first if it shall be loaded again.",
        name=earlier.name,
        by=earlier.received_by,
        day=earlier.received_at.date().isoformat(),
        id=earlier.id,
        state=earlier.get_state_display(),
    )


def _unfit_size(size: int, *, limit_mb: int) -> Reason | None:
    if size == 0:
        return Reason("intake.file_empty", "The file is empty (0 bytes). Export it again.", {})
    if size > limit_mb * MEGABYTE:
        text = "The file is larger than %(limit)d megabytes. Split it, for instance by company or by year."
        return Reason("intake.file_too_large", text, {"limit": limit_mb})
    return None


def said_of(content: str) -> dict[str, Any]:
    """The columns that hold a person's word for what a file holds. Raises Refusal for what no file holds."""
    if not content:
        return {}
    if content not in ImportFile.Content.values:
        text = "No file holds %(content)s; what there is: %(known)s."
        raise refuse("import.content_unknown", text, content=content, known=", ".join(ImportFile.Content.values))
    return {"content": content, "choices": {"content": content}}


def _plain_name(name: str) -> str:
    """The last part of the name, without what could mislead on a page."""
    plain = "".join(letter for letter in PurePath(name.replace("\\", "/")).name if letter.isprintable())
    return plain[-_NAME_CHARS:] or "file"


def allowed(by: User, *, company: Company, currency: str) -> str:
    """The currency, where the user may import files of the company. Raises Refusal."""
    _require(by, Permission.IMPORT_FILES)
    if not by.companies.filter(id=company.id).exists():
        raise refuse("intake.company_strange", "You do not work for the company %(company)s.", company=company.code)
    if currency not in current_currencies():
        text = "%(currency)s is not the ISO code of a current currency."
        raise refuse("intake.currency_unknown", text, currency=currency)
    return currency


def _require(by: User, permission: Permission) -> None:
    if not has_permission(by.desk_role, permission):
        text = "It needs the right to %(right)s."
        raise refuse("import.not_permitted", text, right=permission.value.replace("_", " "))


@action
def read_again(file: ImportFile, *, choices: Mapping[str, Any], revision: int, by: User, at: dt.datetime) -> ImportFile:
    """Have the file read anew with a person's choices: layout, columns, date order, decimal mark, sheet, last line ….

    Raises Refusal if somebody changed the import meanwhile, or if the file is past its preview.
    """
    _require(by, Permission.IMPORT_FILES)
    assert set(choices) <= _CHOICES, f"unknown choices {set(choices) - _CHOICES}"
    said_of(choices.get("content", ""))
    file = _held(file, revision=revision, states=(State.PREVIEWED, State.REFUSED))
    if not file.parts.exists():
        raise refuse("import.no_bytes", "The file was not kept: load it again.")
    if file.state == State.REFUSED and same_bytes(file.sha256, company_id=file.company_id):
        raise _loaded_before(file.sha256, file.company)
    file.choices = dict(choices)
    _to_be_read(file)
    _journal("import.read_again", file, by=by.username, at=at, facts={"choices": dict(choices)})
    return file


def _to_be_read(file: ImportFile) -> None:
    file.state, file.refusal, file.heartbeat_at, file.rows_read = State.RECEIVED, "", None, 0
    file.save(update_fields=["choices", "state", "refusal", "heartbeat_at", "rows_read"])


@action
def decide_customers(
    file: ImportFile, *, decisions: Sequence[Decision], revision: int, by: User, at: dt.datetime
) -> ImportFile:
    """Say who customers of the file are that are in question: it holds for this file and for every later one.

    A previewed file is read again; of a posted one the rows that wait come back as its refused rows. Raises Refusal if
    somebody changed the import meanwhile, for a number that is not in question, and for a customer that is not there.
    """
    _require(by, Permission.IMPORT_FILES)
    file = _held(file, revision=revision, states=(State.PREVIEWED, State.POSTED))
    asked = {(one.company, one.number): one for one in in_question(file)}
    meant: dict[str, int | None] = {}
    for decision in decisions:
        one = asked.get((decision.company, decision.number))
        if one is None:
            text = "The customer %(number)s is not in question here."
            raise refuse("import.not_in_question", text, number=decision.number)
        company = by.companies.get(code=one.company)
        customer = _customer_meant(company, decision.meant) if decision.meant else None
        kept = {"customer": customer, "name": one.name, "decided_by": by.username, "decided_at": at}
        DecidedNumber.objects.update_or_create(company=company, number=one.number, defaults=kept)
        meant[one.number] = customer.id if customer else None
    if not meant:
        raise refuse("import.nothing_decided", "Say of at least one customer who it is.")
    if file.state == State.PREVIEWED:
        _to_be_read(file)
    new = list(meant.values()).count(None)
    facts = {"existing": len(meant) - new, "new": new}
    _journal("import.customers_decided", file, by=by.username, at=at, facts=facts, private={"meant": meant})
    return file


def _customer_meant(company: Company, number: str) -> Customer:
    customer = Customer.objects.filter(company=company, number=number).first()
    if customer is None:
        raise refuse("intake.customer_unknown", "There is no customer %(number)s.", number=number)
    return customer


@action
def forget_decided_number(decided: DecidedNumber, *, by: User, at: dt.datetime) -> None:
    """Ask anew from now on who the number means. What came in under the decision stays as it is."""
    _require(by, Permission.IMPORT_FILES)
    append(
        "import.number_forgotten",
        by=by.username,
        at=at,
        subject=("decided_number", decided.id),
        company_id=decided.company_id,
        private={"number": decided.number, "name": decided.name, "customer": decided.customer_id},
    )
    decided.delete()


@action
def save_profile(file: ImportFile, *, name: str, by: User, at: dt.datetime) -> ImportProfile:
    """Keep how the file was read, so that the next one with the same header is read so and asks nothing.

    The header's profile is replaced where it has one. Raises Refusal while a question about the file is open, without
    a name, and where another header's profile has the name.
    """
    _require(by, Permission.IMPORT_FILES)
    name, understood = name.strip(), file.understood
    if not name or len(name) > _PROFILE_CHARS:
        raise refuse("import.profile_name", "Give a name of at most %(chars)d letters.", chars=_PROFILE_CHARS)
    if not understood.get("headers") or questions(file):
        raise refuse("import.profile_unfinished", "The file cannot be read yet: answer its questions first.")
    header = {"company_id": file.company_id, "fingerprint": understood["fingerprint"]}
    taken = ImportProfile.objects.filter(company_id=file.company_id, name=name).exclude(**header)
    if taken.exists():
        raise refuse("import.profile_taken", "Files with another header have the profile %(name)s already.", name=name)
    kept = {"name": name, "choices": _to_keep(understood), "saved_by": by.username, "saved_at": at}
    profile, _ = ImportProfile.objects.update_or_create(**header, defaults=kept)
    _journal_profile("import.profile_saved", profile, by=by, at=at, facts={"choices": profile.choices})
    return profile


def _to_keep(understood: Mapping[str, Any]) -> dict[str, Any]:
    """What holds for the next file too: the columns and all answers, but not what was said of this file alone."""
    orders = {order for order in understood["day_orders"].values() if order}
    decided = {"day_order": orders.pop()} if len(orders) == 1 else {}
    chosen = {name: value for name, value in understood["choices"].items() if name not in ONCE}
    # Open items are what a profile without a word for it is for.
    holds = {"content": understood["content"]} if understood["content"] != ImportFile.Content.OPEN_ITEMS else {}
    return {**decided, **chosen, **holds, "columns": understood["mapping"]["columns"]}


@action
def forget_profile(profile: ImportProfile, *, by: User, at: dt.datetime) -> None:
    """Delete a saved profile: files with its header are recognised anew from now on."""
    _require(by, Permission.IMPORT_FILES)
    _journal_profile("import.profile_forgotten", profile, by=by, at=at, facts={"choices": profile.choices})
    profile.delete()


def _journal_profile(kind: str, profile: ImportProfile, *, by: User, at: dt.datetime, facts: Mapping[str, Any]) -> None:
    append(
        kind,
        by=by.username,
        at=at,
        subject=("import_profile", profile.id),
        company_id=profile.company_id,
        facts=facts,
        private={"name": profile.name},
    )


def post(file: ImportFile, *, revision: int, confirmed: Collection[str] = (), by: User, at: dt.datetime) -> ImportFile:
    """Let the previewed file be posted; the worker does it, chunk by chunk. `confirmed` are the codes of the doubts
    about a list that the person has looked into.

    Raises Refusal with every reason if the control totals do not tie, a question is open, a doubt is not confirmed,
    nothing is new, the preview is not the one with this `revision` any more, or postings are stopped for an account of
    the file.
    """
    _require(by, Permission.IMPORT_FILES)
    reasons = [*questions(file), *totals.untied(file), *standing_doubts(file, confirmed=confirmed)]
    if not reasons and not file.rows_accepted:
        reasons.append(Reason("import.nothing_new", "The file brings nothing new: there is nothing to post.", {}))
    if reasons and file.state == State.PREVIEWED:
        raise Refusal(tuple(reasons))
    return _claim_posting(file, revision=revision, confirmed=confirmed, by=by, at=at)


@action
def _claim_posting(
    file: ImportFile, *, revision: int, confirmed: Collection[str], by: User, at: dt.datetime
) -> ImportFile:
    file = _held(file, revision=revision, states=(State.PREVIEWED,))
    if file.is_list:
        # One list of a company at a time, and each compared with what the one before it left.
        locked = Company.objects.select_for_update().filter(id__in=file.companies.values("id")).order_by("id")
        company_ids = [company.id for company in locked]
        if reasons := older_than_posted(file, company_ids) or compared_before(file, company_ids):
            raise Refusal(tuple(reasons))
    refuse_stopped_accounts(file)
    made = _make_companies(file, by=by)
    _work_for_all(file, by=by)
    file.state, file.posted_by, file.cursor, file.rows_done, file.problem = State.POSTING, by.username, 0, 0, ""
    file.save(update_fields=["state", "posted_by", "cursor", "rows_done", "problem"])
    facts = {"revision": file.revision, "sha256": file.sha256, "rows": file.rows_accepted, "companies_made": made}
    if looked_into := sorted({doubt["code"] for doubt in file.totals.get("doubts", [])} & set(confirmed)):
        facts["confirmed"] = looked_into
    _journal("import.posting", file, by=by.username, at=at, facts=facts)
    return file


def _make_companies(file: ImportFile, *, by: User) -> list[str]:
    """Make the companies that rows name and that did not exist at the preview; whoever makes them works for them."""
    made = []
    for named in file.totals["new_companies"]:
        _require(by, Permission.MANAGE_USERS)
        company, is_new = Company.objects.get_or_create(
            code=named["code"],
            defaults={
                "name": named["code"],
                "currency": named["currency"],
                "country": file.company.country,
                "time_zone": file.company.time_zone,
                "mode": file.company.mode,
            },
        )
        if is_new:
            by.companies.add(company)
            made.append(company.code)
        file.companies.add(company)
    return made


def _work_for_all(file: ImportFile, *, by: User) -> None:
    strange = file.companies.exclude(id__in=by.companies.values("id")).order_by("code").first()
    if strange is not None:
        raise refuse("intake.company_strange", "You do not work for the company %(company)s.", company=strange.code)


@action
def discard(file: ImportFile, *, revision: int, by: User, at: dt.datetime) -> ImportFile:
    """Put a file aside that was read and not posted. Raises Refusal if somebody posted or changed it meanwhile."""
    _require(by, Permission.IMPORT_FILES)
    file = _held(file, revision=revision, states=(State.PREVIEWED, State.RECEIVED))
    file.state = State.DISCARDED
    file.save(update_fields=["state"])
    _journal("import.discarded", file, by=by.username, at=at, facts={"sha256": file.sha256})
    return file


def undo(file: ImportFile, *, reason: str, by: User, at: dt.datetime) -> ImportFile:
    """Let the whole import be taken back; the worker does it, chunk by chunk.

    Raises Refusal that lists what stands in the way: later postings on its items, which are reversed first, a day of
    the undo that is closed while others are, postings that a proof has stopped.
    """
    _require(by, Permission.UNDO_IMPORT)
    if not reason.strip():
        raise refuse("import.undo_reason", "Say why the import is undone.")
    today = localtime(at).date()
    of_bank = file.content == ImportFile.Content.BANK
    back = keeper().going_back(file, as_of=today) if of_bank else consequences(file, as_of=today)
    if back.blockers:
        raise Refusal(tuple(back.blockers))
    return _claim_undo(file, reason=reason.strip(), by=by, at=at)


@action
def _claim_undo(file: ImportFile, *, reason: str, by: User, at: dt.datetime) -> ImportFile:
    file = _held(file, revision=None, states=(State.POSTED, State.POSTING))
    _work_for_all(file, by=by)
    file.state, file.undone_by, file.problem = State.UNDOING, by.username, ""
    file.save(update_fields=["state", "undone_by", "problem"])
    facts = {"sha256": file.sha256, "rows": file.rows_done}
    _journal("import.undoing", file, by=by.username, at=at, facts=facts, private={"reason": reason})
    return file


@action
def go_on(file: ImportFile, *, by: User, at: dt.datetime) -> ImportFile:
    """Let a stopped reading, posting or undo go on, its problem being mended, from here on in this person's name.

    Raises Refusal if it is not stopped.
    """
    file = _held(file, revision=None, states=(State.RECEIVED, State.POSTING, State.UNDOING))
    _require(by, Permission.UNDO_IMPORT if file.state == State.UNDOING else Permission.IMPORT_FILES)
    if not file.problem:
        raise refuse("import.not_stopped", "The import is not stopped.")
    facts = {"problem": file.problem}
    file.problem, file.heartbeat_at = "", None
    file.posted_by = by.username if file.state == State.POSTING else file.posted_by
    file.undone_by = by.username if file.state == State.UNDOING else file.undone_by
    file.save(update_fields=["problem", "heartbeat_at", "posted_by", "undone_by"])
    _journal("import.went_on", file, by=by.username, at=at, facts=facts)
    return file


@action
def stop(file_id: int, *, problem: str, at: dt.datetime) -> None:
    """Stop a reading, posting or undo that cannot go on, and say why; a person lets it go on."""
    file = ImportFile.objects.select_for_update().get(id=file_id)
    file.problem = problem
    file.save(update_fields=["problem"])
    _journal("import.stopped", file, by=file.undone_by or file.posted_by or file.received_by, at=at, facts={})


def refuse_cut_off(file: ImportFile, *, at: dt.datetime) -> None:
    """Refuse a file whose bytes never arrived whole, and delete what came of it."""
    files.forget(file)
    _seal(file, size=0, sha256="", refusal="The upload was cut off. Load the file again.", at=at)


def _held(file: ImportFile, *, revision: int | None, states: tuple[str, ...]) -> ImportFile:
    """The file as it is now, locked. Raises Refusal where it is not in one of the states or was read anew."""
    held = ImportFile.objects.select_for_update(of=("self",)).select_related("company").get(id=file.id)
    if held.state not in states or (revision is not None and held.revision != revision):
        who = held.undone_by or held.posted_by or held.received_by
        raise refuse(
            "import.changed_meanwhile",
            "The import changed meanwhile: it is %(state)s (by %(by)s). Look at it again.",
            state=held.get_state_display(),
            by=who,
        )
    return held


def _journal(
    kind: str,
    file: ImportFile,
    *,
    by: str,
    at: dt.datetime,
    facts: Mapping[str, Any],
    private: Mapping[str, Any] | None = None,
) -> None:
    append(
        kind,
        by=by,
        at=at,
        subject=("import_file", file.id),
        company_id=file.company_id,
        facts=facts,
        private={"name": file.name, **(private or {})},
    )
