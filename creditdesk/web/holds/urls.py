from __future__ import annotations

from django.urls import path

from creditdesk.web.holds import account, asking, colleagues, report, views, ways

_ORDER = "holds/<int:order_id>/"
_ACCOUNT = "accounts/<int:customer_id>/orders/"

urlpatterns = [
    path("holds/", views.holds, name="holds"),
    path(_ORDER, views.order, name="order"),
    path(f"{_ORDER}release/", views.release, name="order_release"),
    path(f"{_ORDER}reject/", views.reject, name="order_reject"),
    path(f"{_ORDER}ask/", asking.ask, name="order_ask"),
    path("requests/<int:request_id>/release/", asking.change, name="release_change"),
    path(f"{_ORDER}hold/", views.hold, name="order_hold"),
    path(f"{_ORDER}offer/", ways.offer, name="order_offer"),
    path(f"{_ORDER}mention/", colleagues.mention, name="order_mention"),
    path(f"{_ORDER}keep/", ways.keep, name="order_keep"),
    path("holds/offers/<int:offer_id>/answer/", ways.answer, name="offer_answer"),
    path("holds/kept/<int:prepayment_id>/give-back/", ways.give_back, name="prepayment_give_back"),
    path("holds/report/", report.hold_report, name="hold_report"),
    path("holds/accounts/", report.held_accounts, name="held_accounts"),
    path("holds/accounts/<int:customer_id>/answer/", colleagues.answer, name="sales_answer"),
    path(_ACCOUNT, account.orders, name="account_orders"),
    path(f"{_ACCOUNT}hold/", account.hold, name="account_order_hold"),
    path(f"{_ACCOUNT}limit/", account.limit, name="account_limit"),
    path("holds/limits/<int:limit_id>/end/", account.end_limit, name="temporary_limit_end"),
    path("holds/by-hand/<int:hold_id>/lift/", views.lift, name="account_hold_lift"),
]
