from __future__ import annotations

from django.urls import path

from creditdesk.web.plans import asking, views

urlpatterns = [
    path("plans/", views.plans, name="plans"),
    path("plans/<int:plan_id>/", views.plan, name="plan"),
    path("plans/<int:plan_id>/sign/", views.sign, name="plan_sign"),
    path("plans/<int:plan_id>/terminate/", views.terminate, name="plan_terminate"),
    path("accounts/<int:customer_id>/plan/", asking.new, name="plan_new"),
    path("accounts/<int:customer_id>/plan/preview/", asking.preview, name="plan_preview"),
    path("requests/<int:request_id>/plan/", asking.change, name="plan_change"),
]
