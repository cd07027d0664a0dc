"""What the research of deductions looks up, as the systems of shipping, trade and the warehouse told it in files.

Nothing is posted by it, and a newer file corrects it, as it does prices. Amounts are minor units of the record's
currency; quantities and percentages are thousandths, so that both databases keep them exactly: 12.5 units are 12500.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from creditdesk.parties.models import Company, Customer


class Shipment(models.Model):
    """A shipment, or one item of it: what left, what arrived, and what carrier and receiver say."""

    class LateBy(models.TextChoices):
        UNKNOWN = "", "the log does not say"
        CARRIER = "carrier", "the carrier"
        SHIPPER = "shipper", "we"
        CUSTOMER = "customer", "the customer"

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+", db_index=False)
    shipment_number = models.CharField(max_length=60)
    # Empty: the shipment as a whole.
    item_number = models.CharField(max_length=60, blank=True)
    invoice_number = models.CharField(max_length=60, blank=True)
    bol_number = models.CharField(max_length=60, blank=True)
    tracking_number = models.CharField(max_length=60, blank=True)
    po_number = models.CharField(max_length=60, blank=True)
    carrier = models.CharField(max_length=80, blank=True)
    ship_by = models.DateField(null=True)
    tendered_on = models.DateField(null=True)
    shipped_on = models.DateField(null=True)
    noticed_on = models.DateField(null=True)
    promised_on = models.DateField(null=True)
    delivered_on = models.DateField(null=True)
    shipped_milli = models.BigIntegerField(null=True)
    received_milli = models.BigIntegerField(null=True)
    cartons_shipped = models.IntegerField(null=True)
    cartons_received = models.IntegerField(null=True)
    signed_by = models.CharField(max_length=80, blank=True)
    remarks = models.CharField(max_length=200, blank=True)
    late_by = models.CharField(max_length=10, choices=LateBy, blank=True, default="")
    import_file_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["company", "shipment_number", "item_number"]
        constraints = [
            models.UniqueConstraint(fields=["company", "shipment_number", "item_number"], name="shipment_item_once"),
            models.CheckConstraint(
                condition=(Q(shipped_milli__isnull=True) | Q(shipped_milli__gte=0))
                & (Q(received_milli__isnull=True) | Q(received_milli__gte=0)),
                name="shipment_not_negative",
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "invoice_number"], name="shipment_invoice"),
            models.Index(fields=["customer", "bol_number"], name="shipment_bol"),
            models.Index(fields=["customer", "po_number"], name="shipment_po"),
        ]

    def __str__(self) -> str:
        return self.shipment_number


class ReturnAuthorisation(models.Model):
    """A return that was authorised, and what the warehouse received of it."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    rga_number = models.CharField(max_length=60)
    invoice_number = models.CharField(max_length=60, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    authorised_on = models.DateField(null=True)
    authorised_minor = models.BigIntegerField(null=True)
    authorised_milli = models.BigIntegerField(null=True)
    receipt_number = models.CharField(max_length=60, blank=True)
    received_on = models.DateField(null=True)
    received_minor = models.BigIntegerField(null=True)
    received_milli = models.BigIntegerField(null=True)
    remarks = models.CharField(max_length=200, blank=True)
    import_file_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["company", "rga_number"]
        constraints = [
            models.UniqueConstraint(fields=["company", "rga_number"], name="return_authorisation_once"),
            models.CheckConstraint(
                condition=(Q(authorised_minor__isnull=True) | Q(authorised_minor__gte=0))
                & (Q(received_minor__isnull=True) | Q(received_minor__gte=0))
                & (Q(authorised_milli__isnull=True) | Q(authorised_milli__gte=0))
                & (Q(received_milli__isnull=True) | Q(received_milli__gte=0)),
                name="return_not_negative",
            ),
        ]
        indexes = [models.Index(fields=["company", "invoice_number"], name="return_invoice")]

    def __str__(self) -> str:
        return self.rga_number


class Deal(models.Model):
    """A promotion or markdown that was agreed with a customer, for all items or for one: a sum, or a share."""

    class Kind(models.TextChoices):
        PROMOTION = "promotion", "promotion"
        MARKDOWN = "markdown", "markdown"

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    deal_number = models.CharField(max_length=60)
    # Empty: every item.
    item_number = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.PROMOTION)
    description = models.CharField(max_length=160, blank=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    amount_minor = models.BigIntegerField(null=True)
    percent_milli = models.IntegerField(null=True)
    signed_by = models.CharField(max_length=80, blank=True)
    signed_on = models.DateField(null=True)
    billed_back_minor = models.BigIntegerField(null=True)
    billed_back_on = models.DateField(null=True)
    import_file_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["company", "deal_number", "item_number"]
        constraints = [
            models.UniqueConstraint(fields=["company", "deal_number", "item_number"], name="deal_item_once"),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="deal_days_in_order",
            ),
            models.CheckConstraint(
                condition=Q(percent_milli__isnull=True) | Q(percent_milli__gte=0, percent_milli__lte=100_000),
                name="deal_share_within_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.deal_number


class CoopAgreement(models.Model):
    """An agreement on co-operative advertising with the balance of its fund, or a performance that was proved."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    agreement_number = models.CharField(max_length=60)
    # Empty: the agreement itself; else a performance under it.
    proof_number = models.CharField(max_length=60, blank=True)
    description = models.CharField(max_length=160, blank=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    percent_milli = models.IntegerField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    fund_minor = models.BigIntegerField(null=True)
    fund_on = models.DateField(null=True)
    performed_on = models.DateField(null=True)
    cost_minor = models.BigIntegerField(null=True)
    import_file_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["company", "agreement_number", "proof_number"]
        constraints = [
            models.UniqueConstraint(fields=["company", "agreement_number", "proof_number"], name="coop_proof_once"),
            models.CheckConstraint(
                condition=Q(percent_milli__isnull=True) | Q(percent_milli__gte=0, percent_milli__lte=100_000),
                name="coop_share_within_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.agreement_number


class RoutingRule(models.Model):
    """A clause of a customer's routing guide: what it asks for, and what a breach costs."""

    class Kind(models.TextChoices):
        LATE = "late", "late or incomplete delivery"
        NOTICE = "notice", "advance notice"
        ROUTING = "routing", "carrier"
        FREIGHT = "freight", "who pays the freight"

    class FreightBy(models.TextChoices):
        NOBODY = "", "not said"
        SELLER = "seller", "we"
        CUSTOMER = "customer", "the customer"

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+", db_index=False)
    rule_number = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, choices=Kind)
    description = models.CharField(max_length=160, blank=True)
    carrier = models.CharField(max_length=80, blank=True)
    freight_by = models.CharField(max_length=10, choices=FreightBy, blank=True, default="")
    percent_milli = models.IntegerField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    fine_minor = models.BigIntegerField(null=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    import_file_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["company", "customer", "rule_number"]
        constraints = [
            models.UniqueConstraint(fields=["customer", "rule_number"], name="routing_rule_once"),
            models.CheckConstraint(
                condition=Q(percent_milli__isnull=True) | Q(percent_milli__gte=0, percent_milli__lte=100_000),
                name="rule_share_within_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.rule_number


class InvoiceLine(models.Model):
    """A line of an invoice as it was billed: goods, freight or tax."""

    class Kind(models.TextChoices):
        GOODS = "goods", "goods"
        FREIGHT = "freight", "freight"
        TAX = "tax", "tax"

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    invoice_number = models.CharField(max_length=60)
    line_number = models.CharField(max_length=20)
    item_number = models.CharField(max_length=60, blank=True)
    description = models.CharField(max_length=160, blank=True)
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.GOODS)
    currency = models.CharField(max_length=3, blank=True)
    quantity_milli = models.BigIntegerField(default=1_000)
    unit = models.CharField(max_length=20, blank=True)
    price_minor = models.BigIntegerField(null=True)
    amount_minor = models.BigIntegerField()
    import_file_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["company", "invoice_number", "line_number"]
        constraints = [
            models.UniqueConstraint(fields=["company", "invoice_number", "line_number"], name="invoice_line_once"),
            models.CheckConstraint(condition=Q(quantity_milli__gte=0), name="invoice_line_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.invoice_number}/{self.line_number}"
