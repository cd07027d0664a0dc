from __future__ import annotations

from django.urls import path

from creditdesk.web.metrics import views

urlpatterns = [
    path("metrics/", views.metrics, name="metrics"),
    path("health/ready/", views.ready, name="ready"),
]
