from __future__ import annotations

from django.urls import path

from creditdesk.web.periods import views

urlpatterns = [
    path("periods/", views.periods, name="periods"),
    path("periods/<str:code>/close/", views.close, name="period_close"),
]
