"""E-mail out and in: the mailboxes, what was queued and what came of it, what arrived and where it lies.

A message out is frozen when it is queued; each try to hand it to the server is an attempt that is committed before the
server is spoken to. So a crash leaves a trace, and nothing is ever sent twice by itself::

    queued       attempt 1                      attempt 2
    waiting  →   sending → the server: 451  →   sending → the server: 250  →  sent

A message in is stored as it came, before anybody looks into it, and read afterwards.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from creditdesk.domain.mail_sending import MailState
from creditdesk.followup.models import Activity, Document, Tickler
from creditdesk.parties.models import Company, Contact, Customer, User


class Mailbox(models.Model):
    """The address of a company, with the servers that carry its mail. A company has one that counts."""

    class Security(models.TextChoices):
        TLS = "tls", "TLS"
        STARTTLS = "starttls", "STARTTLS"
        PLAIN = "plain", "none"

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="mailboxes")
    sender_name = models.CharField(max_length=80)
    address = models.CharField(max_length=160)
    # An empty host: nothing is sent, nothing fetched; what is queued waits.
    smtp_host = models.CharField(max_length=200, blank=True)
    smtp_port = models.PositiveIntegerField(default=465)
    smtp_security = models.CharField(max_length=8, choices=Security, default=Security.TLS)
    smtp_user = models.CharField(max_length=160, blank=True)
    smtp_password = models.TextField(blank=True)  # sealed
    imap_host = models.CharField(max_length=200, blank=True)
    imap_port = models.PositiveIntegerField(default=993)
    imap_security = models.CharField(max_length=8, choices=Security, default=Security.TLS)
    imap_user = models.CharField(max_length=160, blank=True)
    imap_password = models.TextField(blank=True)  # sealed
    imap_folder = models.CharField(max_length=120, default="INBOX")
    made_at = models.DateTimeField()
    # The same act makes one, however often it is sent; empty where it was made at a page or at the console.
    key = models.CharField(max_length=120, null=True, unique=True)
    version = models.PositiveIntegerField(default=1)
    ended_at = models.DateTimeField(null=True)
    # Failures in a row to reach the server, when it is tried next, and what was wrong the last time, in words.
    send_failures = models.PositiveIntegerField(default=0)
    send_next_at = models.DateTimeField(null=True)
    send_trouble = models.JSONField(null=True)
    fetch_failures = models.PositiveIntegerField(default=0)
    fetch_next_at = models.DateTimeField(null=True)
    fetch_trouble = models.JSONField(null=True)
    fetched_at = models.DateTimeField(null=True)
    # Whoever fetches holds it so long; after a crash the next one goes on then.
    fetch_held_until = models.DateTimeField(null=True)

    class Meta:
        ordering = ["company", "id"]
        constraints = [
            models.UniqueConstraint(fields=["company"], condition=Q(ended_at__isnull=True), name="one_mailbox_counts"),
        ]

    def __str__(self) -> str:
        return self.address


class MailboxReader(models.Model):
    """Somebody who works what arrives at the mailbox and no rule could file. Ended, never deleted."""

    mailbox = models.ForeignKey(Mailbox, on_delete=models.PROTECT, related_name="readers")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "mailbox"], condition=Q(ended_at__isnull=True), name="mailbox_read_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} reads {self.mailbox_id}"


class OutgoingMessage(models.Model):
    """A message on its way to one recipient. What it says never changes after it was queued."""

    class State(models.TextChoices):
        WAITING = MailState.WAITING.value, "waiting"
        SENDING = MailState.SENDING.value, "sending"
        SENT = MailState.SENT.value, "sent"
        UNCERTAIN = MailState.UNCERTAIN.value, "uncertain"
        FAILED = MailState.FAILED.value, "failed"
        WITHHELD = MailState.WITHHELD.value, "withheld"
        BOUNCED = MailState.BOUNCED.value, "bounced"

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, related_name="+")
    # The same key is the same message, however often it is queued.
    key = models.CharField(max_length=160, unique=True)
    purpose = models.CharField(max_length=20)
    to_name = models.CharField(max_length=160, blank=True)
    to_address = models.CharField(max_length=254)
    subject = models.CharField(max_length=250)
    text = models.TextField()
    html = models.TextField(blank=True)
    message_id = models.CharField(max_length=200, unique=True)
    # What it answers: a message of ours, one that came in, or neither.
    follows = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="followed_by")
    answers = models.ForeignKey("IncomingMessage", on_delete=models.PROTECT, null=True, related_name="answered_by")
    in_reply_to = models.CharField(max_length=998, blank=True)
    references = models.TextField(blank=True)
    # Over everything that the recipient gets, attachments too.
    content_sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    queued_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    state_at = models.DateTimeField()
    # Why it failed, was withheld or is uncertain; empty otherwise.
    reason = models.JSONField(null=True)
    attempt_count = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField()
    # When the recipient's mail server reported that it lies in his mailbox; many servers never do.
    delivered_at = models.DateTimeField(null=True)
    # While it is being sent: until when whoever sends it holds it.
    held_until = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="sending", held_until__isnull=False)
                | (~Q(state="sending") & Q(held_until__isnull=True)),
                name="mail_held_while_sending",
            ),
        ]
        indexes = [
            models.Index(fields=["company", "state", "next_try_at", "id"], name="mail_out_by_state"),
            models.Index(fields=["customer", "-id"], name="mail_out_customer"),
            models.Index(fields=["to_address"], name="mail_out_address"),
            models.Index(fields=["state", "queued_at"], name="mail_out_oldest"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} → {self.to_address}"


class OutgoingAttachment(models.Model):
    """A file that goes with a message out."""

    message = models.ForeignKey(OutgoingMessage, on_delete=models.PROTECT, related_name="attachments")
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class SendAttempt(models.Model):
    """One try to hand a message to the server. Written before the server is spoken to, closed by what came of it."""

    class Outcome(models.TextChoices):
        UNANSWERED = "", "no answer yet"
        SENT = "sent", "taken over by the server"
        LATER = "later", "to be tried again"
        REFUSED = "refused", "refused by the server"
        UNCERTAIN = "uncertain", "cannot be told"

    message = models.ForeignKey(OutgoingMessage, on_delete=models.PROTECT, related_name="attempts")
    number = models.PositiveIntegerField()
    mailbox = models.ForeignKey(Mailbox, on_delete=models.PROTECT, related_name="+")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True, default=Outcome.UNANSWERED)
    # The server's code and sentence, or what was wrong before it could answer.
    code = models.PositiveSmallIntegerField(null=True)
    words = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["message", "number"], name="mail_attempt_once")]
        indexes = [models.Index(fields=["mailbox", "began_at"], name="mail_attempt_mailbox")]

    def __str__(self) -> str:
        return f"{self.message_id} attempt {self.number} {self.outcome}"


class UncertainDecision(models.Model):
    """What a person found out about a message that may or may not have gone out. Append-only, once for an attempt."""

    message = models.ForeignKey(OutgoingMessage, on_delete=models.PROTECT, related_name="decisions")
    attempt = models.OneToOneField(SendAttempt, on_delete=models.PROTECT, related_name="decision")
    arrived = models.BooleanField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    # The same key decides once, however often the form is sent.
    key = models.CharField(max_length=120, unique=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.message_id} {'arrived' if self.arrived else 'did not arrive'}"


class IncomingMessage(models.Model):
    """A message that arrived: what it says as it was read, and the account it was filed to. The text never changes."""

    class Kind(models.TextChoices):
        UNREAD = "", "not read yet"
        PERSON = "person", "written by a person"
        BOUNCE = "bounce", "could not be delivered"
        AUTOMATIC = "automatic", "automatic reply"
        OWN = "own", "our own message come back"
        DELIVERED = "delivered", "report of delivery"

    class State(models.TextChoices):
        STORED = "stored", "stored, not read yet"
        FILED = "filed", "filed"
        UNMATCHED = "unmatched", "unmatched"
        SET_ASIDE = "set_aside", "set aside"
        PARKED = "parked", "parked"

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", db_index=False)
    mailbox = models.ForeignKey(Mailbox, on_delete=models.PROTECT, related_name="messages")
    # What the server calls it; the pair is never given to another message of the folder.
    uidvalidity = models.BigIntegerField()
    uid = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    fetched_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.STORED)
    kind = models.CharField(max_length=10, choices=Kind, blank=True, default=Kind.UNREAD)
    # As it was read; empty until then.
    from_name = models.CharField(max_length=200, blank=True)
    from_address = models.CharField(max_length=254, blank=True)
    to_addresses = models.TextField(blank=True)
    subject = models.CharField(max_length=500, blank=True)
    sent_at = models.DateTimeField(null=True)
    message_id = models.CharField(max_length=998, blank=True)
    in_reply_to = models.CharField(max_length=998, blank=True)
    references = models.TextField(blank=True)
    text = models.TextField(blank=True)
    # The text without what was quoted, and the sentences that matter: [{sentence, kind, words}].
    fresh_text = models.TextField(blank=True)
    marked = models.JSONField(default=list)
    html = models.TextField(blank=True)  # cleaned
    # The message of ours that it answers, or that bounced.
    answers = models.ForeignKey(OutgoingMessage, on_delete=models.PROTECT, null=True, related_name="answers_in")
    # Where it lies, why, and whom else it could be of: [{customer, number, name, reasons}].
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, related_name="+")
    items = models.JSONField(default=list)
    reasons = models.JSONField(default=list)
    candidates = models.JSONField(default=list)
    activity = models.OneToOneField(Activity, on_delete=models.PROTECT, null=True, related_name="+")
    tickler = models.ForeignKey(Tickler, on_delete=models.PROTECT, null=True, related_name="+")
    filed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    filed_at = models.DateTimeField(null=True)
    # The same key files once, however often the form is sent.
    key = models.CharField(max_length=120, null=True, unique=True)
    # When its text, markup and files were removed because the policy keeps them no longer.
    body_removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["mailbox", "uidvalidity", "uid"], name="mail_in_once"),
            models.CheckConstraint(
                condition=~Q(state="filed") | Q(customer__isnull=False), name="mail_in_filed_to_customer"
            ),
        ]
        indexes = [
            models.Index(fields=["company", "state", "-id"], name="mail_in_by_state"),
            models.Index(fields=["customer", "-id"], name="mail_in_customer"),
            models.Index(fields=["mailbox", "sha256"], name="mail_in_content"),
            models.Index(fields=["message_id"], name="mail_in_message_id"),
            # What still has a body that the policy may end.
            models.Index(
                fields=["company", "state", "fetched_at", "id"],
                condition=Q(body_removed_at__isnull=True),
                name="mail_in_with_body",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_address}: {self.subject}"


class IncomingCandidate(models.Model):
    """A customer whose message it could be: the same as in `candidates`, to be asked whether a reader may see it."""

    message = models.ForeignKey(IncomingMessage, on_delete=models.PROTECT, related_name="candidate_rows")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "customer"], name="mail_candidate_once")]

    def __str__(self) -> str:
        return f"{self.message_id} could be of {self.customer_id}"


class MailMove(models.Model):
    """A filed message moved to another account, with what it had made at the wrong one. Append-only."""

    message = models.ForeignKey(IncomingMessage, on_delete=models.PROTECT, related_name="moves")
    from_customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+", db_index=False)
    to_customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+", db_index=False)
    # What stood at the wrong account, and the entry that takes it back there.
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, null=True, related_name="+")
    tickler = models.ForeignKey(Tickler, on_delete=models.PROTECT, null=True, related_name="+")
    taken_back = models.ForeignKey(Activity, on_delete=models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    # The same key moves once, however often the form is sent.
    key = models.CharField(max_length=120, unique=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.message_id}: {self.from_customer_id} → {self.to_customer_id}"


class RawMail(models.Model):
    """A message as it arrived, to the byte. Kept apart: it is large, and is read once. None where it was too large.

    Emptied where the policy keeps bodies no longer; the hash of what it was stays with the message.
    """

    message = models.OneToOneField(IncomingMessage, on_delete=models.PROTECT, related_name="raw")
    content = models.BinaryField()

    def __str__(self) -> str:
        return f"raw mail of {self.message_id}"


class IncomingAttachment(models.Model):
    """A file that came with a message. Once the message is filed, a kind that accounts take is a document there."""

    message = models.ForeignKey(IncomingMessage, on_delete=models.PROTECT, related_name="attachments")
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    # Empty where it was too large, one too many, or is kept no longer.
    content = models.BinaryField(null=True)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name
