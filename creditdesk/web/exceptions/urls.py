from __future__ import annotations

from django.urls import path

from creditdesk.web.exceptions import decide, views

urlpatterns = [
    path("exceptions/", views.exceptions, name="exceptions"),
    path("exceptions.csv", views.as_csv, name="exceptions_csv"),
    path("exceptions.xlsx", views.as_xlsx, name="exceptions_xlsx"),
    path("follow-up/exception/", decide.decide, name="exception_decide"),
]
