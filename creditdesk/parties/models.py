"""Who takes part: the selling companies, their customers and the customers' people, and the users of the desk."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower

from creditdesk.domain.contact_marks import Mark, MarkKind, Person
from creditdesk.domain.contact_rules import Channel
from creditdesk.domain.escalation import ContactKind
from creditdesk.domain.scopes import Scope, scopes_in
from creditdesk.domain.visibility import Role
from creditdesk.parties.phone_ends import PhoneEnd


class Company(models.Model):
    """A selling legal entity. It has its own receivables; entities are never netted."""

    class Mode(models.TextChoices):
        SHADOW = "shadow", "the ERP is the book of record"
        SUBLEDGER = "subledger", "Creditdesk is the book of record"

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=120)
    currency = models.CharField(max_length=3)
    country = models.CharField(max_length=2)
    time_zone = models.CharField(max_length=40, default="America/New_York")
    mode = models.CharField(max_length=10, choices=Mode, default=Mode.SHADOW)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


def full_name(first_name: str, last_name: str, username: str) -> str:
    """A person as he is called: by his names where he has any."""
    return f"{first_name} {last_name}".strip() or username


class User(AbstractUser):
    """A person at the desk, or the machine. The role says what one may do, companies and portfolios to what."""

    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in Role])
    companies = models.ManyToManyField(Company, related_name="users", blank=True)
    time_zone = models.CharField(max_length=40, default="America/New_York")
    # Empty until he chooses: then his browser says which.
    language = models.CharField(max_length=5, default="", blank=True)

    def __str__(self) -> str:
        return full_name(self.first_name, self.last_name, self.username)

    @property
    def desk_role(self) -> Role:
        """The role as the rules know it."""
        return Role(self.role)


class Portfolio(models.Model):
    """A set of accounts that one rep works. Accounts come in by rule or by hand."""

    name = models.CharField(max_length=80, unique=True)
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="portfolios")
    rep = models.ForeignKey(User, on_delete=models.PROTECT, related_name="portfolios")
    supervisor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="supervised_portfolios")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class PortfolioRule(models.Model):
    """Accounts that match every filled-in field belong to the portfolio; the rule with the lowest position wins."""

    portfolio = models.ForeignKey(Portfolio, on_delete=models.CASCADE, related_name="rules")
    position = models.PositiveIntegerField()
    name_from = models.CharField(max_length=40, blank=True)
    name_to = models.CharField(max_length=40, blank=True)
    risk_class = models.CharField(max_length=1, blank=True)
    segment = models.CharField(max_length=20, blank=True)
    country = models.CharField(max_length=2, blank=True)
    region = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return f"{self.portfolio} rule {self.position}"


class Absence(models.Model):
    """A rep is away from the first to the last day, both included, and a substitute sees the work."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="absences")
    substitute = models.ForeignKey(User, on_delete=models.PROTECT, related_name="substitutions")
    first_day = models.DateField()
    last_day = models.DateField()

    class Meta:
        ordering = ["-first_day"]
        constraints = [
            models.CheckConstraint(condition=models.Q(last_day__gte=models.F("first_day")), name="absence_in_order"),
            models.CheckConstraint(condition=~models.Q(user=models.F("substitute")), name="absence_other_substitute"),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.first_day}–{self.last_day}"


class Seller(NamedTuple):
    """Who sells to a customer: the ERP's code, name, e-mail address and user name, as far as there are such."""

    code: str
    name: str
    email: str
    user: str | None


