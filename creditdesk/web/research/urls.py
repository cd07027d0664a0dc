from __future__ import annotations

from django.urls import path

from creditdesk.web.research import views

urlpatterns = [path("items/<int:item_id>/evidence/", views.evidence, name="item_evidence")]
