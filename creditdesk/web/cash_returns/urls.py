from __future__ import annotations

from django.urls import path

from creditdesk.web.cash_returns import receipts, refunds, returns

_RETURN = "cash/returns/<int:returned_id>/"

urlpatterns = [
    path("cash/returns/", returns.returns_page, name="returned_payments"),
    path(_RETURN, returns.one, name="returned_payment"),
    path(f"{_RETURN}take/", returns.take, name="returned_payment_take"),
    path(f"{_RETURN}aside/", returns.aside, name="returned_payment_aside"),
    path(f"{_RETURN}again/", returns.again, name="returned_payment_again"),
    path("cash/special/", receipts.special, name="special_cash"),
    path("cash/refunds/", refunds.refunds_page, name="refunds"),
    path("cash/refunds/<int:refund_id>/decide/", refunds.decide, name="refund_decide"),
    path("cash/<int:receipt_id>/return/", receipts.return_by_hand, name="receipt_return"),
    path("cash/<int:receipt_id>/held/", receipts.held, name="receipt_held"),
    path("cash/<int:receipt_id>/settlement/", receipts.settlement, name="receipt_settlement"),
    path("cash/<int:receipt_id>/exchange/", receipts.exchanged, name="receipt_exchange"),
    path("cash/<int:receipt_id>/exchange/back/", receipts.exchanged_back, name="receipt_exchange_back"),
]