class Salesperson(models.Model):
    """Who sells for a company, by the ERP's code. Whoever has a user as well sees the customers that name the code."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=60)
    name = models.CharField(max_length=120)
    email = models.CharField(max_length=160, blank=True)
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    import_file_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["company", "code"]
        constraints = [models.UniqueConstraint(fields=["company", "code"], name="salesperson_code_once")]

    def __str__(self) -> str:
        return self.name


class Customer(models.Model):
    """A bill-to: it owes what is invoiced to it. The parent shares credit, the payer sends the money."""

    class Status(models.TextChoices):
        PROSPECT = "prospect", "prospect"
        ACTIVE = "active", "active"
        HOLD = "hold", "credit hold"
        COD = "cod", "cash on delivery"
        CIA = "cia", "cash in advance"
        CLOSED = "closed", "closed"
        BANKRUPT = "bankrupt", "bankrupt"

    class ContactBlock(models.TextChoices):
        NONE = "", "none"
        ATTORNEY = "attorney", "represented by an attorney"
        BANKRUPTCY = "bankruptcy", "bankruptcy"
        AGENCY = "agency", "placed with an agency"
        REQUEST = "request", "asked not to be contacted"

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="customers")
    number = models.CharField(max_length=40)
    name = models.CharField(max_length=160)
    # As it stands in the register, where that is another one.
    legal_name = models.CharField(max_length=160, blank=True, default="")
    # Lower case, for search from the middle of a name and for sorting that is the same on both databases.
    search_name = models.CharField(max_length=160, db_index=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    payer = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="pays_for")
    status = models.CharField(max_length=10, choices=Status, default=Status.ACTIVE)
    contact_block = models.CharField(max_length=12, choices=ContactBlock, blank=True, default="")
    risk_class = models.CharField(max_length=1, default="B")
    segment = models.CharField(max_length=20, default="medium")
    currency = models.CharField(max_length=3)
    terms_code = models.CharField(max_length=60, blank=True)
    credit_limit_minor = models.BigIntegerField(null=True)
    language = models.CharField(max_length=5, default="en")
    time_zone = models.CharField(max_length=40, default="America/New_York")
    street = models.CharField(max_length=120, blank=True)
    city = models.CharField(max_length=80, blank=True)
    region = models.CharField(max_length=40, blank=True)
    postal_code = models.CharField(max_length=20, blank=True)
    country = models.CharField(max_length=2, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.CharField(max_length=160, blank=True)
    opened_on = models.DateField(null=True)
    salesperson = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="sells_to")
    # Where the ERP's code says who sells here, `salesperson` is always the user of that code, or nobody.
    listed_salesperson = models.ForeignKey(Salesperson, on_delete=models.PROTECT, null=True, related_name="customers")
    portfolio = models.ForeignKey(Portfolio, on_delete=models.PROTECT, null=True, related_name="customers")
    # Set by hand: the rules leave it alone.
    portfolio_by_hand = models.BooleanField(default=False)

    class Meta:
        ordering = ["search_name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["company", "number"], name="customer_number_once_per_company"),
            models.CheckConstraint(
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("id")),
                name="customer_not_own_parent",
            ),
        ]
        indexes = [
            models.Index(fields=["portfolio", "id"], name="customer_portfolio"),
            models.Index(fields=["salesperson", "id"], name="customer_salesperson"),
            models.Index(fields=["number"], opclasses=["varchar_pattern_ops"], name="customer_number"),
            models.Index(PhoneEnd("phone"), name="customer_phone_end"),
            models.Index(Lower("email"), name="customer_address"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    @property
    def seller(self) -> Seller | None:
        """Who sells to the customer, whether known by the ERP's code, as a user, or both."""
        listed, user = self.listed_salesperson, self.salesperson
        username = user.username if user else None
        if listed:
            return Seller(listed.code, listed.name, listed.email, username)
        return Seller("", str(user), user.email, username) if user else None


