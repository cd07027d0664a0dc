from __future__ import annotations

from django.urls import path

from creditdesk.web.data_changes import views

_ONE = "data-changes/<int:change_id>/"

urlpatterns = [
    path("data-changes/", views.changes_page, name="data_changes"),
    path("accounts/<int:customer_id>/data-changes/new/", views.new, name="data_change_new"),
    path(_ONE, views.change, name="data_change"),
    path(f"{_ONE}call/", views.call, name="data_change_call"),
    path(f"{_ONE}confirm/", views.confirm, name="data_change_confirm"),
    path(f"{_ONE}withdraw/", views.withdraw, name="data_change_withdraw"),
]
