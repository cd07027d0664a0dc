"""Addresses of the interface for programs. What none of its operations has is answered in its own manner."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from creditdesk.api.desk import api, index
from creditdesk.api.problems import not_found

urlpatterns: list[URLPattern | URLResolver] = [
    path("", index, name="api_index"),
    path("", api.urls),
    path("<path:address>", not_found, name="api_not_found"),
]
