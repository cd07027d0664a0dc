from __future__ import annotations

from django.urls import path

from creditdesk.web.bank import views

urlpatterns = [
    path("accounts/", views.accounts, name="bank_accounts"),
    path("accounts/new/", views.new_account, name="bank_account_new"),
    path("statements/", views.statements, name="bank_statements"),
    path("statements/<int:statement_id>/", views.statement, name="bank_statement"),
    path("statements/<int:statement_id>/decision/", views.decide, name="bank_statement_decide"),
]
