from __future__ import annotations

from django.urls import path

from creditdesk.web.creditfile import calendar, entering, limits, views

_FILE = "accounts/<int:customer_id>/credit/"

urlpatterns = [
    path(_FILE, views.account_credit, name="account_credit"),
    path(f"{_FILE}history/", views.history, name="account_credit_history"),
    path(f"{_FILE}review/", views.review, name="account_review"),
    path(f"{_FILE}limit/", limits.ask, name="limit_new"),
    path(f"{_FILE}enter/<slug:kind>/", entering.enter_entry, name="credit_entry_new"),
    path("credit/entries/<slug:kind>/<int:entry_id>/withdraw/", entering.withdraw_entry, name="credit_entry_withdraw"),
    path("requests/<int:request_id>/limit/", limits.change, name="limit_change"),
    path("requests/<int:request_id>/notice/", limits.notice, name="limit_notice"),
    path("requests/<int:request_id>/notice/reasons/", limits.give_reasons, name="limit_reasons"),
    path("reviews/", calendar.reviews, name="reviews"),
    path("reviews/<int:review_id>/", calendar.review, name="credit_review"),
]
