"""Customer events, and changes of a customer's data, in the reader's words: for tables and for screens."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from creditdesk.exports.words import Words

EVENT_KINDS: Words = {
    "nsf": _("Returned payment"),
    "dead_phone": _("Disconnected telephone"),
    "returned_mail": _("Returned mail"),
    "bounced_email": _("Bounced e-mail"),
    "change_of_address": _("Change of address"),
    "change_of_ownership": _("Change of ownership"),
    "out_of_business": _("Out of business"),
    "bankruptcy": _("Bankruptcy"),
    "policy_non_adherence": _("Breach of our policy"),
    "new_contact": _("New contact"),
}
# What a kind means, for whoever chooses one.
EVENT_MEANINGS: Words = {
    "nsf": _("The bank returned a check or debit for lack of funds. The payment itself is taken back in the ledger."),
    "dead_phone": _("The number is disconnected, or nobody of theirs answers it any more."),
    "returned_mail": _("A letter came back: moved, unknown, refused."),
    "bounced_email": _("The mail server gave an e-mail back for good."),
    "change_of_address": _("They move. The new address counts once a call to a known number confirmed it."),
    "change_of_ownership": _("The business was sold, or has another owner. The debt stays where it is."),
    "out_of_business": _("The store is closed for good."),
    "bankruptcy": _("A petition was filed. Contact stops at once, on the report already."),
    "policy_non_adherence": _("They do not keep to our terms. Enough breaches within the window have consequences."),
    "new_contact": _("Somebody new is to be asked for."),
}
EVENT_STATES: Words = {
    "reported": _("Reported"),
    "verified": _("Verified"),
    "actioned": _("Done with"),
    "refuted": _("Not so"),
    "withdrawn": _("Taken back"),
    "cured": _("Over"),
}
EVIDENCE: Words = {
    "document": _("A document: the envelope, the bounce, a letter"),
    "observed": _("Seen or heard by one of us"),
    "registry": _("The register of companies"),
    "call_back": _("A call to a number known before"),
    "second_source": _("A second source: landlord, neighbour, supplier"),
    "court": _("The court's notice or docket"),
    "bank_notice": _("The bank's return notice"),
}
DETAILS: Words = {
    "amount": _("Amount"),
    "reference": _("Check or trace number"),
    "bank_reason": _("The bank's reason"),
    "number": _("Number"),
    "sent_to": _("Sent to"),
    "mark": _("What it says on it"),
    "new_owner": _("New owner"),
    "how": _("How it changed hands"),
    "place": _("Store or place"),
    "consigned": _("Consigned stock on site"),
    "chapter": _("Chapter"),
    "petition_date": _("Petition filed on"),
    "case_number": _("Case number"),
    "court": _("Court"),
    "bar_date_by_court": _("Bar date by the court's order"),
    "breach": _("What they did"),
    "name": _("Name"),
    "role": _("Role"),
    "phone": _("Telephone"),
    "email": _("E-mail"),
}
CHAPTERS: Words = {
    "7": _("7, liquidation"),
    "11": _("11, reorganisation"),
    "12": _("12, farmers and fishers"),
    "13": _("13, individuals"),
    "other": _("another law or country"),
}
DATA_KINDS: Words = {
    "address": _("Address"),
    "phone": _("Telephone"),
    "email": _("E-mail"),
    "name": _("Name"),
    "bank": _("Bank details"),
}
DATA_FIELDS: Words = {
    "street": _("Street"),
    "city": _("City"),
    "region": _("State or region"),
    "postal_code": _("Postal code"),
    "country": _("Country"),
    "phone": _("Telephone"),
    "email": _("E-mail"),
    "name": _("Name"),
    "legal_name": _("Legal name"),
    "holder": _("Account holder"),
    "bank_name": _("Bank"),
    "routing": _("Routing number or BIC"),
    "account": _("Account number or IBAN"),
}
CHANGE_STATES: Words = {
    "asked": _("Waits for a call-back"),
    "called_back": _("Waits for a second person"),
    "applied": _("Confirmed"),
    "denied": _("Denied by the customer"),
    "withdrawn": _("Not followed"),
}
CALL_OUTCOMES: Words = {
    "confirmed": _("They confirm it"),
    "denied": _("They know nothing of it"),
    "not_reached": _("Nobody was reached"),
}
ASK_CHANNELS: Words = {
    "call": _("Call"),
    "email": _("E-mail"),
    "letter": _("Letter"),
    "visit": _("Visit"),
}
HOLD_CODES: Words = {
    "H4": _("H4 returned payment"),
    "H7": _("H7 first order"),
    "H8": _("H8 event"),
}
