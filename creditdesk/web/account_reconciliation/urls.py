from __future__ import annotations

from django.urls import path

from creditdesk.web.account_reconciliation import steps, views

_ONE = "account-reconciliations/<int:statement_id>/"

urlpatterns = [
    path("account-reconciliations/", views.statements, name="customer_statements"),
    path("accounts/<int:customer_id>/reconcile/", views.new, name="customer_statement_new"),
    path(_ONE, views.statement, name="customer_statement"),
    path(f"{_ONE}line/", steps.add_line, name="customer_statement_line"),
    path(f"{_ONE}line/take-back/", steps.line_back, name="customer_statement_line_back"),
    path(f"{_ONE}total/", steps.total, name="customer_statement_total"),
    path(f"{_ONE}match/", steps.match, name="customer_statement_match"),
    path(f"{_ONE}match/undo/", steps.unmatch, name="customer_statement_unmatch"),
    path(f"{_ONE}match-again/", steps.rematch, name="customer_statement_rematch"),
    path(f"{_ONE}explain/", steps.explain, name="customer_statement_explain"),
    path(f"{_ONE}explain-all/", steps.explain_all, name="customer_statement_explain_all"),
    path(f"{_ONE}explain/take-back/", steps.unexplain, name="customer_statement_unexplain"),
    path(f"{_ONE}conclude/", steps.conclude, name="customer_statement_conclude"),
    path(f"{_ONE}reopen/", steps.reopen, name="customer_statement_reopen"),
    path(f"{_ONE}withdraw/", steps.withdraw, name="customer_statement_withdraw"),
    path(f"{_ONE}letter/", steps.letter, name="customer_statement_letter"),
]
