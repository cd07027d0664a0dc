from __future__ import annotations

from django.urls import path

from creditdesk.web.delinquent import views

urlpatterns = [
    path("delinquent/", views.delinquent_log, name="delinquent"),
]
