"""What is typed about mail: whose it is, the answer, and what a mailbox is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from creditdesk.mail.mailboxes import Settings
from creditdesk.mail.replying import TEXT_LONGEST
from creditdesk.parties.actions import User

if TYPE_CHECKING:
    from creditdesk.followup.models import Document

_SECURITIES = (
    ("tls", _("TLS from the first byte")),
    ("starttls", _("STARTTLS")),
    ("plain", _("None (own network only)")),
)


class FilingForm(forms.Form):
    """The number of the customer whose message it is."""

    key = forms.CharField(max_length=48, widget=forms.HiddenInput)
    number = forms.CharField(label=_("Customer number"), max_length=40)


class ReplyForm(forms.Form):
    """The answer."""

    key = forms.CharField(max_length=48, widget=forms.HiddenInput)
    text = forms.CharField(label=_("Answer"), max_length=TEXT_LONGEST, widget=forms.Textarea(attrs={"rows": 8}))
    document = forms.TypedMultipleChoiceField(required=False, coerce=int)

    def __init__(self, *args: Any, papers: Sequence[Document] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        fields: dict[str, Any] = self.fields
        fields["document"].choices = [(one.id, one.name) for one in papers]


class MailboxForm(forms.Form):
    """A mailbox. Passwords are never shown again; an empty one stays what it is."""

    company = forms.ChoiceField(label=_("Company"))
    sender_name = forms.CharField(label=_("Sender's name"), max_length=80)
    address = forms.EmailField(label=_("Address"), max_length=160)
    smtp_host = forms.CharField(
        label=_("Server that sends (SMTP)"), max_length=200, required=False, help_text=_("Without one, messages wait.")
    )
    smtp_port = forms.IntegerField(label=_("Port"), min_value=1, max_value=65535, initial=465)
    smtp_security = forms.ChoiceField(label=_("Encryption"), choices=_SECURITIES)
    smtp_user = forms.CharField(label=_("User"), max_length=160, required=False)
    smtp_password = forms.CharField(label=_("Password"), max_length=200, required=False, widget=forms.PasswordInput)
    imap_host = forms.CharField(
        label=_("Server that receives (IMAP)"),
        max_length=200,
        required=False,
        help_text=_("Without one, nothing is fetched."),
    )
    imap_port = forms.IntegerField(label=_("Port"), min_value=1, max_value=65535, initial=993)
    imap_security = forms.ChoiceField(label=_("Encryption"), choices=_SECURITIES)
    imap_user = forms.CharField(label=_("User"), max_length=160, required=False)
    imap_password = forms.CharField(label=_("Password"), max_length=200, required=False, widget=forms.PasswordInput)
    imap_folder = forms.CharField(label=_("Folder"), max_length=120, initial="INBOX")
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, initial=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: User, fixed: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: dict[str, Any] = self.fields
        fields["company"].choices = [(one.code, one.name) for one in user.companies.order_by("code")]
        if fixed:
            del fields["company"]

    def written(self) -> Settings:
        """What was typed, as the actions take it."""
        data = self.cleaned_data
        return Settings(**{name: value for name, value in data.items() if name not in {"company", "version"}})


class ReadersForm(forms.Form):
    """Who works the queue of a mailbox."""

    people = forms.MultipleChoiceField(
        label=_("Who works what no rule could file"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, people: Sequence[User], **options: Any) -> None:
        super().__init__(*args, **options)
        self._people = {str(one.id): one for one in people}
        fields: dict[str, Any] = self.fields
        fields["people"].choices = [(key, str(one)) for key, one in self._people.items()]

    def chosen(self) -> list[User]:
        """The people who were ticked."""
        return [self._people[key] for key in self.cleaned_data["people"]]
