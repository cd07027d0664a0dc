"""The words of cases: kinds, stages, sources, departments, papers and what became of amounts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy, pgettext_lazy

from creditdesk.domain.policy_cases import CasesPolicy
from creditdesk.exports.words import Words, policy_name

CASE_KINDS: Words = {
    "deduction": gettext_lazy("Deduction"),
    "chargeback": gettext_lazy("Chargeback"),
    "dispute": gettext_lazy("Dispute"),
    "complaint": gettext_lazy("Complaint"),
    "inquiry": gettext_lazy("Inquiry"),
    "discrepancy": gettext_lazy("Discrepancy"),
}
CASE_STAGES: Words = {
    "new": pgettext_lazy("of a case", "New"),
    "researching": pgettext_lazy("of a case", "Researching"),
    "valid": pgettext_lazy("of a case", "Valid"),
    "partly": pgettext_lazy("of a case", "Partly valid"),
    "invalid": pgettext_lazy("of a case", "Invalid"),
    "closed": pgettext_lazy("of a case", "Closed"),
    "merged": pgettext_lazy("of a case", "Merged"),
}
CASE_SOURCES: Words = {
    "short_payment": gettext_lazy("Short payment"),
    "call": gettext_lazy("Call"),
    "mail": gettext_lazy("Mail"),
    "file": gettext_lazy("File"),
    "person": gettext_lazy("Person"),
    "api": gettext_lazy("Interface for programs"),
}
DEPARTMENTS: Words = {
    "credit": pgettext_lazy("department", "Credit"),
    "cash": pgettext_lazy("department", "Cash application"),
    "logistics": pgettext_lazy("department", "Logistics"),
    "sales": pgettext_lazy("department", "Sales"),
    "marketing": pgettext_lazy("department", "Marketing"),
    "customer_service": pgettext_lazy("department", "Customer service"),
    "quality": pgettext_lazy("department", "Quality"),
}
PAPERS: Words = {
    "proof_of_delivery": gettext_lazy("Proof of delivery"),
    "bill_of_lading": gettext_lazy("Bill of lading"),
    "price_file": gettext_lazy("Price file"),
    "purchase_order": gettext_lazy("Purchase order"),
    "return_authorisation": gettext_lazy("Return authorisation"),
    "warehouse_receipt": gettext_lazy("Warehouse receipt"),
    "signed_deal": gettext_lazy("Signed deal"),
    "proof_of_performance": gettext_lazy("Proof of performance"),
    "freight_terms": gettext_lazy("Freight terms"),
    "routing_guide": gettext_lazy("Routing guide"),
    "value_date": gettext_lazy("Value date"),
    "earlier_claim": gettext_lazy("Earlier claim"),
}
OUTCOMES: Words = {
    "credited": pgettext_lazy("of an amount of a case", "Credited"),
    "repaid": pgettext_lazy("of an amount of a case", "Repaid"),
    "netted": pgettext_lazy("of an amount of a case", "Netted"),
    "written_off": pgettext_lazy("of an amount of a case", "Written off"),
    "withdrawn": pgettext_lazy("of an amount of a case", "Withdrawn"),
    "auto_cleared": pgettext_lazy("of an amount of a case", "Cleared by the machine"),
}


def reason_title(code: str, policy: CasesPolicy) -> str:
    """The reason as the policy calls it, in the reader's language where that is known; one that is gone, by its code.

    The default policy's own titles are translated; others are as the credit manager wrote them.
    """
    reason = policy.reasons.get(code)
    return policy_name(reason.title) if reason else code.replace("_", " ")
