from __future__ import annotations

from django.urls import path

from creditdesk.web.cash_advices import asking, pages, pictures, together

_LIST = "cash/remittances/<int:remittance_id>/"

urlpatterns = [
    path("cash/remittances/", pages.remittances_page, name="remittances"),
    path(_LIST, pages.remittance, name="remittance"),
    path(f"{_LIST}accept/", pages.accept, name="remittance_accept"),
    path(f"{_LIST}aside/", pages.aside, name="remittance_aside"),
    path(f"{_LIST}picture/", pictures.picture, name="remittance_picture"),
    path(f"{_LIST}payments/", together.put, name="remittance_payments"),
    path("cash/<int:receipt_id>/ask/", asking.ask, name="cash_ask_remittance"),
]
