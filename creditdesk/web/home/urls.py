from __future__ import annotations

from django.urls import path

from creditdesk.web.home import views

urlpatterns = [
    path("", views.home, name="home"),
    path("theme/", views.theme, name="theme"),
    path("language/", views.language, name="language"),
    path("health/", views.health, name="health"),
]
