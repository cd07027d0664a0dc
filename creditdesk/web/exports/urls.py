"""Addresses of files: `/exports/accounts/?format=xlsx`, those of one account, document or import below theirs."""

from __future__ import annotations

from django.urls import URLPattern, path

from creditdesk.exports.asking import Reach
from creditdesk.exports.registry import LISTINGS
from creditdesk.web.exports import views
from creditdesk.web.exports.taking import Read, take_out
from creditdesk.web.statement.views import statement_asked

# Screens whose addresses say it otherwise than the list's filters do.
_READ: dict[str, Read] = {"statement": statement_asked}


def _place(name: str) -> str:
    listing, slug = LISTINGS[name], name.replace("_", "-")
    if "item" in listing.filters:
        return f"items/<int:item_id>/exports/{slug}/"
    if listing.reach is Reach.ACCOUNT:
        return f"accounts/<int:customer_id>/exports/{slug}/"
    if "file" in listing.filters:
        return f"imports/<int:file_id>/exports/{slug}/"
    return f"exports/{slug}/"


urlpatterns: list[URLPattern] = [
    path("exports/", views.exports, name="exports"),
    path("exports/<int:export_id>/", views.export, name="export"),
    path("exports/<int:export_id>/progress/", views.progress, name="export_progress"),
    path("exports/<int:export_id>/file/", views.file, name="export_file"),
    *(path(_place(name), take_out(name, read=_READ.get(name)), name=f"export_{name}") for name in LISTINGS),
]
