"""Files in: bring one, look at what was understood, correct it, post it, follow it, undo it.

A file is read and posted in the background; `GET /imports/{id}` says how far it is.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Any, Literal

from django.http import HttpResponse
from ninja import File, Form, Router, Schema, UploadedFile
from pydantic import AfterValidator, Field, StrictInt, StringConstraints

from creditdesk.api.answers import WORKBOOK, reads, reads_file, writes
from creditdesk.api.calls import Call, needs
from creditdesk.api.idempotency import keyed
from creditdesk.api.paging import PAGE, Cursor, Limit, page_by_id
from creditdesk.api.routes.import_shapes import Content
from creditdesk.api.shapes import Amount, Because, Body, Cause, Page, PathId, Word, amount, because, storable
from creditdesk.domain.reasons import Reason
from creditdesk.domain.scopes import Scope
from creditdesk.domain.visibility import Permission
from creditdesk.followup.queries import ticklers_beside_import
from creditdesk.intake import actions, balances
from creditdesk.intake.access import BANK, OPEN_ITEMS, file_for, profile_for, visible_files, visible_profiles
from creditdesk.intake.bank.keepers import keeper
from creditdesk.intake.queries import consequences, progress, rows
from creditdesk.intake.records.undo import going_back
from creditdesk.intake.refusals_book import take_refusals_book
from creditdesk.parties.access import company_for

if TYPE_CHECKING:
    from creditdesk.intake.models import ImportFile, ImportProfile, StagedRow

router = Router()
ProfileName = Annotated[
    str, StringConstraints(min_length=1, max_length=80, strip_whitespace=True), AfterValidator(storable)
]
Revision = Annotated[StrictInt, Field(ge=0, le=2**31 - 1)]


def _one_letter(value: str | None) -> str | None:
    if value is not None and not value.isprintable() and value != "\t":
        raise ValueError("the delimiter is one visible letter or a tab")
    return value


Delimiter = Annotated[str, StringConstraints(min_length=1, max_length=1), AfterValidator(_one_letter)]


class ImportOut(Schema):
    """A file on its way into the ledger, by `revision`. `corrects`: the import whose refused rows come back in it."""

    id: int
    name: str
    content: str
    state: str
    company: str
    default_currency: str
    is_list: bool
    as_of: dt.date
    sha256: str
    size: int
    received_by: str
    received_at: dt.datetime
    corrects: int | None
    revision: int
    rows_read: int
    rows_accepted: int
    rows_changed: int
    rows_missing: int
    rows_unchanged: int
    rows_refused: int
    rows_done: int
    running: bool
    refusal: str
    problem: str
    posted_by: str
    posted_at: dt.datetime | None
    undone_by: str
    undone_at: dt.datetime | None


class PreviewOut(ImportOut):
    """The file with what the reader understood and the control totals, as the preview page shows them."""

    choices: dict[str, Any]
    understood: dict[str, Any]
    totals: dict[str, Any]


class RefusedField(Schema):
    """One thing wrong with a row."""

    column: str
    field: str
    value: str
    reason: Because


class RowOut(Schema):
    """A row of the file as it was read and judged; `row` holds minor units and ISO days.

    Without `in_file` it is no row, but a document that a list has no more; its line is only its place.
    Of a record, `changes` holds field → what stood there and what the row says, and `problems` also what an undo left
    as it was.
    """

    line: int
    in_file: bool
    verdict: str
    row: dict[str, Any]
    changes: dict[str, list[Any]]
    problems: list[RefusedField]


class SumOut(Schema):
    """Documents of the import in one currency."""

    original: Amount
    open: Amount


class StayingOut(Schema):
    """What an undo of records would leave as it is."""

    line: int
    field: str
    reason: Because


class ConsequencesOut(Schema):
    """What an undo would take out of the ledger, and what stands in its way, such as later postings.

    `customers` owe something else afterwards; `moved` postings lie in closed periods and are taken back today;
    `disputed` documents and `extensions` of due dates go with it; open `ticklers` of the customers stay, as do
    `corrections`; `found_there` are later files that found documents unchanged, which may be these.

    Of records: how many rows go back whole, of how many something stays, and the first reasons why.
    """

    items: int
    sums: list[SumOut]
    customers: int
    moved: int
    disputed: int
    extensions: int
    erp_moved: int
    erp_sums: list[Amount]
    put_off: int
    ticklers: int
    corrections: int
    found_there: int
    blockers: list[Because]
    rows_back: int = 0
    rows_staying: int = 0
    staying: list[StayingOut] = []


class UploadIn(Body):
    """For rows that name no company or currency; without a currency it is the company's.

    `content` says what the file holds; without it the headings tell, and where they fit several contents it is asked.

    `is_list` says that it is the complete list of what is open on the day `as_of` (empty: today): it is compared with
    the ledger, and what it no longer has counts as settled in the ERP.
    """

    company: Word
    currency: Word = ""
    content: Content | Literal[""] = ""
    is_list: bool = False
    as_of: dt.date | None = None


class ChoicesIn(Body):
    """How the file is to be read: field → heading (null: not in the file), and answers to the reader's questions.

    A layout is chosen by its name; "none" says that it is none of those that are known, nor a saved profile's.
    A last line without a line end may be cut off and is refused until `last_line` says that it is whole. Of a list that
    was read beside the list before, `compared` has every line read. A statement as a table that does not name its
    account has `account`: its number, a blank, its currency; `signs` says what signs mean that contradict their column.
    """

    revision: Revision
    content: Content | None = None
    columns: dict[Word, Word | None] | None = None
    day_order: Literal["mdy", "dmy"] | None = None
    decimal: Literal[".", ","] | None = None
    layout: Word | None = None
    sheet: Word | None = None
    encoding: Word | None = None
    delimiter: Delimiter | Literal["fixed"] | None = None
    last_line: Literal["whole"] | None = None
    compared: Literal["whole"] | None = None
    account: Word | None = None
    signs: Literal["written", "column", "turned"] | None = None


class ProfileIn(Body):
    """The name under which it is kept how the file was read."""

    name: ProfileName


class ProfileOut(Schema):
    """How files of a company with a certain header are read."""

    id: int
    company: str
    name: str
    choices: dict[str, Any]
    saved_by: str
    saved_at: dt.datetime


class RevisionIn(Body):
    """The revision of the preview that was looked at."""

    revision: Revision


class PostingIn(RevisionIn):
    """The preview that was looked at, and the codes of the doubts about a list that were looked into."""

    confirmed: list[Word] = []


class BalanceIn(Body):
    """The balance of the ERP's receivables account on the day of the list, in minor units."""

    company: Word
    currency: Word
    balance_minor: Annotated[StrictInt, Field(ge=-(10**15), le=10**15)]


