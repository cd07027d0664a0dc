from __future__ import annotations

from django.urls import path

from creditdesk.web.approvals import asking, recovering, sweep, views

urlpatterns = [
    path("requests/", views.inbox, name="requests"),
    path("requests/several/", views.several, name="requests_several"),
    path("requests/several/approve/", views.approve_several, name="requests_approve"),
    path("requests/small/", sweep.small_rests, name="small_rests"),
    path("requests/small/ask/", sweep.ask_to_sweep, name="small_rests_ask"),
    path("requests/<int:request_id>/", views.one, name="request"),
    path("requests/<int:request_id>/change/", asking.change, name="request_change"),
    path("requests/<int:request_id>/decide/", views.decide, name="request_decide"),
    path("requests/<int:request_id>/withdraw/", views.withdraw, name="request_withdraw"),
    path("requests/<int:request_id>/recover/", recovering.recover, name="request_recover"),
    path("accounts/<int:customer_id>/ask/", asking.new, name="request_new"),
]
