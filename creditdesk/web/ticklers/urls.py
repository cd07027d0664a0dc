from __future__ import annotations

from django.urls import path

from creditdesk.web.ticklers import views

urlpatterns = [path("ticklers/", views.ticklers, name="ticklers")]