class BalanceOut(Schema):
    """The balance as it stands beside the list."""

    company: str
    as_of: dt.date
    balance: Amount
    entered_by: str
    entered_at: dt.datetime


class UndoIn(Body):
    """Why the import is undone."""

    reason: Cause


@router.post("/imports", **writes(ImportOut, status=201))
@needs(Permission.IMPORT_FILES, scope=Scope.INTAKE)
@keyed(status=201)
def upload(request: Call, file: File[UploadedFile], about: Form[UploadIn]) -> ImportOut:
    """Bring a file in. An empty or oversized one comes back refused; the same bytes again are refused."""
    received = actions.receive(
        file.chunks(),
        name=file.name or "file",
        company=company_for(request.auth.user, about.company),
        currency=about.currency,
        content=about.content,
        is_list=about.is_list,
        by=request.auth.user,
        at=request.at,
        as_of=about.as_of or request.today,
    )
    return import_out(received)


@router.get("/imports", **reads(Page[ImportOut]))
@needs(Permission.SEE_IMPORTS, scope=Scope.INTAKE)
def imports(request: Call, cursor: Cursor = "", limit: Limit = PAGE) -> Page[ImportOut]:
    """The files of my companies, newest first."""
    found = visible_files(request.auth.user)
    return page_by_id(found, show=import_out, cursor=cursor, limit=limit, newest_first=True)


@router.get("/imports/{import_id}", **reads(PreviewOut))
@needs(Permission.SEE_IMPORTS, scope=Scope.INTAKE)
def preview(request: Call, import_id: PathId) -> PreviewOut:
    """A file with what was understood, its control totals and how far it is."""
    file = file_for(request.auth.user, import_id)
    return PreviewOut(
        choices=file.choices, understood=file.understood, totals=file.totals, **import_out(file).model_dump()
    )