class ConfirmedField(models.Model):
    """A field of a customer that a call-back confirmed: files do not overwrite it. docs/rules/data_changes.md."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="confirmed_fields", db_index=False)
    field = models.CharField(max_length=20)
    confirmed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["customer", "field"], name="confirmed_once")]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.field}"


class Contact(models.Model):
    """A person at the customer: whom to ask for, in which order, by which channel, and whom after him."""

    class Kind(models.TextChoices):
        UNKNOWN = ContactKind.UNKNOWN.value, "not said"
        AP_CLERK = ContactKind.AP_CLERK.value, "accounts payable"
        AP_MANAGER = ContactKind.AP_MANAGER.value, "head of accounts payable"
        CONTROLLER = ContactKind.CONTROLLER.value, "controller"
        FINANCE_HEAD = ContactKind.FINANCE_HEAD.value, "head of finance"
        OWNER = ContactKind.OWNER.value, "owner or managing director"
        BUYER = ContactKind.BUYER.value, "buyer"
        SALES = ContactKind.SALES.value, "sales"
        ATTORNEY = ContactKind.ATTORNEY.value, "attorney"

    class Preferred(models.TextChoices):
        NONE = "", "none"
        CALL = Channel.CALL.value, "call"
        EMAIL = Channel.EMAIL.value, "e-mail"
        LETTER = Channel.LETTER.value, "letter"

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="contacts")
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=80, blank=True)
    kind = models.CharField(max_length=12, choices=Kind, blank=True, default="")
    rank = models.PositiveSmallIntegerField(default=1)
    phone = models.CharField(max_length=40, blank=True)
    mobile = models.CharField(max_length=40, blank=True, default="")
    email = models.CharField(max_length=160, blank=True)
    language = models.CharField(max_length=5, blank=True)
    time_zone = models.CharField(max_length=40, blank=True)
    do_not_contact = models.BooleanField(default=False)
    # Of the same family of customers, and never in a circle.
    reports_to = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="reports")
    preferred_channel = models.CharField(max_length=6, choices=Preferred, blank=True, default="")
    # Whether he may be told about the account.
    authorised = models.BooleanField(default=True)
    # The last day with the customer. Whoever left stays known: what was said to him names him.
    left_on = models.DateField(null=True)
    # Counts the changes, by people and by files: a form that shows an older one is refused.
    version = models.PositiveIntegerField(default=1)
    # Of the act that made it, and of the last that changed it: the same key acts once.
    key = models.CharField(max_length=64, null=True, unique=True)
    last_key = models.CharField(max_length=64, blank=True, default="")
    # How a CRM knows him: its account number, by which its history goes, and the number of its record.
    crm_account = models.CharField(max_length=40, blank=True, default="")
    crm_record = models.CharField(max_length=40, blank=True, default="")

    class Meta:
        ordering = ["customer", "rank", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(reports_to__isnull=True) | ~models.Q(reports_to=models.F("id")),
                name="contact_not_own_superior",
            ),
        ]
        indexes = [
            models.Index(fields=["crm_account"], condition=~models.Q(crm_account=""), name="contact_crm"),
            models.Index(PhoneEnd("phone"), name="contact_phone_end"),
            models.Index(PhoneEnd("mobile"), name="contact_mobile_end"),
            models.Index(Lower("email"), name="contact_address"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.role}" if self.role else self.name

    def person(self, marks: Iterable[ContactMark] = ()) -> Person:
        """The contact as the rules know him, with his marks in the order of their recording."""
        return Person(
            name=self.name,
            phone=self.phone,
            mobile=self.mobile,
            email=self.email,
            is_authorised=self.authorised,
            do_not_contact=self.do_not_contact,
            left_on=self.left_on,
            marks=tuple(one.mark() for one in marks),
        )


class ContactMark(models.Model):
    """What was recorded about reaching a contact: consent, opt-out, a channel that failed, an attorney. Append-only."""

    class Kind(models.TextChoices):
        CONSENTED = MarkKind.CONSENTED.value, "consented"
        OPTED_OUT = MarkKind.OPTED_OUT.value, "opted out"
        FAILED = MarkKind.FAILED.value, "came back or not connected"
        REPRESENTED = MarkKind.REPRESENTED.value, "represented by an attorney"
        CLEARED = MarkKind.CLEARED.value, "cleared"

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="marks")
    kind = models.CharField(max_length=12, choices=Kind)
    # Empty: every channel.
    channel = models.CharField(max_length=6, blank=True)
    day = models.DateField()
    cause = models.CharField(max_length=200, blank=True)
    # What failed: a number or an e-mail address.
    address = models.CharField(max_length=160, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    key = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(channel__in=["", *(one.value for one in Channel)]), name="contact_mark_channel"
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="represented") | models.Q(channel=""), name="contact_mark_represented"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contact_id} {self.channel} {self.kind} {self.day}"

    def mark(self) -> Mark:
        """The mark as the rules know it."""
        channel = Channel(self.channel) if self.channel else None
        return Mark(MarkKind(self.kind), channel, self.day, self.cause, self.address)


class ExchangeRate(models.Model):
    """Units of the base currency for one unit of the currency on a day, in millionths. For ranking, not for posting."""

    currency = models.CharField(max_length=3)
    base = models.CharField(max_length=3)
    day = models.DateField()
    rate_ppm = models.BigIntegerField()
    # The file that brought it, or changed it last; none where it came otherwise.
    import_file_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["currency", "base", "day"], name="one_exchange_rate_a_day"),
            models.CheckConstraint(condition=models.Q(rate_ppm__gt=0), name="exchange_rate_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.currency}/{self.base} {self.day}"


class PaymentTerms(models.Model):
    """What a code of the ERP for terms means, in the trade's notation: documents with it are due so."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=60)
    description = models.CharField(max_length=160, blank=True)
    notation = models.CharField(max_length=80)
    import_file_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["company", "code"]
        constraints = [models.UniqueConstraint(fields=["company", "code"], name="payment_terms_code_once")]

    def __str__(self) -> str:
        return f"{self.code}: {self.notation}"


