"""The collection agency of the demo, with what it keeps and what it is told."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from creditdesk.agency.actions import make_agency
from creditdesk.domain.agency import NEEDED_FIELDS
from creditdesk.parties.models import Company, User


def know_an_agency(*, at: dt.datetime) -> None:
    """Enter the agency that works for the first company."""
    manager = User.objects.filter(username="manager").first()
    company = Company.objects.order_by("id").first()
    if manager is None or company is None:
        return
    fields = [one.value for one in NEEDED_FIELDS]
    make_agency(
        company,
        name="Harborline Recovery",
        fee_percent=Decimal(22),
        fields=fields,
        by=manager,
        at=at,
        key="demo/agency",
    )
