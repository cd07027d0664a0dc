from __future__ import annotations

from django.urls import path

from creditdesk.web.customer_events import acts, views

_ONE = "events/<int:event_id>/"

urlpatterns = [
    path("events/", views.events, name="customer_events"),
    path("notices/", views.notices_page, name="notices"),
    path("accounts/<int:customer_id>/events/", views.of_account, name="account_events"),
    path("accounts/<int:customer_id>/events/new/", views.report, name="customer_event_new"),
    path(_ONE, views.event, name="customer_event"),
    path(f"{_ONE}verify/", acts.verify, name="customer_event_verify"),
    path(f"{_ONE}refute/", acts.refute, name="customer_event_refute"),
    path(f"{_ONE}withdraw/", acts.withdraw, name="customer_event_withdraw"),
    path(f"{_ONE}carry-out/", acts.carry_out, name="customer_event_carry_out"),
    path(f"{_ONE}cure/", acts.cure, name="customer_event_cure"),
    path(f"{_ONE}successor/", acts.successor, name="customer_event_successor"),
    path("successions/<int:succession_id>/assumption/", acts.assumption, name="succession_assumption"),
    path("status-proposals/<int:proposal_id>/decide/", acts.decide, name="status_decide"),
    path("holds/<int:finding_id>/lift/", acts.lift, name="hold_lift"),
]
