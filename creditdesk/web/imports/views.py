"""Imports: files in, what each did, what it refused and why, control totals, and the undo of a whole import."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from creditdesk.config import clock
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.visibility import Permission
from creditdesk.intake import actions, queries
from creditdesk.intake.access import ImportFile, file_for, visible_files
from creditdesk.parties.directory import names_of
from creditdesk.receivables.queries import policy_of_import
from creditdesk.web.imports import preview
from creditdesk.web.imports.forms import ProfileForm, ReadingForm, UndoForm, UploadForm
from creditdesk.web.permissions import current_user, may, needs
from creditdesk.web.policy.used import used

PAGE = 50
_VERDICTS = ("new", "unchanged", "refused")


@require_GET
@needs(Permission.IMPORT_FILES)
def imports(request: HttpRequest) -> HttpResponse:
    """The files, newest first, with what each did."""
    found = visible_files(current_user(request))
    before = request.GET.get("before", "")
    if before.isdecimal():
        found = found.filter(id__lt=int(before))
    files = list(found[: PAGE + 1])
    shown = [{"file": each, "tone": preview.TONES[each.state], "sums": preview.new_sums(each)} for each in files[:PAGE]]
    older = f"?before={files[PAGE - 1].id}" if len(files) > PAGE else ""
    context = {
        "files": shown,
        "names": names_of(each.received_by for each in files),
        "older": older,
        "working": any(each.state in queries.AT_WORK for each in files),
    }
    return render(request, "imports/list.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.IMPORT_FILES)
def new(request: HttpRequest) -> HttpResponse:
    """Bring a file in. Nothing is posted before its preview was seen."""
    user = current_user(request)
    form = UploadForm(request.POST or None, request.FILES or None, user=user)
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
                    by=user,
                    at=clock.now(),
                    as_of=clock.today(),
                )
            except Refusal as refusal:
                form.add_error(None, [str(reason) for reason in refusal.reasons])
            else:
                return redirect("import", file.id)
    return render(request, "imports/new.html", {"form": form}, status=status)


@require_GET
@needs(Permission.IMPORT_FILES)
def file(request: HttpRequest, file_id: int) -> HttpResponse:
    """One file: how far it is, its preview, or what it did."""
    return file_page(request, file_for(current_user(request), file_id))


@require_GET
@needs(Permission.IMPORT_FILES)
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
    form = ReadingForm(request.POST, understood=shown.understood)
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
    user = current_user(request)
    shown = file_for(user, file_id)
    choices = {**shown.choices, "last_line": "whole"}
    try:
        actions.read_again(shown, choices=choices, revision=_revision(request), by=user, at=clock.now())
    except Refusal as refusal:
        return _refused(request, file_id, refusal)
    return redirect("import", file_id)


@require_POST
@needs(Permission.IMPORT_FILES)
def post(request: HttpRequest, file_id: int) -> HttpResponse:
    """Post what the preview shows."""
    user = current_user(request)
    try:
        actions.post(file_for(user, file_id), revision=_revision(request), by=user, at=clock.now())
    except Refusal as refusal:
        return _refused(request, file_id, refusal)
    return redirect("import", file_id)


@require_POST
@needs(Permission.IMPORT_FILES)
def discard(request: HttpRequest, file_id: int) -> HttpResponse:
    """Put the file aside without posting it."""
    user = current_user(request)
    try:
        done = actions.discard(file_for(user, file_id), revision=_revision(request), by=user, at=clock.now())
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
                form.add_error(None, [str(reason) for reason in refusal.reasons])
            else:
                return redirect("import", file_id)
    context = {"file": shown, "form": form, "consequences": queries.consequences(shown)}
    return render(request, "imports/undo.html", context, status=status)


@require_GET
@needs(Permission.IMPORT_FILES)
def rows(request: HttpRequest, file_id: int, verdict: str) -> HttpResponse:
    """The rows of the file that are new, unchanged or refused, page by page."""
    shown = file_for(current_user(request), file_id)
    if verdict not in _VERDICTS:
        raise Http404(verdict)
    after = request.GET.get("after", "")
    found = list(queries.rows(shown, verdict=verdict, after=int(after) if after.isdecimal() else 0)[: PAGE + 1])
    context = {
        "file": shown,
        "verdict": verdict,
        "tabs": _tabs(shown, active=verdict),
        "rows": [{"line": row.line, "row": row.row, "problems": _problems(row.problems)} for row in found[:PAGE]],
        "older": f"?after={found[PAGE - 1].line}" if len(found) > PAGE else "",
        "first": "" if not after else "?",
        "total": dict(zip(_VERDICTS, (shown.rows_accepted, shown.rows_unchanged, shown.rows_refused), strict=True))[
            verdict
        ],
    }
    return render(request, "imports/rows.html", context)


def _problems(stored: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**problem, "reason": preview.reasons([problem["reason"]])[0]} for problem in stored]


def _tabs(shown: ImportFile, *, active: str) -> list[dict[str, Any]]:
    counts = (
        ("new", _("New"), shown.rows_accepted),
        ("unchanged", _("Unchanged"), shown.rows_unchanged),
        ("refused", _("Refused"), shown.rows_refused),
    )
    return [
        {"label": label, "url": f"../{verdict}/", "count": count, "active": verdict == active}
        for verdict, label, count in counts
    ]


def _revision(request: HttpRequest) -> int:
    stated = request.POST.get("revision", "")
    return int(stated) if stated.isascii() and stated.isdecimal() else -1


def status_of(refusal: Refusal) -> int:
    """409 for a lost race, 422 for everything else that is refused."""
    return 409 if any(reason.code.endswith("changed_meanwhile") for reason in refusal.reasons) else 422


def _refused(request: HttpRequest, file_id: int, refusal: Refusal) -> HttpResponse:
    shown = file_for(current_user(request), file_id)
    return file_page(request, shown, refusal=refusal, status=status_of(refusal))


def file_page(
    request: HttpRequest,
    shown: ImportFile,
    *,
    reading: ReadingForm | None = None,
    profile_form: ProfileForm | None = None,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a file, with a form that was not in order or a refusal in place of the fresh ones."""
    user = current_user(request)
    chosen = shown.understood.get("choices", shown.choices)
    initial = {"revision": shown.revision, **{k: v for k, v in chosen.items() if k != "columns"}}
    context = {
        "file": shown,
        "names": names_of([shown.received_by, shown.posted_by, shown.undone_by]),
        "tone": preview.TONES[shown.state],
        "progress": queries.progress(shown),
        "refusal": refusal,
        "questions": queries.questions(shown),
        "cut_off_line": queries.cut_off_line(shown) if shown.state == "previewed" else None,
        "warnings": preview.reasons(shown.totals.get("warnings", [])),
        "lines": preview.control_totals(shown),
        "sums": preview.new_sums(shown),
        "layout": preview.layout(shown),
        "profile_form": profile_form or ProfileForm(initial={"name": shown.understood.get("profile")}),
        "may_save_profile": bool(shown.understood.get("headers")) and not queries.questions(shown),
        "reading": reading or ReadingForm(understood=shown.understood, initial=initial),
        "used": used(user, policy_of_import(shown.id), section="terms"),
        "may_undo": may(user, Permission.UNDO_IMPORT),
        "refused": [
            {"line": row.line, "problems": _problems(row.problems)}
            for row in queries.rows(shown, verdict="refused")[:10]
        ],
    }
    return render(request, "imports/file.html", context, status=status)
