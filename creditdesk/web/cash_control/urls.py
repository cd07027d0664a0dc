from __future__ import annotations

from django.urls import path

from creditdesk.web.cash_control import figures, reconciliation, reports, review

urlpatterns = [
    path("report/", reports.report, name="cash_report"),
    path("unapplied/", reports.unapplied_cash, name="cash_unapplied"),
    path("reconciliation/", reconciliation.reconciliation, name="cash_reconciliation"),
    path("lines/<int:line_id>/explain/", reconciliation.explain, name="bank_line_explain"),
    path("review/", review.review, name="cash_review"),
    path("review/sign/", review.sign, name="cash_review_sign"),
    path("review/<int:match_id>/take-back/", review.take_back, name="cash_review_take_back"),
    path("analytics/", figures.analytics, name="match_figures"),
]
