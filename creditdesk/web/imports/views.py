"""Imports: files in, what each did, what it refused and why, control totals, and the undo of a whole import."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from creditdesk.config import clock
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.visibility import Permission
from creditdesk.exports.access import listing_named, may_take
from creditdesk.exports.writers import XLSX_TYPE
from creditdesk.followup.queries import ticklers_beside_import
from creditdesk.intake import actions, queries
from creditdesk.intake.access import OPEN_ITEMS, ImportFile, StagedRow, file_for, visible_files, visible_profiles
from creditdesk.intake.balances import enter_balance
from creditdesk.intake.customers_in_question import InQuestion, in_question
from creditdesk.intake.formats.records.known import KINDS
from creditdesk.intake.open_differences import decisions_of, open_rows
from creditdesk.intake.records.undo import going_back, not_taken_back
from creditdesk.intake.refusals_book import take_refusals_book
from creditdesk.parties.access import company_for
from creditdesk.parties.actions import User
from creditdesk.parties.directory import names_of
from creditdesk.receivables.queries import policy_of_import
from creditdesk.web.imports import bank, preview, records
from creditdesk.web.imports.forms import BalanceForm, CustomersForm, ProfileForm, ReadingForm, UndoForm, UploadForm
from creditdesk.web.imports.labels import CONTENTS
from creditdesk.web.permissions import asked_from_the_desk, current_user, may, needs
from creditdesk.web.policy.used import used
from creditdesk.web.templatetags.desk_formats import amount, words

PAGE = 50
REFUSED_SHOWN, UNDERSTOOD_SHOWN, RECORDS_SHOWN = 10, 5, 10
_VERDICTS = ("new", "changed", "missing", "unchanged", "refused")


@require_GET
@needs(Permission.SEE_IMPORTS)
def imports(request: HttpRequest) -> HttpResponse:
    """The files, newest first, with what each did."""
    found = visible_files(current_user(request))
    before = request.GET.get("before", "")
    if before.isdecimal():
        found = found.filter(id__lt=int(before))
    files = list(found[: PAGE + 1])
    shown = [
        {
            "file": each,
            "tone": preview.TONES[each.state],
            "kind": preview.kind(each),
            "took": preview.took(each),
            "sums": preview.new_sums(each),
            "asks": each.state == "previewed" and bool(queries.questions(each)),
            "idle": preview.nothing_to_post(each),
            "holds": CONTENTS[each.content] if each.content != OPEN_ITEMS else "",
        }
        for each in files[:PAGE]
    ]
    older = f"?before={files[PAGE - 1].id}" if len(files) > PAGE else ""
    context = {
        "files": shown,
        "names": names_of(each.received_by for each in files),
        "older": older,
        "working": any(each.state in queries.AT_WORK for each in files),
        "may_load": may(current_user(request), Permission.IMPORT_FILES),
        "takes_records": may_take(current_user(request), listing_named("payment_terms")),
    }
    return render(request, "imports/list.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.IMPORT_FILES)
def new(request: HttpRequest) -> HttpResponse:
    """Bring a file in. Nothing is posted before its preview was seen."""
    user = current_user(request)
    meant = {"is_list": "list" in request.GET}  # who comes to load a list need not say so again
    form = UploadForm(request.POST or None, request.FILES or None, user=user, today=clock.today(), initial=meant)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            upload = form.cleaned_data["file"]
            try:
                file = actions.receive(
                    upload.chunks(),
                    name=upload.name or "",
                    company=form.companies[form.cleaned_data["company"]],
                    currency=form.cleaned_data["currency"],
                    content=form.cleaned_data["content"],
                    is_list=form.cleaned_data["is_list"],
                    by=user,
                    at=clock.now(),
                    as_of=form.cleaned_data["as_of"] or clock.today(),
                )
            except Refusal as refusal:
                form.add_error(None, [words(reason) for reason in refusal.reasons])
            else:
                return redirect("import", file.id)
    return render(request, "imports/new.html", {"form": form}, status=status)


@require_GET
@needs(Permission.SEE_IMPORTS)
def file(request: HttpRequest, file_id: int) -> HttpResponse:
    """One file: how far it is, its preview, or what it did."""
    return file_page(request, file_for(current_user(request), file_id))


@require_GET
@needs(Permission.SEE_IMPORTS)
def progress(request: HttpRequest, file_id: int) -> HttpResponse:
    """The progress bar alone; once the work is done the page is drawn anew."""
    shown = file_for(current_user(request), file_id)
    response = render(request, "imports/progress.html", {"file": shown, "progress": queries.progress(shown)})
    if not queries.progress(shown).running:
        response["HX-Refresh"] = "true"
    return response


@require_POST
@needs(Permission.IMPORT_FILES)
def read_again(request: HttpRequest, file_id: int) -> HttpResponse:
    """Read the file anew as the person says."""
    user = current_user(request)
    shown = file_for(user, file_id)
    form = ReadingForm(request.POST, understood=shown.understood, accounts=bank.accounts(user, shown))
    if not form.is_valid():
        return file_page(request, shown, reading=form, status=422)
    try:
        actions.read_again(
            shown, choices=form.choices(), revision=form.cleaned_data["revision"], by=user, at=clock.now()
        )
    except Refusal as refusal:
        return _refused(request, file_id, refusal)
    return redirect("import", file_id)


@require_POST
@needs(Permission.IMPORT_FILES)
def accept_last_line(request: HttpRequest, file_id: int) -> HttpResponse:
    """Read the file anew with its last line, which has no line end; everything else stays as it was chosen."""
    return _read_with(request, file_id, last_line="whole")


@require_POST
@needs(Permission.IMPORT_FILES)
def read_every_line(request: HttpRequest, file_id: int) -> HttpResponse:
    """Read a list anew without the list before, beside which only its other lines were read."""
    return _read_with(request, file_id, compared="whole")


def _read_with(request: HttpRequest, file_id: int, **said: str) -> HttpResponse:
    user = current_user(request)
    shown = file_for(user, file_id)
    choices = {**shown.choices, **said}
    try:
        actions.read_again(shown, choices=choices, revision=revision_of(request), by=user, at=clock.now())
    except Refusal as refusal:
        return _refused(request, file_id, refusal)
    return redirect("import", file_id)


@require_POST
@needs(Permission.IMPORT_FILES)
def post(request: HttpRequest, file_id: int) -> HttpResponse:
    """Post what the preview shows."""
    user = current_user(request)
    try:
        shown, confirmed = file_for(user, file_id), request.POST.getlist("confirmed")
        actions.post(shown, revision=revision_of(request), confirmed=confirmed, by=user, at=clock.now())
    except Refusal as refusal:
        return _refused(request, file_id, refusal)
    return redirect("import", file_id)


@require_POST
@needs(Permission.IMPORT_FILES)
def balance(request: HttpRequest, file_id: int) -> HttpResponse:
    """Enter the balance of the ERP's receivables account beside the list."""
    user = current_user(request)
    shown = file_for(user, file_id)
    lines = {(line["company"], line["currency"]) for line in shown.totals.get("listed", {}).get("lines", [])}
    code, currency = request.POST.get("company", ""), request.POST.get("currency", "")
    if (code, currency) not in lines:
        return file_page(request, shown, status=422)
    form = BalanceForm(request.POST, currency=currency)
    if not form.is_valid():
        return file_page(request, shown, balance_forms={(code, currency): form}, status=422)
    try:
        enter_balance(
            company_for(user, code),
            currency=currency,
            as_of=shown.as_of,
            balance_minor=form.cleaned_data["balance"],
            by=user,
            at=clock.now(),
        )
    except Refusal as refusal:
        return _refused(request, file_id, refusal)
    return redirect("import", file_id)


