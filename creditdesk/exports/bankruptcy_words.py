"""Bankruptcies in the reader's words: states, fields, last days, where a day of receipt is from."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from creditdesk.bankruptcy.petitions import Field
from creditdesk.domain.bankruptcy import CaseState, DateName

STATES = {
    CaseState.DRAFT.value: _("Worksheet in the making"),
    CaseState.WITH_COUNSEL.value: _("With counsel"),
    CaseState.CONFIRMED.value: _("Confirmed by counsel"),
    CaseState.FILED.value: _("Claim filed"),
    CaseState.CLOSED.value: _("Closed"),
}
DATES = {
    DateName.BAR.value: _("Last day for the proof of claim"),
    DateName.DEMAND.value: _("Goods demanded back in writing by"),
    DateName.GOODS_FROM.value: _("Goods with priority, received from"),
    DateName.RECLAIM_FROM.value: _("Goods to be reclaimed, received from"),
    DateName.PREFERENCE_FROM.value: _("Payments to be looked at, from"),
}
FIELDS = {
    Field.CHAPTER.value: _("Chapter"),
    Field.FILED_ON.value: _("Petition filed"),
    Field.KNOWN_ON.value: _("Known to us since"),
    Field.VOLUNTARY.value: _("Voluntary"),
    Field.RELIEF_ON.value: _("Order for relief"),
    Field.COURT.value: _("Court"),
    Field.CASE_NUMBER.value: _("Case number"),
    Field.COUNSEL.value: _("Our counsel"),
    Field.TRUSTEE.value: _("Trustee"),
    Field.BAR_BY_COURT.value: _("Last day for claims by the court's order"),
    Field.INTEREST_BP.value: _("Agreed interest, hundredths of a percent a year"),
    Field.CONSIGNED.value: _("Consigned stock with them"),
    Field.RESERVE.value: _("Specific reserve"),
    Field.SAID_BAR.value: _("Counsel: last day for the proof of claim"),
    Field.SAID_DEMAND.value: _("Counsel: goods demanded back by"),
    Field.SAID_GOODS_FROM.value: _("Counsel: goods with priority from"),
    Field.SAID_RECLAIM_FROM.value: _("Counsel: goods to be reclaimed from"),
    Field.SAID_PREFERENCE_FROM.value: _("Counsel: payments looked at from"),
    Field.DEMAND_SENT.value: _("Goods were demanded back on"),
    Field.CLAIM_FILED.value: _("Claim was filed on"),
}
SOURCES = {
    "document": _("the document's own day"),
    "delivery": _("proof of delivery"),
    "person": _("said by a person"),
}
