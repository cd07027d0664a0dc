"""The ledger's terms in the reader's words: kinds of documents and postings, the status of an account.

{% load ledger %} {{ item.kind|item_kind }} {{ item.kind|item_icon }} {% status_badges customer %}
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import template
from django.utils.functional import Promise
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from creditdesk.exports import words
from creditdesk.exports.words import STATUS_WORDS, word
from creditdesk.intake.queries import place_of
from creditdesk.web.templatetags.desk import badge

if TYPE_CHECKING:
    from creditdesk.parties.models import Customer

register = template.Library()

_ITEM_ICONS = {"payment": "cash", "credit_memo": "undo", "deduction": "dispute", "fee": "plus"}
ACCOUNTS: dict[str, str | Promise] = {
    "erp_clearing": _("ERP clearing"),
    "discount_allowed": _("Discount allowed"),
}
STATUSES: dict[str, tuple[str | Promise, str, str]] = {
    "prospect": (STATUS_WORDS["prospect"], "neutral", ""),
    "hold": (STATUS_WORDS["hold"], "danger", "hold"),
    "cod": (STATUS_WORDS["cod"], "warning", "cash"),
    "cia": (STATUS_WORDS["cia"], "warning", "cash"),
    "closed": (STATUS_WORDS["closed"], "neutral", "x"),
    "bankrupt": (STATUS_WORDS["bankrupt"], "danger", "warning"),
}
BLOCKS: dict[str, str | Promise] = {
    "attorney": _("Do not contact: represented by an attorney"),
    "bankruptcy": _("Do not contact: bankruptcy"),
    "agency": _("Do not contact: placed with an agency"),
    "request": _("Do not contact: asked not to be"),
}


@register.filter
def item_kind(kind: str) -> str:
    """Invoice, Payment, …: the document's kind in words."""
    return words.item_kind(kind)


@register.filter
def movement_kind(kind: str) -> str:
    """What moved a balance, in words: the kind of a document, or of a posting."""
    return str(words.ITEM_KINDS.get(kind) or words.POSTING_KINDS.get(kind, kind))


@register.filter
def item_icon(kind: str) -> str:
    """The icon of a document's kind."""
    return _ITEM_ICONS.get(kind, "document")


@register.filter
def posting_kind(kind: str) -> str:
    """Application, Reversal, …: the posting's kind in words."""
    return words.posting_kind(kind)


@register.filter
def account_name(account: str) -> str:
    """The name of a general-ledger account."""
    return str(ACCOUNTS.get(account) or word(account))


@register.simple_tag
def status_badges(customer: Customer, *, short: bool = False) -> SafeString:
    """What everybody must know before acting on the account: its status unless it is plainly active, and blocks.

    In a row (`short`) the reason of a block is in the chip's title.
    """
    return status_chips(customer.status, customer.contact_block, short=short)


def status_chips(status: str, contact_block: str, *, short: bool = False) -> SafeString:
    """The same for the two facts alone."""
    chips = []
    if status in STATUSES:
        text, tone, icon = STATUSES[status]
        chips.append(badge(str(text), tone=tone, icon=icon))
    if contact_block:
        told = str(BLOCKS.get(contact_block, contact_block))
        chips.append(badge(str(_("Do not contact")) if short else told, tone="danger", icon="x", title=told))
    return format_html_join(" ", "{}", ((chip,) for chip in chips))


@register.filter
def named(key: str, names: Mapping[str, str]) -> str:
    """What a person is called whose username an act was kept under; the username where there is no such user."""
    return names.get(key, key)


@register.filter
def name_in(key: int, names: Mapping[int, str]) -> str:
    """What the account of the number is called; empty where the reader may not see it."""
    return names.get(key, "")


@register.filter
def place(problem: Mapping[str, Any]) -> str:
    """Where a refused value stands in its file: its heading, or the field that no column holds."""
    return place_of(problem)
