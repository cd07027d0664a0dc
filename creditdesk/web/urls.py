"""The pages of the desk. Each screen brings its own routes; every route stands in tests/web/permission_matrix.py."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("creditdesk.web.home.urls")),
    path("account/", include("creditdesk.web.sign_in.urls")),
]
