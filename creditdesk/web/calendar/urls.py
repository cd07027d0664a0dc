from __future__ import annotations

from django.urls import path

from creditdesk.web.calendar import views

urlpatterns = [
    path("calendar/<str:secret>.ics", views.feed, name="calendar_feed"),
    path("tokens/calendar/", views.new, name="calendar_key_new"),
    path("tokens/calendar/revoke/", views.revoke, name="calendar_key_revoke"),
]
