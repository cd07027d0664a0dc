from __future__ import annotations

from django.urls import path

from creditdesk.web.search import views

urlpatterns = [
    path("palette/", views.palette, name="palette"),
    path("search/", views.search, name="search"),
]
