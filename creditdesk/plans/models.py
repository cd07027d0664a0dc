"""Payment plans as they were approved: the debt, the instalments, the documents, and how far each plan is.

What was paid of an instalment is not kept: it follows from the ledger (`standing`). docs/rules/plans.md.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from creditdesk.approvals.models import Request
from creditdesk.domain.plans import Instalment as Agreed
from creditdesk.domain.plans import PlanState, Schedule
from creditdesk.followup.models import Document
from creditdesk.parties.models import Company, Customer, User
from creditdesk.receivables.models import OpenItem


class Plan(models.Model):
    """A plan that an approved request made."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="plans", db_index=False)
    request = models.OneToOneField(Request, on_delete=models.PROTECT, related_name="plan")
    state = models.CharField(
        max_length=10, choices=[(one.value, one.value) for one in PlanState], default=PlanState.APPROVED.value
    )
    currency = models.CharField(max_length=3)
    debt_minor = models.BigIntegerField()
    # Millionths a month.
    rate_ppm = models.PositiveIntegerField(default=0)
    # From this day on cash counts.
    approved_on = models.DateField()
    signed_copy = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, related_name="+")
    signed_on = models.DateField(null=True)
    signed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    activated_on = models.DateField(null=True)
    # The day on which it was over, however it ended, and why.
    ended_on = models.DateField(null=True)
    ended_why = models.CharField(max_length=200, blank=True)
    # The first day of its default, and what was due at once from then on.
    default_on = models.DateField(null=True)
    due_at_once_minor = models.BigIntegerField(default=0)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(debt_minor__gt=0), name="plan_debt_above_zero"),
            models.CheckConstraint(
                condition=~Q(state__in=["active", "completed", "defaulted"])
                | Q(activated_on__isnull=False, signed_copy__isnull=False),
                name="plan_active_is_signed",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["approved", "active"], ended_on__isnull=True)
                | Q(state__in=["completed", "defaulted", "terminated"], ended_on__isnull=False),
                name="plan_over_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(state="defaulted", default_on__isnull=False)
                | (~Q(state="defaulted") & Q(default_on__isnull=True)),
                name="plan_default_has_its_day",
            ),
        ]
        indexes = [
            models.Index(fields=["company", "state"], name="plan_company_state"),
            models.Index(fields=["customer", "-id"], name="plan_customer"),
        ]

    def __str__(self) -> str:
        return f"plan {self.pk}"

    @property
    def schedule(self) -> Schedule:
        """The schedule as it was approved."""
        down, instalments = None, []
        for one in self.instalments.all():
            agreed = Agreed(one.due_date, one.principal_minor, one.interest_minor)
            if one.number:
                instalments.append(agreed)
            else:
                down = agreed
        return Schedule(tuple(instalments), down, self.rate_ppm)


class PlanInstalment(models.Model):
    """What is due on one day of a plan; number 0 is the down payment. Only the charge of its interest is added."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="instalments")
    number = models.PositiveIntegerField()
    due_date = models.DateField()
    principal_minor = models.BigIntegerField()
    interest_minor = models.BigIntegerField(default=0)
    # What of the interest was charged, once its day came, and the debit memo; empty until then.
    charged_minor = models.BigIntegerField(null=True)
    charged_item = models.OneToOneField(OpenItem, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="plan_instalment_once"),
            models.CheckConstraint(
                condition=Q(principal_minor__gt=0, interest_minor__gte=0), name="plan_instalment_above_zero"
            ),
            models.CheckConstraint(
                condition=Q(charged_minor__isnull=True, charged_item__isnull=True)
                | Q(charged_minor=0, charged_item__isnull=True)
                | Q(charged_minor__gt=0, charged_minor__lte=F("interest_minor"), charged_item__isnull=False),
                name="plan_interest_charged_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id}/{self.number}"


class PlanItem(models.Model):
    """A document that a plan is about, with what was open of it; or the debit memo of an instalment's interest."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="items")
    item = models.ForeignKey(OpenItem, on_delete=models.PROTECT, related_name="plan_items", db_index=False)
    amount_minor = models.BigIntegerField()
    is_interest = models.BooleanField(default=False)
    # Whether the plan stands: no document is in two plans that do.
    stands = models.BooleanField(default=True)

    class Meta:
        ordering = ["plan", "id"]
        constraints = [
            models.UniqueConstraint(fields=["item"], condition=Q(stands=True), name="plan_item_in_one_plan"),
            models.UniqueConstraint(fields=["plan", "item"], name="plan_item_once"),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="plan_item_above_zero"),
        ]
        indexes = [models.Index(fields=["item"], name="plan_item_item")]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.item_id}"
