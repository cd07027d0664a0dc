from __future__ import annotations

from django.urls import path

from creditdesk.web.cash import decisions, history, work

urlpatterns = [
    path("cash/", work.cash, name="cash"),
    path("cash/new/", decisions.new, name="cash_new"),
    path("cash/<int:receipt_id>/", work.receipt, name="cash_receipt"),
    path("cash/<int:receipt_id>/history/", history.history, name="cash_history"),
    path("cash/<int:receipt_id>/match/", work.match, name="cash_match"),
    path("cash/<int:receipt_id>/payer/", decisions.payer, name="cash_payer"),
    path("cash/<int:receipt_id>/same/", decisions.same, name="cash_same"),
    path("cash/<int:receipt_id>/off/", decisions.off, name="cash_off"),
    path("cash/<int:receipt_id>/standing/", decisions.standing, name="cash_standing"),
    path("cash/matches/<int:match_id>/take-back/", decisions.take_back, name="cash_take_back"),
]