@router.get("/imports/{import_id}/rows", **reads(Page[RowOut]))
@needs(Permission.SEE_IMPORTS, scope=Scope.INTAKE)
def import_rows(
    request: Call,
    import_id: PathId,
    verdict: Literal["new", "changed", "missing", "unchanged", "refused"] = "refused",
    cursor: Cursor = "",
    limit: Limit = PAGE,
) -> Page[RowOut]:
    """The rows of a verdict in the order of the file; refused ones with column, value and reason."""
    file = file_for(request.auth.user, import_id)
    return page_by_id(rows(file, verdict=verdict), show=_row, cursor=cursor, limit=limit, key="line")


@router.get("/imports/{import_id}/refused.xlsx", **reads_file(WORKBOOK))
@needs(Permission.SEE_IMPORTS, scope=Scope.INTAKE)
def refused_book(request: Call, import_id: PathId) -> HttpResponse:
    """The refused rows as a workbook with the reasons beside the cells: corrected there, and loaded as any file."""
    user = request.auth.user
    file = file_for(user, import_id)
    headers = {"Content-Disposition": f'attachment; filename="refused-{file.id}.xlsx"'}
    return HttpResponse(take_refusals_book(file, by=user, at=request.at), content_type=WORKBOOK, headers=headers)


def _going_back(file: ImportFile, *, as_of: dt.date) -> ConsequencesOut:
    """Of records what goes back and what stays; of a bank file the payments, counted as documents."""
    nothing: dict[str, Any] = dict.fromkeys(ConsequencesOut.model_fields, 0)
    nothing |= dict.fromkeys(("sums", "erp_sums", "blockers", "staying"), ())
    if file.content == BANK:
        of_bank = keeper().going_back(file, as_of=as_of)
        sums = [SumOut(original=amount(minor, code), open=amount(minor, code)) for code, minor in of_bank.sums]
        stands = [because(reason) for reason in of_bank.blockers]
        return ConsequencesOut(**nothing | {"items": of_bank.receipts, "sums": sums, "blockers": stands})
    back = going_back(file)
    stays = [StayingOut(line=line, field=name, reason=because(reason)) for line, name, reason in back.reasons]
    return ConsequencesOut(**nothing | {"rows_back": back.rows, "rows_staying": back.staying, "staying": stays})


@router.get("/imports/{import_id}/consequences", **reads(ConsequencesOut))
@needs(Permission.SEE_IMPORTS, scope=Scope.INTAKE)
def undo_consequences(request: Call, import_id: PathId) -> ConsequencesOut:
    """What undoing the import would do to the ledger, or to the records, today."""
    file = file_for(request.auth.user, import_id)
    if file.content != OPEN_ITEMS:
        return _going_back(file, as_of=request.today)
    found = consequences(file, as_of=request.today)
    counted = ("items", "customers", "moved", "disputed", "extensions", "corrections", "found_there")
    return ConsequencesOut(
        **{name: getattr(found, name) for name in counted},
        ticklers=ticklers_beside_import(file.id),
        sums=[
            SumOut(original=amount(original, currency), open=amount(left, currency))
            for currency, original, left in found.sums
        ],
        erp_moved=found.erp_moved,
        erp_sums=[amount(minor, currency) for currency, minor in found.erp_sums],
        put_off=found.put_off,
        blockers=[because(reason) for reason in found.blockers],
    )


@router.post("/imports/{import_id}/mapping", **writes(ImportOut))
@needs(Permission.IMPORT_FILES, scope=Scope.INTAKE)
@keyed()
def read_again(request: Call, import_id: PathId, body: ChoicesIn) -> ImportOut:
    """Have the file read anew with other choices."""
    choices = body.model_dump(exclude={"revision"}, exclude_none=True)
    if body.columns is not None:
        choices["columns"] = body.columns
    file = file_for(request.auth.user, import_id)
    by = request.auth.user
    return import_out(actions.read_again(file, choices=choices, revision=body.revision, by=by, at=request.at))


@router.post("/imports/{import_id}/profile", **writes(ProfileOut))
@needs(Permission.IMPORT_FILES, scope=Scope.INTAKE)
@keyed()
def save_profile(request: Call, import_id: PathId, body: ProfileIn) -> ProfileOut:
    """Keep how the file was read: the next one with the same header is read so and asks nothing."""
    file = file_for(request.auth.user, import_id)
    return _profile(actions.save_profile(file, name=body.name, by=request.auth.user, at=request.at))


@router.get("/import-profiles", **reads(Page[ProfileOut]))
@needs(Permission.SEE_IMPORTS, scope=Scope.INTAKE)
def profiles(request: Call, cursor: Cursor = "", limit: Limit = PAGE) -> Page[ProfileOut]:
    """The saved profiles of my companies."""
    return page_by_id(visible_profiles(request.auth.user), show=_profile, cursor=cursor, limit=limit)


