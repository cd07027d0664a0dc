"""When the goods of documents were received, and whence that is known. The one place that says it.

A person's word with evidence counts first, then what a delivery shows, then the document's own day. Deliveries are
looked up in `deliveries`, which a room with proofs of delivery fills; without one, the worksheet says that it counts by
the document. docs/rules/bankruptcy.md.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from creditdesk.bankruptcy.models import ReceivedDay
from creditdesk.domain.bankruptcy import Received

if TYPE_CHECKING:
    from creditdesk.receivables.models import OpenItem

DOCUMENT, DELIVERY, PERSON = "document", "delivery", "person"


def deliveries(item_ids: Sequence[int]) -> Mapping[int, dt.date]:
    """Item → the day of its proof of delivery. No shipments are loaded at this desk yet: none is known."""
    return {}


def received_days(items: Sequence[OpenItem]) -> dict[int, Received]:
    """Item → the day on which its goods were received, with its source."""
    ids = [item.id for item in items]
    said = dict(ReceivedDay.objects.filter(item__in=ids).order_by("id").values_list("item_id", "received_on"))
    shown = deliveries([one for one in ids if one not in said])
    found = {}
    for item in items:
        if item.id in said:
            found[item.id] = Received(said[item.id], PERSON)
        elif item.id in shown:
            found[item.id] = Received(shown[item.id], DELIVERY)
        else:
            found[item.id] = Received(item.document_date, DOCUMENT)
    return found
