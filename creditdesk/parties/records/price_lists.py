"""Prices as they come in files: of a list, or agreed with a customer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db.models import QuerySet

from creditdesk.journal.actions import append
from creditdesk.parties.models import Price
from creditdesk.parties.records.kept import Change, Source, Wanted
from creditdesk.parties.records.plain import PlainRecords, Row


class Prices(PlainRecords):
    """What an item costs by a list or a customer, from a day on."""

    model = Price
    reads = {
        "customer_number": "customer__number",
        **{
            name: name
            for name in (
                "price_list",
                "item_number",
                "unit",
                "currency",
                "valid_from",
                "valid_to",
                "description",
                "price_minor",
            )
        },
    }
    key = ("price_list", "customer_number", "item_number", "unit", "currency", "valid_from")
    days = frozenset({"valid_from", "valid_to"})

    def near(self, wanted: Sequence[Wanted]) -> QuerySet[Price]:
        """All prices of the rows' items."""
        items = {one.values["item_number"] for one in wanted}
        return Price.objects.filter(company__in={one.company.id for one in wanted}, item_number__in=items)

    def new(self, one: Change, customer_id: int | None) -> Price:
        """A price by its list or customer, from its day on."""
        said = one.values
        return Price(
            company=one.company,
            customer_id=customer_id,
            price_list=said.get("price_list", ""),
            item_number=said["item_number"],
            unit=said["unit"],
            currency=said["currency"],
            valid_from=dt.date.fromisoformat(said["valid_from"]),
        )

    def tell(self, verb: str, told: Sequence[tuple[Change, Row, Sequence[str]]], *, source: Source) -> None:
        """One entry for all prices of a company: which, and field by field what stood there and what stands there."""
        back = verb in ("restored", "removed")
        for company_id in sorted({one.company.id for one, _, _ in told}):
            prices = [
                {
                    "price": {name: one.values[name] for name in self.key if one.values.get(name)},
                    "changes": {
                        name: list(one.changes[name])[:: -1 if back else 1] for name in fields if name not in self.key
                    },
                }
                for one, _, fields in told
                if one.company.id == company_id
            ]
            append(
                f"prices.{verb}",
                by=source.by,
                at=source.at,
                subject=("company", company_id),
                company_id=company_id,
                facts={"import_file_id": source.import_file_id, "count": len(prices), "prices": prices},
            )
