from __future__ import annotations

from django.urls import path

from creditdesk.web.promises import views

urlpatterns = [
    path("promises/", views.promises, name="promises"),
    path("promises/<int:promise_id>/", views.promise, name="promise"),
    path("promises/<int:promise_id>/cancel/", views.cancel, name="promise_cancel"),
    path("accounts/<int:customer_id>/promises/", views.of_account, name="account_promises"),
]