@require_POST
@needs(Permission.IMPORT_FILES)
def discard(request: HttpRequest, file_id: int) -> HttpResponse:
    """Put the file aside without posting it."""
    user = current_user(request)
    try:
        done = actions.discard(file_for(user, file_id), revision=revision_of(request), by=user, at=clock.now())
    except Refusal as refusal:
        return _refused(request, file_id, refusal)
    messages.success(request, _("%(name)s was discarded. Nothing of it was posted.") % {"name": done.name})
    return redirect("imports")


@require_POST
@needs(Permission.IMPORT_FILES)
def go_on(request: HttpRequest, file_id: int) -> HttpResponse:
    """Let an import that stopped go on."""
    user = current_user(request)
    try:
        actions.go_on(file_for(user, file_id), by=user, at=clock.now())
    except Refusal as refusal:
        return _refused(request, file_id, refusal)
    return redirect("import", file_id)


@require_http_methods(["GET", "POST"])
@needs(Permission.UNDO_IMPORT)
def undo(request: HttpRequest, file_id: int) -> HttpResponse:
    """Show what taking the import back does, and do it."""
    user = current_user(request)
    shown = file_for(user, file_id)
    if shown.state not in ("posted", "posting"):
        return redirect("import", file_id)
    form = UndoForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.undo(shown, reason=form.cleaned_data["reason"], by=user, at=clock.now())
            except Refusal as refusal:
                status = status_of(refusal)
                form.add_error(None, [words(reason) for reason in refusal.reasons])
            else:
                return redirect("import", file_id)
    context: dict[str, Any] = {"file": shown, "form": form}
    if bank.is_bank(shown):
        context["bank_back"] = bank.going_back(shown, as_of=clock.today())
    elif shown.content == OPEN_ITEMS:
        context["consequences"] = queries.consequences(shown, as_of=clock.today())
        context["ticklers"] = ticklers_beside_import(shown.id)
    else:
        context["going_back"] = going_back(shown)
        context["staying"] = records.told(context["going_back"].reasons)
    return render(request, "imports/undo.html", context, status=status)


