"""The doors by which files bring what research looks up: those of `parties.records.kept`, one class for each content.

They come from several systems: the ERP says what was authorised, the warehouse later what arrived. An empty cell says
nothing, so that each file adds its part to the same record.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from creditdesk.domain.reasons import Reason
from creditdesk.journal.actions import append
from creditdesk.parties.models import User
from creditdesk.parties.records.kept import Change, Fault, Source, Standing, Wanted
from creditdesk.parties.records.plain import PlainRecords, Row
from creditdesk.reference.models import (
    CoopAgreement,
    Deal,
    InvoiceLine,
    ReturnAuthorisation,
    RoutingRule,
    Shipment,
)

_NUMBERS = (
    "shipped_milli",
    "received_milli",
    "authorised_milli",
    "quantity_milli",
    "percent_milli",
    "cartons_shipped",
    "cartons_received",
)
_AMOUNTS = (
    "authorised_minor",
    "received_minor",
    "amount_minor",
    "billed_back_minor",
    "fund_minor",
    "cost_minor",
    "fine_minor",
    "price_minor",
)
# People sign: their names are told apart, as all that a person can be known by.
_PRIVATE = frozenset({"signed_by", "remarks"})


class ReferenceRecords(PlainRecords):
    """What the six have in common: a number of their own in a company, and one customer for good."""

    # The columns of the table that a file may fill, the customer beside them.
    columns: tuple[str, ...]
    # What the records are called in the journal.
    what: str
    # What a record cannot be without.
    needs: tuple[str, ...] = ()

    def __init__(self) -> None:
        self.reads = {"customer_number": "customer__number"} | {name: name for name in self.columns}
        self.days = frozenset(one for one in self.columns if one.endswith(("_on", "_from", "_to")) or one == "ship_by")

    def near(self, wanted: Sequence[Wanted]) -> QuerySet[Any]:
        """The records that bear the rows' numbers, in their companies."""
        numbers = {one.values[self.number] for one in wanted}
        manager = self.model._default_manager
        return manager.filter(company__in={one.company.id for one in wanted}, **{f"{self.number}__in": numbers})

    @property
    def number(self) -> str:
        """The value that a record is called by."""
        return next(name for name in self.key if name != "customer_number")

    def new(self, one: Change, customer_id: int | None) -> Row:
        """A record with its numbers, of the customer whom the row names."""
        named = {name: one.values.get(name, "") for name in self.key if name != "customer_number"}
        return self.model(company=one.company, customer_id=customer_id, **named)

    def standing(self, wanted: Sequence[Wanted], *, by: User) -> list[Standing]:
        """As of every record; a new one says whose it is, one that is there stays with its customer and currency."""
        currencies = self._currencies(wanted)
        found = super().standing(wanted, by=by)
        for one, stands in zip(wanted, found, strict=True):
            if stands.record_id is None:
                stands.faults += [_missing(name) for name in ("customer_number", *self.needs) if name not in one.values]
                continue
            owner, says = stands.values.get("customer_number"), one.values.get("customer_number")
            if says is not None and owner != says:
                text = "%(number)s is of customer %(owner)s, and stays his."
                facts: dict[str, str | int] = {"number": one.values[self.number], "owner": str(owner)}
                stands.faults.append(("customer_number", Reason("import.other_owner", text, facts)))
            stands.faults += _wrong_currency(one, currencies.get(stands.record_id, ""))
        return found

    def tell(self, verb: str, told: Sequence[tuple[Change, Row, Sequence[str]]], *, source: Source) -> None:
        """One entry for all records of a company: which, and field by field what stood there and what stands there."""
        turn = -1 if verb in ("restored", "removed") else 1
        for company_id in sorted({one.company.id for one, _, _ in told}):
            those = [(one, fields) for one, _, fields in told if one.company.id == company_id]
            append(
                f"reference.{verb}",
                by=source.by,
                at=source.at,
                subject=("company", company_id),
                company_id=company_id,
                facts={
                    "import_file_id": source.import_file_id,
                    "what": self.what,
                    "count": len(those),
                    "records": [self._told(one, fields, turn, private=False) for one, fields in those],
                },
                private={"records": [self._told(one, fields, turn, private=True) for one, fields in those]},
            )

    def _told(self, one: Change, fields: Sequence[str], turn: int, *, private: bool) -> dict[str, Any]:
        key = {name: one.values[name] for name in self.key if one.values.get(name)}
        names = [name for name in fields if name not in self.key and (name in _PRIVATE) is private]
        return {"record": key, "changes": {name: list(one.changes[name])[::turn] for name in names}}

    def _currencies(self, wanted: Sequence[Wanted]) -> dict[int, str]:
        if "currency" not in self.columns:
            return {}
        return dict(self.near(wanted).order_by().values_list("id", "currency"))

    def _write(self, row: Row, values: Mapping[str, Any], source: Source) -> None:
        super()._write(row, {name: value for name, value in values.items() if name != "customer_number"}, source)

    def _nothing(self, name: str) -> Any:
        return None if name in self.days or name in _NUMBERS or name in _AMOUNTS else ""


