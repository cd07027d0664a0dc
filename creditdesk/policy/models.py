"""The policy's versions and drafts. A version's text never changes; which one is in force follows from its dates."""

from __future__ import annotations

from django.db import models

from creditdesk.parties.models import Company, User


class PolicyVersion(models.Model):
    """One text of the policy, in force from a day on until a later version takes over. Empty company: for all."""

    number = models.PositiveIntegerField(unique=True)
    company = models.ForeignKey(Company, on_delete=models.PROTECT, null=True, related_name="policy_versions")
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    effective_from = models.DateField()
    reason = models.CharField(max_length=400)
    adopted_by = models.CharField(max_length=150)
    adopted_at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        indexes = [models.Index(fields=["company", "-effective_from", "-number"], name="policy_in_force")]

    def __str__(self) -> str:
        return f"policy {self.number} from {self.effective_from}"


class PolicyDraft(models.Model):
    """A text that somebody proposes as the next version, for one company or, without one, for all.

    `version` counts every change: whoever changes the draft names the one that he saw. The writers are all who
    changed or submitted it; none of them decides about it.
    """

    class State(models.TextChoices):
        """The same words as the domain's DraftState."""

        DRAFT = "draft"
        SUBMITTED = "submitted"
        ADOPTED = "adopted"
        REJECTED = "rejected"
        WITHDRAWN = "withdrawn"

    company = models.ForeignKey(Company, on_delete=models.PROTECT, null=True, related_name="policy_drafts")
    # The version that it was begun against, and the one whose text it began with: two where somebody rolls back.
    base_number = models.PositiveIntegerField()
    from_number = models.PositiveIntegerField()
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    version = models.PositiveIntegerField(default=1)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="policy_drafts")
    writers = models.ManyToManyField(User, related_name="written_policy_drafts")
    begun_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="changed_policy_drafts")
    changed_at = models.DateTimeField()
    reason = models.CharField(max_length=400, blank=True)
    effective_from = models.DateField(null=True)
    submitted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="submitted_policy_drafts")
    submitted_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="decided_policy_drafts")
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.CharField(max_length=400, blank=True)
    adopted = models.OneToOneField(PolicyVersion, on_delete=models.PROTECT, null=True, related_name="draft")
    key = models.CharField(max_length=120, unique=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="adopted", adopted__isnull=False)
                | (~models.Q(state="adopted") & models.Q(adopted__isnull=True)),
                name="policy_draft_adopted_has_its_version",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["submitted", "adopted"])
                | models.Q(effective_from__isnull=False, submitted_by__isnull=False, submitted_at__isnull=False),
                name="policy_draft_submitted_has_its_day",
            ),
        ]

    def __str__(self) -> str:
        return f"policy draft {self.id}, {self.state}"
