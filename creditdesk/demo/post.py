"""The post of the demo: a mailbox without servers, letters that were filed by rule, one that nobody could file, an
automatic reply, papers that are asked for and are there, a remittance advice and one that is a scan, and an answer
that waits, for nothing leaves the demo.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from email.message import EmailMessage
from email.utils import format_datetime
from itertools import islice

from django.db.models import F

from creditdesk.demo.papers import pdf
from creditdesk.domain.money import major_units
from creditdesk.followup.actions import attach_document
from creditdesk.followup.models import Activity
from creditdesk.mail.advising import advices_in
from creditdesk.mail.arriving import store_arrived, take_in
from creditdesk.mail.imap import Fetched
from creditdesk.mail.mailboxes import Settings, make_mailbox
from creditdesk.mail.models import IncomingMessage
from creditdesk.mail.parsing import ReadLimits, read_mail
from creditdesk.mail.replying import reply_to_mail
from creditdesk.parties.models import Company, Contact, Customer, User
from creditdesk.receivables.models import OpenItem

COMPANY = "NL01"
_ADDRESS = "receivables@northlight.example"
_LIMITS = ReadLimits(attachment_bytes=1_000_000, attachments=5)
_LETTERS = (
    (
        "Re: Invoice {number}",
        "Hello,\n\nwe will pay invoice {number} with the check run of next Thursday.\n\nRegards\n{name}",
    ),
    (
        "Invoice {number}",
        "Good morning,\n\nwe did not receive all of the goods of invoice {number}: four cartons are missing. "
        "Could you send us the proof of delivery?\n\n{name}",
    ),
    (
        "Question",
        "Hi,\n\ncan you please send a copy of {number} again? I cannot find it in our system.\n\nThanks\n{name}",
    ),
)
_AWAY = ("Automatic reply: Your account", "I am out of the office until Thursday.\n\n{name}")
# The rep answers it in four keys: the invoice and its proof are kept on the account.
_PAPERS = (
    "Invoice {number}",
    "Good morning,\n\nplease send me invoice {number} and its POD, then I can release it.\n\nThank you\n{name}",
)
# One customer's program sends a table, another one a scan of a paper, which a person has to enter.
_ADVICE = ("Remittance advice", "Please find attached what our payment of tomorrow pays.\n\n{name}")
_SCANNED = ("Remittance advice", "Our remittance advice is attached as a scan.\n\nRegards\n{name}")
_STRANGER = (
    "Payment",
    "To whom it may concern,\n\nthe payment was sent last week by our new head office. Please confirm.\n\nAccounts",
)


def carry_post(*, today: dt.date, at: dt.datetime) -> None:
    """Give the company a mailbox, and let the letters arrive."""
    company = Company.objects.get(code=COMPANY)
    admin = User.objects.get(username="admin")
    box = make_mailbox(company, Settings("Northlight Receivables", _ADDRESS), by=admin, at=at, key="demo")
    came = at - dt.timedelta(hours=2)
    filed = []
    for number, raw in enumerate(_arriving(company, today=today, at=came), start=1):
        stored = store_arrived(box, Fetched(1, number, len(raw), raw, whole=True), at=came)
        said = read_mail(raw, limits=_LIMITS)
        filed.append(take_in(stored, said, advices=advices_in(said, company=company, as_of=today), at=came))
    _answer(filed[: len(_LETTERS)], today=today, at=at - dt.timedelta(hours=1))


def _arriving(company: Company, *, today: dt.date, at: dt.datetime) -> Iterator[bytes]:
    asking = _who_may_write(company, today=today)
    for (subject, text), (item, contact) in zip(_LETTERS, asking, strict=False):
        said = text.format(number=item.number, name=contact.name)
        yield _letter(contact.name, contact.email, subject.format(number=item.number), said, at=at)
    for _, contact in islice(asking, 1):
        yield _letter(contact.name, contact.email, _AWAY[0], _AWAY[1].format(name=contact.name), at=at, by_itself=True)
    for item, contact in islice((one for one in asking if _rep_of(one[0].customer).username == "rep"), 1):
        _keep_papers(item, at=at)
        subject, text = (part.format(number=item.number, name=contact.name) for part in _PAPERS)
        yield _letter(contact.name, contact.email, subject, text, at=at)
    yield _letter("Accounts", "accounts@headoffice.example", *_STRANGER, at=at)
    for (subject, text), (item, contact) in zip((_ADVICE, _SCANNED), asking, strict=False):
        file = _table_of(item) if text == _ADVICE[1] else ("remittance.pdf", pdf([]))
        yield _letter(contact.name, contact.email, subject, text.format(name=contact.name), at=at, file=file)


def _who_may_write(company: Company, *, today: dt.date) -> Iterator[tuple[OpenItem, Contact]]:
    """A late invoice and a contact of each customer who may be written to, with whom somebody works already."""
    late = OpenItem.objects.filter(company=company, closed_date__isnull=True, kind="invoice", due_date__lt=today)
    undisputed = late.filter(disputed_minor=0, open_minor=F("original_minor")).order_by("customer_id", "id")
    free = Customer.objects.filter(company=company, contact_block="", portfolio__isnull=False)
    seen: set[int] = set()
    for item in undisputed.filter(customer__in=free.values("id")).select_related("customer__portfolio__rep"):
        contact = Contact.objects.filter(customer_id=item.customer_id).exclude(email="").order_by("rank", "id").first()
        if item.customer_id in seen or contact is None or not Activity.objects.filter(customer=item.customer).exists():
            continue
        seen.add(item.customer_id)
        yield item, contact


def _rep_of(customer: Customer) -> User:
    assert customer.portfolio is not None, "only customers of a portfolio write"
    return customer.portfolio.rep


def _keep_papers(item: OpenItem, *, at: dt.datetime) -> None:
    """The invoice and its proof of delivery, as somebody put them on the account."""
    by = User.objects.get(username="deductions")
    to, number = item.customer.name, item.number
    for name, title, lines in (
        (f"invoice-{number}.pdf", "Invoice", ["INVOICE", "", f"{number} of {item.document_date}", to]),
        (f"POD-{number}.pdf", "Proof of delivery for invoice", ["PROOF OF DELIVERY", "", to, f"Invoice {number}"]),
    ):
        attach_document(item.customer, name=name, content=pdf(lines), description=f"{title} {number}", by=by, at=at)


def _table_of(item: OpenItem) -> tuple[str, bytes]:
    """What a payer's program writes of the oldest documents that he pays."""
    invoices = OpenItem.objects.filter(customer_id=item.customer_id, currency=item.currency, kind="invoice")
    paid = list(invoices.filter(closed_date__isnull=True, disputed_minor=0).order_by("due_date", "id")[:3])
    owing = [(one, major_units(one.open_minor, currency=one.currency)) for one in paid]
    rows = [f"{one.number},{one.document_date},{owed},0.00,{owed}" for one, owed in owing]
    total = major_units(sum(one.open_minor for one in paid), currency=item.currency)
    head = [f"Payment No: PA-{item.id},Currency: {item.currency}", "", "Invoice,Invoice date,Gross,Discount,Net paid"]
    lines = [*head, *rows, f"Total,,,,{total}", ""]
    return "remittance.csv", "\n".join(lines).encode()


