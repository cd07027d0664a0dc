from __future__ import annotations

from django.urls import path

from creditdesk.web.statement import views

urlpatterns = [
    path("accounts/<int:customer_id>/statement/", views.statement, name="account_statement"),
    path("accounts/<int:customer_id>/statement.csv", views.as_csv, name="account_statement_csv"),
    path("accounts/<int:customer_id>/statement.xlsx", views.as_xlsx, name="account_statement_xlsx"),
]
