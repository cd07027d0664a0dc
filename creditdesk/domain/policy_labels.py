"""What the sections and fields of the policy are called."""

from __future__ import annotations

import inspect
from collections.abc import Mapping

from creditdesk.domain.phrases import Named
from creditdesk.domain.policy_fields import Section


def title_of(section: str) -> Named:
    """The title of a section, by its name in the document."""
    return Named(_TITLES[section])


def intro_of(section: type[Section]) -> Named:
    """What the section is about, in a sentence."""
    return Named((inspect.getdoc(section) or "").split("\n\n")[0].replace("\n", " "))


def label_of(path: str) -> Named:
    """What a field is called, by its path such as `aging.buckets`."""
    name = path.rsplit(".", maxsplit=1)[-1]
    return Named(_LABELS.get(path) or _LABELS.get(name) or _humanised(name))


_SUFFIXES = ("_business_days", "_days", "_months", "_pct", "_mb", "_years")


def _humanised(name: str) -> str:
    for suffix in _SUFFIXES:
        name = name.removesuffix(suffix)
    words = name.replace("_", " ")
    return words[:1].upper() + words[1:]


_TITLES: Mapping[str, str] = {
    "calendar": "Holidays",
    "terms": "Payment terms and discount",
    "aging": "Aging",
    "small_difference": "Small differences",
    "deductions": "Deductions",
    "nsf": "Returned payments",
    "promise": "Promises to pay",
    "plan": "Payment plans",
    "holds": "Order holds",
    "exposure": "Exposure",
    "release": "Release of orders",
    "authority": "Authority",
    "credit": "Limits and risk classes",
    "agency": "Agencies",
    "contact": "Contact with customers",
    "calls": "Calls",
    "day_plan": "Plan of the day",
    "interest": "Interest on late payment",
    "escheat": "Unclaimed balances",
    "events": "Customer events",
    "worklist": "Worklist",
    "exceptions": "Exceptions",
    "letters": "Letters",
    "strategies": "Strategies: who gets which",
    "ticklers": "Ticklers",
    "automation": "Automation",
    "intake": "Files that come in",
    "mail": "E-mail",
}

