from __future__ import annotations

from django.urls import path

from creditdesk.web.accounts import views

urlpatterns = [path("accounts/", views.accounts, name="accounts")]
