from __future__ import annotations

from django.urls import path

from creditdesk.web.exceptions import decide, views

urlpatterns = [
    path("exceptions/", views.exceptions, name="exceptions"),
    path("follow-up/exception/", decide.decide, name="exception_decide"),
]
