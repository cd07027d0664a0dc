"""The papers that a customer asks for in a message: documents of his account that are about what he names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from creditdesk.domain.mail_answers import is_about, proposed_answer
from creditdesk.domain.reasons import refuse
from creditdesk.domain.visibility import Visibility
from creditdesk.followup.access import readable
from creditdesk.followup.models import Document
from creditdesk.mail.models import IncomingAttachment, IncomingMessage
from creditdesk.mail.queries import items_of
from creditdesk.parties.models import Customer, User

MOST_PAPERS = 20
# So many documents of the account are looked at, the newest.
_LOOKED_AT = 500


@dataclass(frozen=True, slots=True)
class Proposed:
    """What could go with the answer: papers about what the message names, which documents have none, and the text.

    `chosen` are those that are ticked beforehand: none where nobody knows the sender as one of the customer's.
    """

    papers: tuple[Document, ...]
    chosen: tuple[int, ...]
    without: tuple[str, ...]
    text: str


def proposed_for(user: User, message: IncomingMessage) -> Proposed:
    """The papers for the answer to a filed message. What the customer sent himself, and what is restricted, is none."""
    customer = message.customer
    numbers = [one.number for one in items_of(message)]
    if customer is None or not numbers:
        return Proposed((), (), (), "")
    theirs = IncomingAttachment.objects.filter(document__customer=customer).values("document")
    kept = Document.objects.filter(readable(user), customer=customer).exclude(id__in=theirs)
    kept = kept.exclude(visibility=Visibility.RESTRICTED.value).defer("content").order_by("-id")
    found = [one for one in kept[:_LOOKED_AT] if is_about(f"{one.name} {one.description}", numbers=numbers)]
    papers = tuple(found[:MOST_PAPERS])
    without = tuple(
        number
        for number in numbers
        if not any(is_about(f"{one.name} {one.description}", numbers=[number]) for one in papers)
    )
    known = message.contact_id is not None or message.from_address.strip().lower() == customer.email.strip().lower()
    chosen = papers if known else ()
    language = message.contact.language if message.contact and message.contact.language else customer.language
    text = proposed_answer(
        [one.name for one in chosen], language=language, who=str(user), company=customer.company.name
    )
    return Proposed(papers, tuple(one.id for one in chosen), without, text)


def papers_of(customer: Customer, ids: Sequence[int], *, by: User) -> list[Document]:
    """The documents with their content. Raises Refusal for one that is not his, or not the person's to read."""
    wanted = list(dict.fromkeys(ids))
    if len(wanted) > MOST_PAPERS:
        raise refuse("mail.documents", "at most %(most)d documents go with an answer", most=MOST_PAPERS)
    found = {one.id: one for one in Document.objects.filter(readable(by), customer=customer, id__in=wanted)}
    if len(found) != len(wanted):
        raise refuse("mail.document", "one of the documents is not on this account")
    return [found[one] for one in wanted]
