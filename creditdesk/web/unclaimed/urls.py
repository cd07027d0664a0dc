from __future__ import annotations

from django.urls import path

from creditdesk.web.unclaimed import views

urlpatterns = [path("unclaimed/", views.credits, name="unclaimed")]
