"""The words of credit files: recommendations, parts of the scorecard, securities, figures."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from creditdesk.exports.words import Words

ADVICES: Words = {
    "close": _("Close the account"),
    "collect": pgettext_lazy("recommendation", "Collect"),
    "reduce": _("Reduce the limit"),
    "extend": _("Extend the limit"),
    "keep": _("Keep the limit"),
}
ADVICE_TONES = {"close": "danger", "collect": "danger", "reduce": "warning", "extend": "success", "keep": "neutral"}
PARTS: Words = {
    "payment_index": _("Payment index"),
    "trend": _("Trend"),
    "finances": _("Altman Z′"),
    "rating": _("Rating"),
    "references": _("Trade references"),
    "purchases": _("Purchases"),
    "years": _("Years as a customer"),
    "returned": _("Returned payments"),
}
SECURITIES: Words = {
    "insurance": _("Credit insurance"),
    "guaranty": _("Guaranty"),
    "security_interest": _("Security interest"),
    "letter_of_credit": _("Letter of credit"),
}
RATINGS: Words = {"bureau": _("Credit bureau"), "jbt": _("JBT")}
BASES: Words = {
    "audited": pgettext_lazy("financial statement", "Audited"),
    "reviewed": _("Reviewed by an accountant"),
    "own": _("The customer’s own"),
}
ZONES: Words = {
    "safe": pgettext_lazy("zone of Z", "Safe"),
    "grey": pgettext_lazy("zone of Z", "Grey"),
    "distress": _("In distress"),
}
FIGURE_WORDS: Words = {
    "current_assets": _("Current assets"),
    "current_liabilities": _("Current liabilities"),
    "total_assets": _("Total assets"),
    "total_liabilities": _("Total liabilities"),
    "retained_earnings": _("Retained earnings"),
    "ebit": _("Earnings before interest and taxes"),
    "sales": pgettext_lazy("figure of a company", "Sales"),
}
ENTRY_KINDS: Words = {
    "statement": _("Financial statement"),
    "rating": _("Rating"),
    "reference": _("Trade reference"),
    "security": _("Security"),
}