class Price(models.Model):
    """What one unit of an item costs by a list, or a customer, from a day on. To look up; nothing is posted by it."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    # One of the two: the list that anybody may buy by, or the customer with whom the price is agreed.
    price_list = models.CharField(max_length=60, blank=True)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, null=True, related_name="prices")
    item_number = models.CharField(max_length=60)
    description = models.CharField(max_length=160, blank=True)
    unit = models.CharField(max_length=20, blank=True)
    currency = models.CharField(max_length=3)
    price_minor = models.BigIntegerField()
    valid_from = models.DateField()
    # The last day on which it holds; none: until another one begins.
    valid_to = models.DateField(null=True)
    import_file_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["company", "item_number", "valid_from", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "price_list", "item_number", "unit", "currency", "valid_from"],
                condition=models.Q(customer__isnull=True),
                name="price_of_list_once",
            ),
            models.UniqueConstraint(
                fields=["customer", "item_number", "unit", "currency", "valid_from"],
                condition=models.Q(customer__isnull=False),
                name="price_of_customer_once",
            ),
            models.CheckConstraint(
                condition=models.Q(customer__isnull=True, price_list__gt="")
                | models.Q(customer__isnull=False, price_list=""),
                name="price_of_list_or_customer",
            ),
            models.CheckConstraint(condition=models.Q(price_minor__gte=0), name="price_not_negative"),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=models.F("valid_from")),
                name="price_days_in_order",
            ),
        ]
        indexes = [models.Index(fields=["company", "item_number", "valid_from"], name="price_of_item")]

    def __str__(self) -> str:
        return f"{self.item_number} {self.valid_from}"


class ApiToken(models.Model):
    """A key of one user for programs. Only its hash is kept; it has the user's rights, narrowed by its scopes."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="api_tokens")
    name = models.CharField(max_length=80)
    sha256 = models.CharField(max_length=64, unique=True)
    scopes = models.CharField(max_length=80)
    """Scopes with a space between them, in their order: `read work`."""
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.user_id} {self.name}"

    @property
    def held_scopes(self) -> tuple[Scope, ...]:
        """What the token may be used for."""
        return scopes_in(self.scopes)


class CalendarKey(models.Model):
    """The secret in the address of one user's calendar feed. Only its hash is kept; a user has one that counts."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="calendar_keys")
    sha256 = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(revoked_at__isnull=True), name="one_calendar_key_counts"
            ),
        ]

    def __str__(self) -> str:
        return f"calendar of {self.user_id}"
