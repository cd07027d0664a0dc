"""The parts of holds, as tabs above each of their pages."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _


def hold_tabs(shown: str, *, sees_report: bool) -> list[dict[str, Any]]:
    """The tabs; that of the page, by the name of its address, is marked; the report is history."""
    labels = {"holds": _("Orders"), "held_accounts": _("Accounts on hold")}
    if sees_report:
        labels["hold_report"] = _("Daily hold report")
    return [{"label": label, "url": reverse(name), "active": name == shown} for name, label in labels.items()]
