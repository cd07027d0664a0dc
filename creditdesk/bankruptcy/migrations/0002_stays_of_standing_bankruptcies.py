"""Bankruptcies that stand already have their stay in the ledger from now on, as new ones do from their report."""

import datetime as dt
from typing import Any

from django.db import migrations


def begin_stays(apps: Any, schema_editor: Any) -> None:
    stops = apps.get_model("followup", "ContactStop").objects
    stays = apps.get_model("receivables", "Stay").objects
    standing = stops.filter(way="all", lifted_at__isnull=True, event__kind="bankruptcy").select_related("event")
    for stop in standing.order_by("id"):
        event = stop.event
        told = event.details.get("petition_date")
        stays.get_or_create(
            event_id=event.id,
            defaults={
                "company_id": event.company_id,
                "customer_id": event.customer_id,
                "petition_on": dt.date.fromisoformat(told) if told else event.happened_on,
                "since": stop.since,
            },
        )


class Migration(migrations.Migration):
    dependencies = [
        ("bankruptcy", "0001_bankruptcies"),
        ("followup", "0007_customer_events"),
        ("receivables", "0011_stays_of_bankruptcies"),
    ]

    operations = [migrations.RunPython(begin_stays, migrations.RunPython.noop)]
