from __future__ import annotations

from django.urls import path

from creditdesk.web.stops import views

urlpatterns = [
    path("stops/", views.stops, name="stops"),
    path("stops/<int:stop_id>/lift/", views.lift, name="stop_lift"),
]
