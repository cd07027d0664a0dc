"""Microsoft Dynamics 365: the customer ledger entries of Business Central, and CustTrans of Finance (formerly AX)."""

from __future__ import annotations

import re

from creditdesk.intake.formats.layouts.description import FirstOf, Layout, SumOf

BUSINESS_CENTRAL = Layout(
    name="business_central",
    title="Dynamics 365 Business Central, Customer Ledger Entries",
    needs=(
        ("Posting Date",),
        ("Document No.",),
        ("Customer No.",),
        ("Remaining Amount",),
        ("Document Type", "Entry No."),
    ),
    fields={
        "posting_date": ("Posting Date",),
        "document_date": ("Document Date",),
        "due_date": ("Due Date",),
        "document_type": ("Document Type",),
        "document_number": ("Document No.",),
        "po_number": ("External Document No.",),
        "customer_number": ("Customer No.",),
        "customer_name": ("Customer Name",),
        "reference": ("Description",),
        "currency": ("Currency Code",),
        "original_amount": ("Original Amount", "Amount"),
        "open_amount": ("Remaining Amount",),
        "is_open": ("Open",),
        "settled_date": ("Closed at Date",),
        "terms_code": ("Payment Terms Code",),
        "discount_date": ("Pmt. Discount Date",),
    },
    others=(
        "Amount (LCY)", "Remaining Amt. (LCY)", "Original Amt. (LCY)", "On Hold", "Payment Method Code", "Entry No.",
        "Original Pmt. Disc. Possible", "Remaining Pmt. Disc. Possible", "Applies-to ID", "Amount", "Sales (LCY)",
        "Salesperson Code", "Global Dimension 1 Code", "Global Dimension 2 Code", "Pmt. Disc. Tolerance Date",
        "Max. Payment Tolerance", "Message to Recipient", "Dimension Set ID", "User ID", "Source Code", "Reason Code",
        "Customer Posting Group", "Bal. Account Type", "Bal. Account No.", "Closed by Entry No.",
    ),
    signed=True,
)  # fmt: skip

FINANCE = Layout(
    name="dynamics_custtrans",
    title="Dynamics 365 Finance (AX), open customer transactions (CustTrans)",
    needs=(("AccountNum",), ("Voucher", "Invoice"), ("TransDate",), ("AmountCur",)),
    fields={
        "company": ("DataAreaId",),
        "customer_number": ("AccountNum",),
        "customer_name": ("CustName", "Name"),
        "document_number": ("Invoice", "Voucher"),
        "document_date": ("DocumentDate", "TransDate"),
        "due_date": ("DueDate",),
        "currency": ("CurrencyCode",),
        "original_amount": ("AmountCur",),
        "terms_code": ("PaymTermId",),
        "reference": ("Txt", "PaymReference", "DocumentNum"),
    },
    others=(
        "AmountMST", "SettleAmountCur", "SettleAmountMST", "TransType", "RecId", "LastSettleDate", "LastSettleVoucher",
        "PaymMode", "Approved", "ExchRate", "Partition", "OrderAccount", "CashDiscCode", "Closed",
    ),
    made=(
        FirstOf("document_number", ("Invoice", "Voucher")),
        SumOf("open_amount", re.compile("AmountCur"), re.compile("SettleAmountCur"), heading="Amount unsettled"),
    ),
    signed=True,
    no_date=("1900-01-01", "1/1/1900", "01/01/1900", "01.01.1900"),
)  # fmt: skip

LAYOUTS = (BUSINESS_CENTRAL, FINANCE)
