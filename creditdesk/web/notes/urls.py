"""What was said: found by its words, and on its way to the CRM and the ERP."""

from __future__ import annotations

from django.urls import path

from creditdesk.web.notes import views

urlpatterns = [
    path("said/", views.search_said, name="search_said"),
    path("notes/", views.notes_page, name="notes"),
    path("notes/<int:activity_id>/answer/", views.answered, name="note_answer"),
]
