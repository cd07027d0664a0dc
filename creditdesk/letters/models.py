"""Letters to customers: the versions of their texts, the letters with what they say, and the runs that make many.

A letter is drafted from the account's facts, looked at, and released. From then on what it says never changes::

    draft  →  queued (by e-mail)  →  sent  →  bounced
                                  →  withheld | failed
           →  ready (by post)     →  sent (printed)
           →  discarded
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from creditdesk.domain.letter_fields import LetterKind
from creditdesk.domain.policy_letters import LetterLanguage
from creditdesk.followup.models import Activity, Document, Promise, Tickler
from creditdesk.parties.models import Company, Contact, Customer, User

_KINDS = [(kind.value, kind.value) for kind in LetterKind]
_LANGUAGES = [(language.value, language.value) for language in LetterLanguage]


class LetterText(models.Model):
    """A version of the text of one kind in one language. What was approved never changes; letters name its number.

    Without any, the text that comes with the desk stands, which is number 0.
    """

    class State(models.TextChoices):
        """The same words as the states of a draft of the policy."""

        DRAFT = "draft"
        SUBMITTED = "submitted"
        ADOPTED = "adopted"
        REJECTED = "rejected"
        WITHDRAWN = "withdrawn"

    kind = models.CharField(max_length=24, choices=_KINDS)
    language = models.CharField(max_length=2, choices=_LANGUAGES)
    # Given when it is approved.
    number = models.PositiveIntegerField(null=True)
    subject = models.CharField(max_length=150)
    body = models.TextField()
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    # Counts every change: whoever changes the draft names the one that he saw.
    version = models.PositiveIntegerField(default=1)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    # All who changed or submitted it; none of them decides about it.
    writers = models.ManyToManyField(User, related_name="+")
    begun_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    reason = models.CharField(max_length=400, blank=True)
    effective_from = models.DateField(null=True)
    submitted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.CharField(max_length=400, blank=True)
    # The same key begins once, however often the form is sent.
    key = models.CharField(max_length=120, unique=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "language", "number"], condition=Q(number__isnull=False), name="letter_text_number_once"
            ),
            models.CheckConstraint(
                condition=Q(state="adopted", number__isnull=False, effective_from__isnull=False)
                | (~Q(state="adopted") & Q(number__isnull=True)),
                name="letter_text_adopted_has_its_number",
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "language", "-effective_from", "-number"], name="letter_text_in_force"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.language} {self.number or self.state}"


class LetterRun(models.Model):
    """Many letters made or sent in the background, a few at a time: how far it is, and what came of it."""

    class Kind(models.TextChoices):
        DRAFT = "draft", "drafting"
        SEND = "send", "sending"
        PRINT = "print", "printing"

    class State(models.TextChoices):
        WORKING = "working", "at work"
        DONE = "done", "done"
        STOPPED = "stopped", "stopped"

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=6, choices=Kind)
    state = models.CharField(max_length=8, choices=State, default=State.WORKING)
    business_day = models.DateField()
    # What it is of: customers and their steps to draft for, or letters to send or print, in their order.
    wanted = models.JSONField(default=list)
    total = models.PositiveIntegerField()
    taken = models.PositiveIntegerField(default=0)
    made = models.PositiveIntegerField(default=0)
    # What was left out, and why: the first few in words.
    left_out = models.PositiveIntegerField(default=0)
    told = models.JSONField(default=list)
    problem = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    # Until then one process is at it; after a crash the next one goes on.
    turn_until = models.DateTimeField(null=True)
    key = models.CharField(max_length=120, unique=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["id"], condition=Q(state="working"), name="letter_run_at_work"),
            models.Index(fields=["company", "-id"], name="letter_run_company"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.business_day} {self.taken}/{self.total}"


class Letter(models.Model):
    """One letter to one recipient. `content` is all that the recipient reads, frozen under `sha256` when released."""

    class Channel(models.TextChoices):
        EMAIL = "email", "e-mail"
        POST = "post", "post"

    class State(models.TextChoices):
        DRAFT = "draft", "draft"
        READY = "ready", "ready for the printer"
        QUEUED = "queued", "on its way"
        SENT = "sent", "sent"
        WITHHELD = "withheld", "withheld"
        FAILED = "failed", "failed"
        BOUNCED = "bounced", "bounced"
        DISCARDED = "discarded", "discarded"

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="letters", db_index=False)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=24, choices=_KINDS)
    level = models.PositiveSmallIntegerField(default=0)
    # The strategy's step that it does, if it does one.
    step = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=2, choices=_LANGUAGES)
    channel = models.CharField(max_length=5, choices=Channel)
    recipient_name = models.CharField(max_length=160)
    # The e-mail address, or the lines of the postal one.
    recipient = models.CharField(max_length=400)
    business_day = models.DateField()
    text_number = models.PositiveIntegerField()
    text_sha256 = models.CharField(max_length=64)
    policy_version = models.PositiveIntegerField()
    subject = models.CharField(max_length=250)
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    # What it asks for each item: [{id, number, currency, asked}], in minor units; and what was unapplied then.
    items = models.JSONField(default=list)
    totals = models.JSONField(default=list)
    credits = models.JSONField(default=dict)
    # What a person told for it, by field; and which fields have no value, so that it may not go.
    details = models.JSONField(default=dict)
    missing = models.JSONField(default=list)
    with_statement = models.BooleanField(default=False)
    promise = models.ForeignKey(Promise, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    version = models.PositiveIntegerField(default=1)
    # Why it was withheld, failed or was discarded.
    reason = models.JSONField(null=True)
    run = models.ForeignKey(LetterRun, on_delete=models.PROTECT, null=True, related_name="letters")
    print_run = models.ForeignKey(LetterRun, on_delete=models.PROTECT, null=True, related_name="printed")
    drafted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    drafted_at = models.DateTimeField()
    released_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    message_key = models.CharField(max_length=160, blank=True)
    activity = models.OneToOneField(Activity, on_delete=models.PROTECT, null=True, related_name="letter")
    tickler = models.OneToOneField(Tickler, on_delete=models.PROTECT, null=True, related_name="+")
    # The same key drafts once, however often the form is sent.
    key = models.CharField(max_length=120, unique=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            # I21: what never went out may be drafted again; what did, or may yet, is there once.
            models.UniqueConstraint(
                fields=["customer", "kind", "level", "business_day", "recipient"],
                condition=~Q(state__in=["discarded", "withheld", "failed"]),
                name="letter_once_a_day",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "discarded"]) | Q(released_at__isnull=False),
                name="letter_released_before_it_goes",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["sent", "bounced"]) | Q(activity__isnull=False), name="letter_sent_is_activity"
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "-id"], name="letter_customer"),
            models.Index(fields=["company", "state", "id"], name="letter_by_state"),
            models.Index(
                fields=["state", "id"], condition=Q(state__in=["draft", "ready", "queued"]), name="letter_open"
            ),
            models.Index(fields=["message_key"], condition=Q(message_key__gt=""), name="letter_message"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.customer_id} {self.business_day}"


class LetterAttachment(models.Model):
    """A document of the account that goes with a letter."""

    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="attachments")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["letter", "document"], name="letter_attachment_once")]

    def __str__(self) -> str:
        return f"{self.letter_id} {self.document_id}"


class LetterFile(models.Model):
    """A file as it was released with the letter: the letter itself, or the statement. Append-only."""

    class What(models.TextChoices):
        LETTER = "letter", "letter"
        STATEMENT = "statement", "statement"

    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="files", db_index=False)
    what = models.CharField(max_length=9, choices=What)
    name = models.CharField(max_length=200)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["letter", "what"], name="letter_file_once")]

    def __str__(self) -> str:
        return self.name


class PrintFile(models.Model):
    """The one file of a print run, with all of its letters. Append-only."""

    run = models.OneToOneField(LetterRun, on_delete=models.PROTECT, related_name="file")
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()

    def __str__(self) -> str:
        return f"print {self.run_id}"
