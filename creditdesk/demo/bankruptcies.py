"""A bankruptcy of the demo: one of the accounts that are not contacted has its petition, its case and its worksheet."""

from __future__ import annotations

import datetime as dt

from creditdesk import dispatch
from creditdesk.bankruptcy.actions import Word, move_case, tell, tell_received
from creditdesk.bankruptcy.models import Case
from creditdesk.bankruptcy.petitions import Field
from creditdesk.bankruptcy.sheets import case_sheet
from creditdesk.domain.bankruptcy import CaseState
from creditdesk.domain.customer_events import Proof, Told
from creditdesk.domain.policy_events import EventKind, Evidence
from creditdesk.followup.customer_events import report_event, verify_event
from creditdesk.parties.models import Customer, User
from creditdesk.receivables.models import OpenItem

# So long ago that the demand for goods is due in two days.
_FILED_DAYS_AGO = 18


def file_petition(*, today: dt.date, at: dt.datetime) -> int:
    """Report and verify the petition of one account, and give its worksheet to counsel; returns how many cases."""
    people = {one.username: one for one in User.objects.filter(username__in=("rep", "manager"))}
    owing = Customer.objects.filter(portfolio__rep__username="rep", events__isnull=True, positions__open_minor__gt=0)
    customer = (
        owing.filter(contact_block="bankruptcy").order_by("number").first()
        # A small company may have nobody who is not contacted for it yet: then one of those who are late.
        or owing.filter(contact_block="", status="active", positions__past_due_minor__gt=0).order_by("number").first()
    )
    if len(people) < 2 or customer is None:
        return 0
    by, manager = people["rep"], people["manager"]
    filed = today - dt.timedelta(days=_FILED_DAYS_AGO)
    facts = {
        "chapter": "7",
        "petition_date": filed.isoformat(),
        "case_number": f"{filed:%y}-10411",
        "court": "Southern District of New York",
    }
    told = Told(EventKind.BANKRUPTCY, filed, "Notice of the court, by mail", facts)
    event = report_event(customer, told=told, by=by, at=at, as_of=today, key="demo/petition")
    dispatch.event_told(event, as_of=today, at=at)
    proofs = [Proof(Evidence.COURT, "the docket")]
    event = verify_event(event, proofs=proofs, by=by, at=at, as_of=today, key="demo/docket")
    dispatch.event_told(event, as_of=today, at=at)
    case = Case.objects.get(event=event)
    word = Word("Ms. Lane, counsel", "engagement letter")
    tell(case, values={Field.COUNSEL: "Ms. Lane"}, word=word, by=manager, at=at, as_of=today, key="demo/counsel")
    rows = [row.claim for row in case_sheet(case, as_of=today).sheet.rows if row.claim.is_goods]
    if rows:
        last = OpenItem.objects.get(id=rows[-1].item_id)
        day = min(rows[-1].document_date + dt.timedelta(days=2), today)
        tell_received(case, item=last, on=day, evidence="proof of delivery of the carrier", by=by, at=at, as_of=today)
    move_case(case, to=CaseState.WITH_COUNSEL, by=by, at=at, as_of=today)
    return 1
