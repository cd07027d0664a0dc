from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("creditdesk.web.urls")),
    path("api/v1/", include("creditdesk.api.urls")),
]

handler500 = "creditdesk.web.home.views.server_error"
