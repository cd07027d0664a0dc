"""Documents of an account: proofs of delivery, signed orders. They leave the desk as attachments, never inline."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from creditdesk.config import clock
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.visibility import Permission, Visibility, visible_classes
from creditdesk.followup.access import document_for, visible_documents
from creditdesk.followup.actions import attach_document, note_restricted_read
from creditdesk.followup.documents import LARGEST_BYTES
from creditdesk.web.account.page import SEE, Account, opened, page
from creditdesk.web.permissions import current_user, may, needs
from creditdesk.web.templatetags.desk_formats import words

_CLASSES = {
    Visibility.STATUS: gettext_lazy("Everybody who sees the account"),
    Visibility.HISTORY: gettext_lazy("Credit department"),
    Visibility.RESTRICTED: gettext_lazy("Restricted"),
}


class DocumentForm(forms.Form):
    """A file, what it is, and who may read it."""

    file = forms.FileField(label=gettext_lazy("File"))
    description = forms.CharField(label=gettext_lazy("What it is"), max_length=200, required=False)
    visibility = forms.ChoiceField(
        label=gettext_lazy("Who may read it"),
        choices=[(visibility.value, label) for visibility, label in _CLASSES.items()],
        initial=Visibility.HISTORY.value,
    )

    def clean_file(self) -> Any:
        """The upload; a file beyond the limit is refused before it is read into memory."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_BYTES:
            most = LARGEST_BYTES // (1024 * 1024)
            raise forms.ValidationError(_("The file is larger than %(most)d MB.") % {"most": most})
        return file


@require_GET
@needs(*SEE)
@needs(Permission.SEE_HISTORY)
def documents(request: HttpRequest, customer_id: int) -> HttpResponse:
    """The documents that the person may read."""
    return _page(request, opened(request, customer_id), DocumentForm())


@require_POST
@needs(*SEE)
@needs(Permission.RECORD_ACTIVITY)
def attach(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Attach a file to the account."""
    account = opened(request, customer_id)
    form = DocumentForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, account, form, status=422)
    file = form.cleaned_data["file"]
    try:
        attach_document(
            account.customer,
            name=file.name,
            content=file.read(),
            description=form.cleaned_data["description"],
            visibility=Visibility(form.cleaned_data["visibility"]),
            by=account.user,
            at=clock.now(),
        )
    except Refusal as refusal:
        form.add_error("file", [words(reason) for reason in refusal.reasons])
        return _page(request, account, form, status=422)
    messages.success(request, _("Attached."))
    return redirect("account_documents", customer_id)


def _page(request: HttpRequest, account: Account, form: DocumentForm, *, status: int = 200) -> HttpResponse:
    return page(
        request,
        account,
        tab="account_documents",
        template="accounts/documents.html",
        status=status,
        documents=visible_documents(account.user, customer_id=account.customer.id),
        classes={visibility.value: label for visibility, label in _CLASSES.items()},
        form=form if may(account.user, Permission.RECORD_ACTIVITY) else None,
        readable=[visibility.value for visibility in visible_classes(account.user.desk_role)],
    )


@require_GET
@needs(*SEE)
def download(request: HttpRequest, document_id: int) -> HttpResponse:
    """The file as it was attached, as a download that no browser shows or runs."""
    user = current_user(request)
    document = document_for(user, document_id, as_of=clock.today())
    if document.visibility == Visibility.RESTRICTED and document.by_id != user.id:
        note_restricted_read(document.customer, by=user, at=clock.now(), document_ids=[document.id])
    response = HttpResponse(bytes(document.content), content_type="application/octet-stream")
    # Django quotes the name, so that no sign of it can end the header.
    response.headers["Content-Disposition"] = _attachment(document.name)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _attachment(name: str) -> str:
    from django.utils.http import content_disposition_header

    return content_disposition_header(as_attachment=True, filename=name) or "attachment"
