from __future__ import annotations

from django.urls import path

from creditdesk.web.holds import views

_ORDER = "holds/<int:order_id>/"

urlpatterns = [
    path("holds/", views.holds, name="holds"),
    path(_ORDER, views.order, name="order"),
    path(f"{_ORDER}release/", views.release, name="order_release"),
    path(f"{_ORDER}reject/", views.reject, name="order_reject"),
    path(f"{_ORDER}hold/", views.hold, name="order_hold"),
    path("holds/by-hand/<int:hold_id>/lift/", views.lift, name="account_hold_lift"),
]
