"""What leaves the desk for other programs: subscriptions, the messages that wait for them, and every attempt.

A subscription reads the journal up to where it has come (`read_to_seq`); for each entry that it asks for there is one
message, made in the transaction that moves it on. So a message is never left out and never made twice::

    journal            subscription 4, read to 812          outbox of subscription 4
    811 item.disputed  kinds: item.disputed, import.posted   811 delivered
    812 token.made                                           813 waits
    813 import.posted
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from creditdesk.parties.models import User


class WebhookSubscription(models.Model):
    """An address that is told of events, with the rights of the user who made it. Never changed but in its state."""

    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    url = models.CharField(max_length=500)
    kinds = models.JSONField()
    # Sealed; the earlier one signs as well for a while after a rotation.
    secret = models.TextField()
    earlier_secret = models.TextField(blank=True)
    earlier_secret_until = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    # The same act makes one, however often it is sent; empty where it was made at a page or at the console.
    key = models.CharField(max_length=120, null=True, unique=True)
    paused_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    # The journal's number up to which it has read.
    read_to_seq = models.BigIntegerField()
    # Failures in a row, and when it is tried next.
    failures = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField()
    # Whoever delivers holds it so long; after a crash the next one goes on then.
    held_until = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class OutboxMessage(models.Model):
    """One event on its way to one subscription. The text is made once, so that every attempt sends the same."""

    class State(models.TextChoices):
        WAITING = "waiting", "waiting"
        DELIVERED = "delivered", "delivered"
        GIVEN_UP = "given_up", "given up"
        WITHHELD = "withheld", "withheld"

    subscription = models.ForeignKey(WebhookSubscription, on_delete=models.PROTECT, related_name="messages")
    # The entry that it tells of; empty for a test.
    seq = models.BigIntegerField(null=True)
    # What the receiver tells doubles by.
    key = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=60)
    company_id = models.BigIntegerField(null=True)
    body = models.TextField()
    made_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["subscription", "seq"], condition=Q(seq__isnull=False), name="message_once_per_entry"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", settled_at__isnull=True)
                | (~Q(state="waiting") & Q(settled_at__isnull=False)),
                name="message_settled_unless_waiting",
            ),
        ]
        indexes = [
            # Of all states: SQLite does not see that a state which is asked for is the one of a partial index.
            models.Index(fields=["subscription", "state", "id"], name="message_by_state"),
            models.Index(fields=["subscription", "-id"], name="message_newest"),
            models.Index(fields=["settled_at"], condition=Q(settled_at__isnull=False), name="message_settled"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class DeliveryAttempt(models.Model):
    """One try to deliver a message, and what came of it. What the receiver answered beyond the status is not kept."""

    message = models.ForeignKey(OutboxMessage, on_delete=models.CASCADE, related_name="attempts")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=20)
    status = models.PositiveSmallIntegerField(null=True)
    milliseconds = models.PositiveIntegerField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.message_id} {self.outcome}"
