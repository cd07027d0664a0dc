from __future__ import annotations

from django.urls import path

from creditdesk.web.calls import incoming, plan, views

urlpatterns = [
    path("accounts/<int:customer_id>/call/", views.call, name="call"),
    path("calls/incoming/", incoming.incoming, name="incoming_call"),
    path("calls/unknown/<int:call_id>/done/", incoming.unknown_done, name="unknown_call_done"),
    path("today/plan/", plan.day_plan, name="day_plan"),
]
