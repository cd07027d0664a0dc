from __future__ import annotations

from django.urls import path

from creditdesk.web.delinquent import views

urlpatterns = [
    path("delinquent/", views.delinquent_log, name="delinquent"),
    path("delinquent.csv", views.as_csv, name="delinquent_csv"),
    path("delinquent.xlsx", views.as_xlsx, name="delinquent_xlsx"),
]
