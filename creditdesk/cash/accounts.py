"""The general-ledger accounts that cash moves beside receivables; the ERP maps them to numbers of its own."""

from __future__ import annotations

# Money of which nobody knows who paid it: a suspense account, and no customer's.
UNIDENTIFIED = "unidentified_cash"
# Small differences that were cleared within the policy.
SMALL_DIFFERENCES = "small_differences"
# What a change of rates between invoice and payment made.
FX_DIFFERENCES = "fx_differences"
# Both sides of money that becomes money of another currency.
FX_CLEARING = "fx_clearing"
# The fee for a payment that came back.
RETURN_FEES = "return_fees"
# Where money came that no bank account of ours told: checks entered by hand until the bank has them.
CASH_IN_HAND = "cash_in_hand"
# What payers are to have back, until it is paid out where the payments are made.
REFUNDS_PAYABLE = "refunds_payable"
