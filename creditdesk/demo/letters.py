"""Letters of the demo: the company's addresses in its policy, and on the first morning a few that went by post."""

from __future__ import annotations

import datetime as dt
from itertools import islice

from creditdesk.domain.letter_fields import LetterKind
from creditdesk.domain.policy import default_policy_text
from creditdesk.domain.policy_letters import LetterLanguage
from creditdesk.domain.reasons import Refusal
from creditdesk.letters.drafting import Wanted, discard_letter, draft_letter
from creditdesk.letters.models import Letter, LetterText
from creditdesk.letters.previewing import preview
from creditdesk.letters.releasing import release_letter
from creditdesk.letters.running import finish_run, order_print
from creditdesk.letters.text_drafting import begin_text, submit_text
from creditdesk.letters.wording import shipped
from creditdesk.parties.models import Customer, User
from creditdesk.receivables.models import Position

_ADDRESSES = {
    'sender_address: ""': 'sender_address: "120 Harbor Street, Newark, NJ 07102"',
    '  phone: ""': '  phone: "+1 973 555 0140"',
    '  email: ""': '  email: "credit@northlight.example"',
    'remit_to: ""': 'remit_to: "Lockbox 4410, Newark, NJ 07101"',
    'dispute_address: ""': 'dispute_address: "disputes@northlight.example"',
}
_REP, _WRITER = "rep", "manager"
_PRINTED = 3
_BY_HAND = 4


def policy_text() -> str:
    """The default policy with the addresses of the demo company."""
    text = default_policy_text()
    for empty, filled_in in _ADDRESSES.items():
        assert empty in text
        text = text.replace(empty, filled_in, 1)
    return text


def work_on_letters(*, today: dt.date, at: dt.datetime) -> None:
    """After the first night: the rep had some of its letters printed and put one aside; a text waits for approval.

    Does nothing where it was done before.
    """
    rep = User.objects.get(username=_REP)
    mine = Letter.objects.filter(customer__portfolio__rep=rep)
    if LetterText.objects.exists() or mine.exclude(state=Letter.State.DRAFT).exists():
        return
    _propose(User.objects.get(username=_WRITER), today=today, at=at)
    _draft_by_hand(rep, today=today, at=at)
    by_post = mine.filter(channel=Letter.Channel.POST, missing=[]).order_by("id")
    released = []
    for letter in by_post[:_PRINTED]:
        try:
            released.append(release_letter(letter, seen=letter.version, by=rep, at=at, as_of=today))
        except Refusal:
            continue  # it waits among the drafts, with its reason
    if released:
        run = order_print(released, by=rep, at=at, as_of=today, key="demo/print")
        finish_run(run.id, now=lambda: at)
    reminders = mine.filter(state=Letter.State.DRAFT, kind=LetterKind.REMINDER_1)
    left = reminders.order_by("id").first()
    if left is not None:
        discard_letter(left, reason="Their controller called: the check is in the mail", seen=1, by=rep, at=at)


def _draft_by_hand(rep: User, *, today: dt.date, at: dt.datetime) -> None:
    """A few in each language that the rep began himself: first reminders to accounts with something late."""
    late = Position.objects.filter(collectable_minor__gt=0).values("customer")
    for language in LetterLanguage:
        mine = Customer.objects.filter(portfolio__rep=rep, language=language.value, contact_block="", id__in=late)
        asked = shipped(LetterKind.REMINDER_1, language)
        fit = (
            one
            for one in mine.exclude(status=Customer.Status.BANKRUPT).select_related("company").order_by("id")
            if not preview(one, LetterKind.REMINDER_1, language, asked, by=rep, as_of=today).missing
        )
        for customer in islice(fit, _BY_HAND):
            wanted = Wanted(LetterKind.REMINDER_1)
            draft_letter(customer, wanted=wanted, by=rep, at=at, as_of=today, key=f"demo/{customer.id}")


def _propose(writer: User, *, today: dt.date, at: dt.datetime) -> None:
    standing = shipped(LetterKind.REMINDER_1, LetterLanguage.ENGLISH)
    begun = begin_text(
        LetterKind.REMINDER_1,
        LetterLanguage.ENGLISH,
        subject=standing.subject,
        body=standing.body.replace("We ask for {{ total }}.", "Please arrange payment of {{ total }}."),
        by=writer,
        at=at,
        key="demo/text",
    )
    first = today + dt.timedelta(days=7)
    submit_text(begun, reason="Friendlier", effective_from=first, seen=1, by=writer, at=at, as_of=today)