def _letter(
    name: str,
    address: str,
    subject: str,
    text: str,
    *,
    at: dt.datetime,
    by_itself: bool = False,
    file: tuple[str, bytes] | None = None,
) -> bytes:
    made = EmailMessage()
    made["From"] = f"{name} <{address}>"
    made["To"] = _ADDRESS
    made["Subject"] = subject
    made["Date"] = format_datetime(at)
    made["Message-ID"] = f"<{address.partition('@')[0]}.{at:%Y%m%d}@{address.partition('@')[2]}>"
    if by_itself:
        made["Auto-Submitted"] = "auto-replied"
    made.set_content(text)
    if file is not None:
        made.add_attachment(file[1], maintype="application", subtype="octet-stream", filename=file[0])
    return made.as_bytes()


def _answer(filed: list[IncomingMessage], *, today: dt.date, at: dt.datetime) -> None:
    """The last letter that was filed is answered; the answer waits for a mail server."""
    asked = [one for one in filed if one.customer is not None and one.customer.portfolio is not None]
    if not asked:
        return
    last = asked[-1]
    assert last.customer is not None
    assert last.customer.portfolio is not None
    text = "Good afternoon,\n\nplease find the copy in our portal; I send it by post as well.\n\nKind regards"
    reply_to_mail(last, text=text, by=last.customer.portfolio.rep, at=at, as_of=today, key="demo")