@router.post("/import-profiles/{profile_id}/forgetting", **writes(ProfileOut))
@needs(Permission.IMPORT_FILES, scope=Scope.INTAKE)
@keyed()
def forget_profile(request: Call, profile_id: PathId) -> ProfileOut:
    """Delete a saved profile; the answer is what it was."""
    profile = profile_for(request.auth.user, profile_id)
    shown = _profile(profile)
    actions.forget_profile(profile, by=request.auth.user, at=request.at)
    return shown


@router.post("/imports/{import_id}/posting", **writes(ImportOut))
@needs(Permission.IMPORT_FILES, scope=Scope.INTAKE)
@keyed()
def post(request: Call, import_id: PathId, body: PostingIn) -> ImportOut:
    """Let the previewed file be posted."""
    file, by = file_for(request.auth.user, import_id), request.auth.user
    posted = actions.post(file, revision=body.revision, confirmed=body.confirmed, by=by, at=request.at)
    return import_out(posted)


@router.post("/imports/{import_id}/balances", **writes(BalanceOut))
@needs(Permission.IMPORT_FILES, scope=Scope.INTAKE)
@keyed()
def enter_balance(request: Call, import_id: PathId, body: BalanceIn) -> BalanceOut:
    """Enter the balance of the ERP's receivables account beside the list."""
    file, by = file_for(request.auth.user, import_id), request.auth.user
    company = company_for(by, body.company)
    entered = balances.enter_balance(
        company,
        currency=body.currency,
        as_of=file.as_of,
        balance_minor=body.balance_minor,
        by=by,
        at=request.at,
    )
    return BalanceOut(
        company=company.code,
        as_of=entered.as_of,
        balance=amount(entered.balance_minor, entered.currency),
        entered_by=entered.entered_by,
        entered_at=entered.entered_at,
    )


@router.post("/imports/{import_id}/discarding", **writes(ImportOut))
@needs(Permission.IMPORT_FILES, scope=Scope.INTAKE)
@keyed()
def discard(request: Call, import_id: PathId, body: RevisionIn) -> ImportOut:
    """Put a file aside that was not posted."""
    file = file_for(request.auth.user, import_id)
    return import_out(actions.discard(file, revision=body.revision, by=request.auth.user, at=request.at))


@router.post("/imports/{import_id}/undoing", **writes(ImportOut))
@needs(Permission.UNDO_IMPORT, scope=Scope.INTAKE)
@keyed()
def undo(request: Call, import_id: PathId, body: UndoIn) -> ImportOut:
    """Let a posted import be taken back whole."""
    file = file_for(request.auth.user, import_id)
    return import_out(actions.undo(file, reason=body.reason, by=request.auth.user, at=request.at))


@router.post("/imports/{import_id}/going-on", **writes(ImportOut))
@needs(Permission.IMPORT_FILES, scope=Scope.INTAKE)
@keyed()
def go_on(request: Call, import_id: PathId) -> ImportOut:
    """Let a stopped reading, posting or undo go on, its problem being mended."""
    file = file_for(request.auth.user, import_id)
    return import_out(actions.go_on(file, by=request.auth.user, at=request.at))


def import_out(file: ImportFile) -> ImportOut:
    """The file as the answer shows it."""
    made = {"company", "corrects", "running", "rows_done"}
    plain = {name: getattr(file, name) for name in ImportOut.model_fields if name not in made}
    way = progress(file)
    return ImportOut(
        company=file.company.code, corrects=file.corrects_id, running=way.running, rows_done=way.done, **plain
    )


def _profile(profile: ImportProfile) -> ProfileOut:
    return ProfileOut(
        id=profile.id,
        company=profile.company.code,
        name=profile.name,
        choices=profile.choices,
        saved_by=profile.saved_by,
        saved_at=profile.saved_at,
    )


def _row(row: StagedRow) -> RowOut:
    problems = [
        RefusedField(
            column=one["column"] or "",
            field=one["field"] or "",
            value=str(one["value"]),
            reason=because(Reason.from_dict(one["reason"])),
        )
        for one in row.problems
    ]
    made = {"line": row.line, "in_file": row.in_file, "verdict": row.verdict, "row": row.row}
    return RowOut(**made, changes=row.changes or {}, problems=problems)
