from __future__ import annotations

from django.urls import path

from creditdesk.web.tokens import views

urlpatterns = [
    path("tokens/", views.tokens, name="tokens"),
    path("tokens/new/", views.new, name="token_new"),
    path("tokens/<int:token_id>/revoke/", views.revoke, name="token_revoke"),
]