@require_GET
@needs(Permission.SEE_IMPORTS)
def rows(request: HttpRequest, file_id: int, verdict: str) -> HttpResponse:
    """The rows of the file that are new, unchanged or refused, page by page."""
    shown = file_for(current_user(request), file_id)
    if verdict not in _VERDICTS:
        raise Http404(verdict)
    after = request.GET.get("after", "")
    found = list(queries.rows(shown, verdict=verdict, after=int(after) if after.isdecimal() else 0)[: PAGE + 1])
    of_records = shown.content in KINDS and verdict != "refused"
    context = {
        "file": shown,
        "verdict": verdict,
        "tabs": _tabs(shown, active=verdict),
        "rows": _shown_rows(found[:PAGE]),
        "older": f"?after={found[PAGE - 1].line}" if len(found) > PAGE else "",
        "first": "" if not after else "?",
        "total": preview.counts(shown)[verdict],
        "may_load": may(current_user(request), Permission.IMPORT_FILES),
        "records": records.shown_rows(found[:PAGE], content=shown.content) if of_records else [],
        "bank_rows": bank.rows(found[:PAGE]) if bank.is_bank(shown) else [],
    }
    return render(request, "imports/rows.html", context)


@require_GET
@needs(Permission.SEE_IMPORTS)
@asked_from_the_desk
def refused_xlsx(request: HttpRequest, file_id: int) -> HttpResponse:
    """The refused rows as they were read with the reasons beside them: corrected there, and loaded again."""
    user = current_user(request)
    shown = file_for(user, file_id)
    try:
        content = take_refusals_book(shown, by=user, at=clock.now())
    except Refusal as refusal:
        return _refused(request, file_id, refusal)
    headers = {"Content-Disposition": f'attachment; filename="refused-{shown.id}.xlsx"'}
    return HttpResponse(content, content_type=XLSX_TYPE, headers=headers)


def _shown_rows(rows: Iterable[StagedRow]) -> list[dict[str, Any]]:
    return [
        {
            "line": row.line if row.in_file else None,
            "row": row.row,
            "problems": [{**one, "reason": preview.reasons([one["reason"]])[0]} for one in row.problems],
        }
        for row in rows
    ]


def _tabs(shown: ImportFile, *, active: str) -> list[dict[str, Any]]:
    labels = {
        "new": _("New"),
        "changed": _("Changed"),
        "missing": _("No longer open"),
        "unchanged": _("Unchanged"),
        "refused": _("Refused"),
    }
    counts = preview.counts(shown)
    return [
        {"label": label, "url": f"../{verdict}/", "count": counts[verdict], "active": verdict == active}
        for verdict, label in labels.items()
        if _can_be(verdict, shown)
    ]


def _can_be(verdict: str, shown: ImportFile) -> bool:
    """Documents as they came are new, there already, or refused."""
    if verdict == "missing":
        return shown.is_list
    return verdict != "changed" or shown.compares or shown.content in KINDS


def _possible(shown: ImportFile) -> list[str]:
    """The contents that the headings of the file fit, where it is for a person to say which it is."""
    return [] if shown.understood.get("content", OPEN_ITEMS) else shown.understood["possible"]


def _first_rows(shown: ImportFile) -> list[dict[str, Any]]:
    """The first documents of the file, as they were understood."""
    if shown.state != "previewed" or shown.content != OPEN_ITEMS:
        return []
    return _shown_rows(queries.first_rows(shown)[:UNDERSTOOD_SHOWN])


def _first_records(shown: ImportFile) -> list[dict[str, Any]]:
    """The first rows that are to be posted, what they change before what they make."""
    if shown.content not in KINDS:
        return []
    found = [
        *queries.rows(shown, verdict="changed")[:RECORDS_SHOWN],
        *queries.rows(shown, verdict="new")[:RECORDS_SHOWN],
    ]
    return records.shown_rows(found[:RECORDS_SHOWN], content=shown.content)


def revision_of(request: HttpRequest) -> int:
    """The revision of the preview that the page showed, -1 where it states none."""
    stated = request.POST.get("revision", "")
    return int(stated) if stated.isascii() and stated.isdecimal() else -1


def status_of(refusal: Refusal) -> int:
    """409 for a lost race, 422 for everything else that is refused."""
    return 409 if any(reason.code.endswith("changed_meanwhile") for reason in refusal.reasons) else 422


