from __future__ import annotations

from django.urls import path

from creditdesk.web.webhooks import views

urlpatterns = [
    path("webhooks/", views.webhooks, name="webhooks"),
    path("webhooks/new/", views.new, name="webhook_new"),
    path("webhooks/<int:webhook_id>/", views.webhook, name="webhook"),
    path("webhooks/<int:webhook_id>/pause/", views.pause, name="webhook_pause"),
    path("webhooks/<int:webhook_id>/resume/", views.resume, name="webhook_resume"),
    path("webhooks/<int:webhook_id>/test/", views.test, name="webhook_test"),
    path("webhooks/<int:webhook_id>/secret/", views.secret, name="webhook_secret"),
    path("webhooks/<int:webhook_id>/end/", views.end, name="webhook_end"),
    path("webhook-deliveries/<int:delivery_id>/again/", views.again, name="webhook_again"),
]