# By path, else by name; other labels are made from the name.
_LABELS: Mapping[str, str] = {
    "aging.edge": "Day on the edge",
    "aging.buckets": "Upper edges, days past due",
    "agency.min_days_past_due": "Days past due, at least",
    "agency.min_broken_promises_alternative": "Or broken promises, at least",
    "agency.min_amount": "Balance, at least",
    "agency.final_demand_days": "Days since the final demand",
    "agency.handback_days": "Handed back after",
    "authority.cod_plan_extension": "Cash on delivery, plan, extension: from",
    "authority.release_order": "Release of an order",
    "authority.settlement_forgiven": "Forgiven in a settlement",
    "authority.self_approval": "Approval of one's own request",
    "authority.delegate_to_requester": "Delegation to the requester",
    "authority.aggregation_days": "Requests are added up over",
    "automation.steps": "Machine's part",
    "contact.call_hours_local": "Calls, on the customer's clock",
    "contact.max_days_back": "Recorded at most",
    "contact.customer_holidays": "The customer's public holidays are kept",
    "contact.made_now_minutes": "Judged when recorded within minutes",
    "contact.breach_from": "A call against the rules is recorded from",
    "calls.follow_up_days": "Next action after business days",
    "calls.oldest_items": "Oldest items that are named",
    "calls.closing_window_days": "A discount is spoken of in its last",
    "day_plan.work_hours": "Our own hours",
    "day_plan.minutes_per_call": "Minutes of a call",
    "day_plan.minutes_per_task": "Minutes of other work",
    "day_plan.most_accounts": "Accounts of the worklist, at most",
    "contact.restricted_notes_leave": "Restricted entries leave as notes",
    "contact.max_conversations_per_day": "Conversations a day, at most",
    "contact.max_attempts_per_7_days": "Attempts in seven days, at most",
    "contact.dunning_email_per_business_days": "One dunning e-mail in",
    "days_past_due_gt": "More than this past due",
    "exceptions.tickler_max_days_ahead": "A tickler counts for at most",
    "exceptions.promise_rest_max": "Rest beside a promise, at most",
    "exceptions.accept_max_days": "Accepted without a plan for at most",
    "deductions.auto_clear_max": "Cleared without a case, up to",
    "deductions.auto_clear_count": "How often in the window",
    "deductions.auto_clear_window_days": "Length of the window",
    "deductions.deadline_alert_days_before": "Alarm before a deadline",
    "escheat.customer_letter_months": "Letter to the customer after",
    "escheat.dormancy_years": "Reported after",
    "events.policy_non_adherence_breaches": "Breaches that make the event",
    "events.window_days": "Within",
    "events.pair_window_days": "A pair within",
    "events.second_person_for": "Second person for",
    "events.bar_date_days": "Bar date after",
    "events.kinds": "Kind",
    "events.kinds.bounced_email": "bounced e-mail",
    "events.kinds.nsf": "returned payment",
    "events.kinds.policy_non_adherence": "breach of policy",
    "events.pair_tasks": "Tasks of a pair",
    "events.task_business_days": "Done within business days",
    "events.task_owner": "Done by",
    "exclude": "Not counted",
    "exposure.disputed_excluded_max_case_age_days": "Disputed amounts leave exposure for",
    "holds.H1": "H1 over the limit",
    "holds.H2": "H2 past due",
    "holds.H3": "H3 broken promise",
    "holds.H4": "H4 returned payment",
    "holds.H5": "H5 review too old",
    "holds.H6": "H6 terms changed",
    "holds.H7": "H7 first order",
    "holds.H8": "H8 by hand or event",
    "holds.H9": "H9 plan in default",
    "days": "Lasts",
    "amount": "Amount, up to",
    "pct": "Share of the debt, up to",
    "days_late": "Days late, up to",
    "over_limit_pct": "Over the limit, at most",
    "min_amount": "Amount, at least",
    "review_days": "Lapses after",
    "dormant_months": "Silence of",
    "interest.eu": "European Union",
    "interest.uk": "United Kingdom",
    "interest.us_default": "United States",
    "points_over_ecb": "Over the central bank's rate",
    "points_over_boe": "Over the base rate",
    "fixed_sum_eur": "Fixed sum",
    "fixed": "Fixed sum by size of debt",
    "nsf.second_nsf_action": "After a second return",
    "nsf.second_nsf_window_months": "Second return within",
    "nsf.hold_days": "Holds orders for",
    "nsf.certified_funds_months": "Certified funds only for",
    "promise.partly_counts_for_H3": "Partly kept counts as broken for hold H3",
    "promise.max_days_ahead": "For a day ahead by at most",
    "promise.tolerance_pct": "Tolerance",
    "promise.tolerance_max": "Tolerance, at most",
    "small_difference.max_amount": "Difference, at most",
    "small_difference.max_pct": "Share of the invoice, at most",
    "terms.prox_cutoff_day": "Last day of the month for proximo terms",
    "terms.rebase_if_sent_after_invoice_days": "Terms count from sending, if later than",
    "terms.shift_due_date_to_business_day": "Due dates move to business days",
    "ticklers.escalation_business_days": "To the supervisor after",
    "worklist.jump_queue": "Before every score stand",
    "worklist.minimum_amount": "Listed from",
    "credit.capacity_pct_net_worth": "Capacity, of the net worth",
    "credit.class_index": "Lowest payment index",
    "credit.index_points_days_late_to_score": "Payment index",
    "credit.need_safety_factor": "Safety on the need",
    "release.valid_business_days": "A release stands for",
    "release.recheck_growth_pct": "Tested anew when the order grows by more than",
    "small_difference.cap_per_customer": "For one customer, at most",
    "small_difference.cap_window_days": "Within",
    "small_difference.applies_to_credits": "Also in the customer's favour",
    "strategies.small_balance_max": "Small balance, at most",
    "strategies.pauses": "A strategy rests",
    "while_promised": "While a promise is open",
    "promised_pct": "Only if promised of what is collectable",
    "after_dispute_business_days": "After a dispute",
    "after_reply_business_days": "After a reply",
    "by_hand_max_days": "By hand, at most",
    "interest.compound": "Interest bears interest",
    "plan.accelerate_on_default": "Default makes the whole debt due",
    "intake.max_upload_mb": "File, at most",
    "intake.max_unpacked_mb": "Unpacked, at most",
    "intake.max_archive_entries": "Parts in a packed file, at most",
    "intake.max_compression_ratio": "Growth on unpacking, at most",
    "intake.max_rows": "Rows, at most",
    "intake.furthest_due_days_ahead": "Furthest due date ahead",
    "intake.snapshot_missing_max_percent": "Missing from a list of all open items, at most",
    "letters.email": "Our e-mail address",
    "letters.phone": "Our telephone number",
    "letters.remit_to": "Payments go to",
    "letters.dispute_address": "Disputes go to",
    "letters.languages_by_region": "Language by law",
    "letters.steps": "Letter of the step",
    "letters.follow_up_days": "Follow-up after",
    "letters.courtesy_days_ahead": "Courtesy notice at most ahead",
    "letters.reference_months": "A credit reference looks back, months",
    "letters.minimum_amount": "No dunning letter below",
    "letters.per_run": "Letters in one night, at most",
    "letters.per_print": "Letters in one file for the printer, at most",
    "intake.list_due_working_days": "List of all open items missed after working days",
    "mail.attempts_max": "Tries, at most",
    "mail.sent_per_day_max": "Messages sent in 24 hours, at most",
    "mail.max_message_mb": "Message taken in, at most",
    "mail.max_attachment_mb": "Attachment kept, at most",
    "mail.attachments_max": "Attachments kept of a message, at most",
    "mail.reply_pauses_days": "An unanswered reply holds reminders back for",
    "mail.filed_body_days": "Text and files of a filed message kept for",
    "mail.unfiled_body_days": "Text and files of a message of no customer kept for",
    "authority.write_off": "Write-off",
    "authority.deduction_credit": "Credit for a deduction",
    "worklist.days_divisor": "An item counts double after",
}