def _refused(request: HttpRequest, file_id: int, refusal: Refusal) -> HttpResponse:
    shown = file_for(current_user(request), file_id)
    return file_page(request, shown, refusal=refusal, status=status_of(refusal))


def _may_save_profile(user: User, shown: ImportFile) -> bool:
    """Where it is known how the file is read; of a posted one as long as what was chosen for it would be lost."""
    if not may(user, Permission.IMPORT_FILES):
        return False
    if not shown.understood.get("headers") or queries.questions(shown):
        return False
    if shown.state != "posted" or "columns" not in shown.choices:
        return shown.state == "previewed"
    mine = visible_profiles(user).filter(company_id=shown.company_id)
    return not mine.filter(fingerprint=shown.understood["fingerprint"]).exists()


def _asked(shown: ImportFile) -> list[InQuestion]:
    """The customers in question, while somebody may decide."""
    return in_question(shown) if shown.rows_refused and shown.state in ("previewed", "posted") else []


def file_page(
    request: HttpRequest,
    shown: ImportFile,
    *,
    reading: ReadingForm | None = None,
    profile_form: ProfileForm | None = None,
    customers_form: CustomersForm | None = None,
    refusal: Refusal | None = None,
    balance_forms: Mapping[tuple[str, str], BalanceForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a file, with a form that was not in order or a refusal in place of the fresh ones."""
    user = current_user(request)
    chosen = shown.understood.get("choices", shown.choices)
    initial = {"revision": shown.revision, **{k: v for k, v in chosen.items() if k != "columns"}}
    doubts = preview.doubts(shown)
    context = {
        "file": shown,
        "names": names_of([shown.received_by, shown.posted_by, shown.undone_by]),
        "tone": preview.TONES[shown.state],
        "idle": preview.nothing_to_post(shown),
        "took": preview.took(shown),
        "holds": CONTENTS[shown.content] if shown.understood.get("content") else "",
        "possible": [(each, CONTENTS[each]) for each in _possible(shown)],
        "of_records": shown.content in KINDS,
        "of_bank": bank.summary(shown),
        "may_make_account": may(user, Permission.CLOSE_PERIOD),
        "may_see_statements": may(user, Permission.SEE_CASH) and may(user, Permission.SEE_ACCOUNTS_ALL),
        "stayed": records.stayed(not_taken_back(shown)) if shown.state == "undone" else [],
        "changed_fields": records.changed_fields(shown),
        "record_rows": _first_records(shown),
        "progress": queries.progress(shown),
        "refusal": refusal,
        "questions": queries.questions(shown),
        "cut_off_line": queries.cut_off_line(shown) if shown.state == "previewed" else None,
        "warnings": preview.reasons(shown.totals.get("warnings", [])),
        "lines": preview.control_totals(shown, lacking=queries.refused_lacking(shown)),
        "counts": preview.counts(shown),
        "listed": _listed(shown, balance_forms or {}),
        "left": open_rows(shown).count() if shown.is_list else 0,
        "decisions": shown.is_list and decisions_of(shown).exists(),
        "doubts": doubts,
        "final_doubt": any(doubt["final"] for doubt in doubts),
        "sums": preview.new_sums(shown),
        "layout": preview.layout(shown),
        "profile_form": profile_form or ProfileForm(initial={"name": preview.profile_name(shown)}),
        "may_save_profile": _may_save_profile(user, shown),
        "reading": reading
        or ReadingForm(understood=shown.understood, accounts=bank.accounts(user, shown), initial=initial),
        "used": used(user, policy_of_import(shown.id), section="terms"),
        "customers": customers_form or CustomersForm(asked=_asked(shown)),
        "may_load": may(user, Permission.IMPORT_FILES),
        "may_correct": shown.state in ("previewed", "refused")
        and may(user, Permission.IMPORT_FILES)
        and bank.may_be_read_otherwise(shown),
        "may_undo": may(user, Permission.UNDO_IMPORT),
        "corrects": visible_files(user).filter(id=shown.corrects_id).first() if shown.corrects_id else None,
        "corrections": list(visible_files(user).filter(corrects=shown)),
        "refused": _shown_rows(queries.rows(shown, verdict="refused")[:REFUSED_SHOWN]),
        "first_rows": _first_rows(shown),
    }
    return render(request, "imports/file.html", context, status=status)


def _listed(shown: ImportFile, forms: Mapping[tuple[str, str], BalanceForm]) -> dict[str, Any] | None:
    """How a list ties, each line with the form for the balance of the ERP's account."""
    listed = preview.listed(shown)
    for line in listed["lines"] if listed else ():
        key = line["company"], line["currency"]
        line["form"] = forms.get(key) or BalanceForm(currency=line["currency"], prefix=None)
        line["rest_shown"], line["off_shown"] = (amount(line[name] or 0, line["currency"]) for name in ("rest", "off"))
    return listed
