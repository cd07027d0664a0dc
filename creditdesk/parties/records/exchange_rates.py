"""Exchange rates as they come in files. They belong to no company: a rate is the same for all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db.models import QuerySet

from creditdesk.journal.actions import append
from creditdesk.parties.models import ExchangeRate
from creditdesk.parties.records.kept import Change, Source, Wanted
from creditdesk.parties.records.plain import PlainRecords, Row


class ExchangeRates(PlainRecords):
    """What one unit of a currency is worth in another on a day."""

    model = ExchangeRate
    reads = {"day": "day", "currency": "currency", "base": "base", "rate_ppm": "rate_ppm"}
    key = ("day", "currency", "base")

    def company_way(self) -> None:
        """No company owns a rate."""
        return

    def _company(self, one: Wanted) -> None:
        return

    def near(self, wanted: Sequence[Wanted]) -> QuerySet[ExchangeRate]:
        """The rates of the rows' currencies in their days."""
        days = sorted(one.values["day"] for one in wanted) or [dt.date.min.isoformat()]
        currencies = {one.values["currency"] for one in wanted}
        return ExchangeRate.objects.filter(day__gte=days[0], day__lte=days[-1], currency__in=currencies)

    def new(self, one: Change, customer_id: int | None) -> ExchangeRate:
        """A rate of the day."""
        day = dt.date.fromisoformat(one.values["day"])
        return ExchangeRate(day=day, currency=one.values["currency"], base=one.values["base"])

    def tell(self, verb: str, told: Sequence[tuple[Change, Row, Sequence[str]]], *, source: Source) -> None:
        """One entry for all: day, currency, base, and the rate in millionths before and after."""
        append(
            f"rates.{verb}",
            by=source.by,
            at=source.at,
            subject=("company", told[0][0].company.id),
            company_id=told[0][0].company.id,
            facts={
                "import_file_id": source.import_file_id,
                "count": len(told),
                "rates": [
                    [*(one.values[name] for name in self.key), *_sides(one, "rate_ppm", verb)] for one, _, _ in told
                ],
            },
        )


def _sides(one: Change, name: str, verb: str) -> list[object]:
    pair = list(one.changes[name])
    return pair[::-1] if verb in ("restored", "removed") else pair
