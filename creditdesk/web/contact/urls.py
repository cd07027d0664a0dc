from __future__ import annotations

from django.urls import path

from creditdesk.web.contact import tickler_views, views

urlpatterns = [
    path("follow-up/contact/", views.contact_new, name="contact_new"),
    path("follow-up/tickler/", tickler_views.tickler_new, name="tickler_new"),
    path("follow-up/tickler/<int:tickler_id>/snooze/", tickler_views.tickler_snooze, name="tickler_snooze"),
    path("follow-up/tickler/<int:tickler_id>/hand-over/", tickler_views.tickler_hand_over, name="tickler_hand_over"),
    path("follow-up/tickler/<int:tickler_id>/done/", tickler_views.tickler_done, name="tickler_done"),
    path("follow-up/tickler/<int:tickler_id>/cancel/", tickler_views.tickler_cancel, name="tickler_cancel"),
    path("follow-up/tickler/<int:tickler_id>/reopen/", tickler_views.tickler_reopen, name="tickler_reopen"),
]
