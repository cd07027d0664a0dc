from __future__ import annotations

from django.urls import path

from creditdesk.web.journal import views

urlpatterns = [
    path("journal/", views.journal, name="journal"),
    path("journal/verify/", views.verify, name="journal_verify"),
    path("journal/<int:seq>/", views.entry, name="journal_entry"),
    path("journal/<int:seq>/private/", views.private, name="journal_private"),
]
