"""Contacts: adding one, changing one, saying that he left, recording how he may be reached."""

from __future__ import annotations

from django.urls import path

from creditdesk.web.contacts import views

urlpatterns = [
    path("accounts/<int:customer_id>/contacts/new/", views.new, name="contact_person_new"),
    path("contacts/<int:contact_id>/", views.change, name="contact_person"),
    path("contacts/<int:contact_id>/left/", views.left, name="contact_person_left"),
    path("contacts/<int:contact_id>/marks/new/", views.mark, name="contact_person_mark"),
]
