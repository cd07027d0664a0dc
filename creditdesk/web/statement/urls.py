from __future__ import annotations

from django.urls import path

from creditdesk.web.statement import views

urlpatterns = [path("accounts/<int:customer_id>/statement/", views.statement, name="account_statement")]
