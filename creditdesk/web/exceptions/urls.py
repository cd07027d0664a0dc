from __future__ import annotations

from django.urls import path

from creditdesk.web.exceptions import views

urlpatterns = [path("exceptions/", views.exceptions, name="exceptions")]
