"""The strategy of an account: where it stands, and what a person decides about it."""

from __future__ import annotations

from django.urls import path

from creditdesk.web.strategy import views

urlpatterns = [
    path("accounts/<int:customer_id>/strategy/", views.strategy, name="account_strategy"),
    path("accounts/<int:customer_id>/strategy/pause/", views.pause, name="strategy_pause"),
    path("accounts/<int:customer_id>/strategy/resume/", views.resume, name="strategy_resume"),
    path("accounts/<int:customer_id>/strategy/skip/", views.skip, name="strategy_skip"),
    path("accounts/<int:customer_id>/strategy/done/", views.finish, name="strategy_done"),
    path("accounts/<int:customer_id>/strategy/escalate/", views.hand_up, name="strategy_escalate"),
]
