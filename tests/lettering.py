"""What tests of letters share: a company that has its addresses, people to write to, a mail server that answers."""

from __future__ import annotations

import datetime as dt

from creditdesk import dispatch
from creditdesk.domain.mail_sending import Came
from creditdesk.domain.policy import default_policy_text
from creditdesk.letters.models import Letter
from creditdesk.letters.releasing import settle, unsettled
from creditdesk.mail import sealed, smtp
from creditdesk.mail.models import Mailbox
from creditdesk.mail.outgoing import send_next
from creditdesk.parties.models import Company, Contact, Customer
from creditdesk.policy.actions import adopt_policy
from tests.world import NOW, TODAY, World

DAY = dt.timedelta(days=1)
_EMPTY = {
    'sender_address: ""': 'sender_address: "1 Main Street, New York, NY 10001"',
    '  phone: ""': '  phone: "+1 212 555 0100"',
    '  email: ""': '  email: "credit@northlight.example"',
    'remit_to: ""': 'remit_to: "Northlight Supply, PO Box 1, New York"',
    'dispute_address: ""': 'dispute_address: "disputes@northlight.example"',
}


def with_addresses(text: str = "", **changes: str) -> str:
    """The default policy with our addresses filled in; `changes` replace further lines of the section on letters."""
    text = text or default_policy_text()
    for empty, full in _EMPTY.items():
        assert text.count(empty) == 1
        text = text.replace(empty, full)
    before, section = text.split("\nletters:\n")
    for name, value in changes.items():
        line = next(line for line in section.splitlines() if line.startswith(f"  {name}:"))
        section = section.replace(line, f"  {name}: {value}", 1)
    return f"{before}\nletters:\n{section}"


def furnish(world: World, **changes: str) -> Contact:
    """Adopt a policy with addresses, and give Acme a postal address and Ann of its payables, who is returned."""
    adopt_policy(
        with_addresses(**changes), effective_from=TODAY - 60 * DAY, reason="Addresses", by="carol", at=NOW - 60 * DAY
    )
    Customer.objects.filter(id=world.acme.id).update(
        street="7 Shutter Road", city="Albany", region="NY", postal_code="12201", country="US"
    )
    world.acme.refresh_from_db()
    return Contact.objects.create(customer=world.acme, name="Ann Miller", role="Payables", email="ann@acme.example")


def mailbox(company: Company) -> Mailbox:
    """A mailbox of the company whose server is answered for by `send`."""
    return Mailbox.objects.create(
        company=company,
        sender_name=company.name,
        address="credit@northlight.example",
        smtp_host="mail.northlight.example",
        smtp_password=sealed.closed("secret"),
        made_at=NOW,
    )


def send(*, at: dt.datetime = NOW, came: Came = Came.SENT) -> list[bytes]:
    """Send all that is due, the server answering so, and let letters know; what went over the wire."""
    wire: list[bytes] = []

    def hand_over(server: smtp.Server, *, sender: str, recipient: str, raw: bytes) -> smtp.Answer:
        wire.append(raw)
        return smtp.Answer(came, 250 if came is Came.SENT else 550, "answered")

    while send_next(now=lambda: at, may_go=dispatch.may_mail_go, hand_over=hand_over):
        pass
    settle_all(at=at)
    return wire


def settle_all(*, at: dt.datetime = NOW) -> None:
    """Let letters take over what came of their messages."""
    for letter_id in unsettled():
        settle(letter_id, at=at)


def again(letter: Letter) -> Letter:
    """The letter as it is now."""
    return Letter.objects.get(id=letter.id)
