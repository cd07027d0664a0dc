from __future__ import annotations

from django.urls import path

from creditdesk.web.settlements import asking, views

urlpatterns = [
    path("settlements/", views.settlements, name="settlements"),
    path("settlements/<int:settlement_id>/", views.settlement, name="settlement"),
    path("requests/<int:request_id>/settlement/", asking.change, name="settlement_change"),
    path("accounts/<int:customer_id>/settle/", asking.new, name="settlement_new"),
    path("accounts/<int:customer_id>/settle/figures/", asking.figures, name="settlement_figures"),
]