def _missing(name: str) -> Fault:
    words = name.removesuffix("_minor").removesuffix("_milli").replace("_", " ")
    text = "The record is new, and a new one names its %(field)s."
    return name, Reason("import.new_needs", text, {"field": words})


def _wrong_currency(one: Wanted, stands: str) -> list[Fault]:
    """Amounts that were read in another currency than the record's, where the row itself names none."""
    read_in = one.values.get("currency") or one.assumed.get("currency") or stands
    amounts = [name for name in _AMOUNTS if one.values.get(name) is not None]
    if not stands or not amounts or read_in == stands:
        return []
    text = "The record is in %(stands)s, and the row's amount in %(read)s: name the currency in the file."
    return [(amounts[0], Reason("import.record_currency", text, {"stands": stands, "read": read_in}))]


class Shipments(ReferenceRecords):
    """Shipments and their proof of delivery, whole or item by item."""

    model = Shipment
    what = "shipments"
    key = ("shipment_number", "item_number")
    columns = (
        "shipment_number",
        "item_number",
        "invoice_number",
        "bol_number",
        "tracking_number",
        "po_number",
        "carrier",
        "ship_by",
        "tendered_on",
        "shipped_on",
        "noticed_on",
        "promised_on",
        "delivered_on",
        "shipped_milli",
        "received_milli",
        "cartons_shipped",
        "cartons_received",
        "signed_by",
        "remarks",
        "late_by",
    )


class Returns(ReferenceRecords):
    """Return authorisations, and what the warehouse received."""

    model = ReturnAuthorisation
    what = "returns"
    key = ("rga_number",)
    columns = (
        "rga_number",
        "invoice_number",
        "currency",
        "authorised_on",
        "authorised_minor",
        "authorised_milli",
        "receipt_number",
        "received_on",
        "received_minor",
        "received_milli",
        "remarks",
    )


class Deals(ReferenceRecords):
    """Promotions and markdowns."""

    model = Deal
    what = "deals"
    key = ("deal_number", "item_number")
    columns = (
        "deal_number",
        "item_number",
        "kind",
        "description",
        "valid_from",
        "valid_to",
        "currency",
        "amount_minor",
        "percent_milli",
        "signed_by",
        "signed_on",
        "billed_back_minor",
        "billed_back_on",
    )


class CoopAgreements(ReferenceRecords):
    """Agreements on advertising, and performances under them."""

    model = CoopAgreement
    what = "advertising agreements"
    key = ("agreement_number", "proof_number")
    columns = (
        "agreement_number",
        "proof_number",
        "description",
        "valid_from",
        "valid_to",
        "percent_milli",
        "currency",
        "fund_minor",
        "fund_on",
        "performed_on",
        "cost_minor",
    )


class RoutingRules(ReferenceRecords):
    """Clauses of the customers' routing guides; each customer numbers his own."""

    model = RoutingRule
    what = "routing rules"
    key = ("customer_number", "rule_number")
    needs = ("kind",)
    columns = (
        "rule_number",
        "kind",
        "description",
        "carrier",
        "freight_by",
        "percent_milli",
        "currency",
        "fine_minor",
        "valid_from",
        "valid_to",
    )


class InvoiceLines(ReferenceRecords):
    """Lines of invoices."""

    model = InvoiceLine
    what = "lines of invoices"
    key = ("invoice_number", "line_number")
    needs = ("amount_minor",)
    columns = (
        "invoice_number",
        "line_number",
        "item_number",
        "description",
        "kind",
        "currency",
        "quantity_milli",
        "unit",
        "price_minor",
        "amount_minor",
    )


# Kind → the columns that a file fills, in their order.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "shipments": Shipments.columns,
    "returns": Returns.columns,
    "deals": Deals.columns,
    "coop_agreements": CoopAgreements.columns,
    "routing_rules": RoutingRules.columns,
    "invoice_lines": InvoiceLines.columns,
}
