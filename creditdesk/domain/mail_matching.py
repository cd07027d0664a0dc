"""Whose message it is: by the thread that it answers, by the sender's address, by the documents that it names.

The thread counts only where the sender is somebody whom we wrote to there, or a contact of that customer: whoever got
hold of a message's id could otherwise write into any account. The address may be of several customers; documents that
are named choose among them. What contradicts itself is for a person::

    decide_match(MailEvidence(sender="ap@acme.example", people=(Person(7, 31, "ap@acme.example"),)))
    # customer 7, contact 31: the address is a contact's

Source: docs/rules/mail.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from creditdesk.domain.mail_addresses import same_address
from creditdesk.domain.reasons import Reason

# A number of at least so many signs is enough by itself to tell whose message it is.
_TELLING = 5
_SHORTEST, _LONGEST = 3, 60
_TOKENS_MOST = 300
_TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9/_.\-]{0,59}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}")


@dataclass(frozen=True, slots=True)
class Answered:
    """A message of ours that the message names as the one that it answers."""

    message_id: int
    customer_id: int | None
    to_address: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with the sender's address: a contact, or (without one) the customer's own address."""

    customer_id: int
    contact_id: int | None
    address: str


@dataclass(frozen=True, slots=True)
class NamedItem:
    """An open item whose number the message names."""

    customer_id: int
    item_id: int
    number: str


@dataclass(frozen=True, slots=True)
class MailEvidence:
    """All that is known of whose message it could be."""

    sender: str
    answered: tuple[Answered, ...] = ()
    people: tuple[Person, ...] = ()
    named: tuple[NamedItem, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A customer whose message it could be, and what speaks for it."""

    customer_id: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class MatchDecision:
    """Whose message it is, or None where a person must say; why; and who else it could be."""

    customer_id: int | None
    contact_id: int | None = None
    answers: int | None = None
    item_ids: tuple[int, ...] = ()
    reasons: tuple[Reason, ...] = ()
    candidates: tuple[Candidate, ...] = ()


def decide_match(evidence: MailEvidence) -> MatchDecision:
    """Whose message it is, by what is known of it. Source: docs/rules/mail.md."""
    trusted = [one for one in evidence.answered if _is_answer_of_known(one, evidence)]
    by_thread = {one.customer_id for one in trusted if one.customer_id is not None}
    by_address = {one.customer_id for one in evidence.people}
    by_number = {one.customer_id for one in evidence.named}
    doubt = _doubt(evidence, by_thread=by_thread, by_address=by_address, by_number=by_number)
    candidates = tuple(_candidates(evidence))
    chosen = _chosen(by_thread, by_address, by_number) if doubt is None else None
    if chosen is None:
        why = doubt or Reason("mail.nobody", "neither the sender nor what is written says whose it is")
        return MatchDecision(None, reasons=(why,), candidates=candidates)
    contacts = {one.contact_id for one in evidence.people if one.customer_id == chosen and one.contact_id is not None}
    return MatchDecision(
        chosen,
        contact_id=min(contacts, default=None),
        answers=next((one.message_id for one in trusted if one.customer_id == chosen), None),
        item_ids=tuple(sorted({one.item_id for one in evidence.named if one.customer_id == chosen})),
        reasons=tuple(_reasons(evidence, chosen)),
        candidates=tuple(one for one in candidates if one.customer_id != chosen),
    )


def document_numbers(text: str) -> list[str]:
    """The words of a text that can be numbers of documents, in their order and each once; at most three hundred."""
    found: dict[str, None] = {}
    for token in _TOKEN.findall(text):
        token = token.strip("/_.-")
        if len(token) < _SHORTEST or _DAY.fullmatch(token) or not any(sign.isdigit() for sign in token):
            continue
        found.setdefault(token)
        if len(found) >= _TOKENS_MOST:
            break
    return list(found)


def _is_answer_of_known(one: Answered, evidence: MailEvidence) -> bool:
    """Whether the sender is the one we wrote to, or somebody of that customer."""
    known = same_address(one.to_address) == same_address(evidence.sender)
    return known or any(person.customer_id == one.customer_id for person in evidence.people)


def _chosen(by_thread: set[int], by_address: set[int], by_number: set[int]) -> int | None:
    if len(by_thread) == 1:
        return min(by_thread)
    narrowed = (by_address & by_number) or by_address or by_number
    return min(narrowed) if len(narrowed) == 1 else None


def _doubt(evidence: MailEvidence, *, by_thread: set[int], by_address: set[int], by_number: set[int]) -> Reason | None:
    """Why a person must say whose message it is."""
    if len(by_thread) == 1:
        return None
    if by_address:
        return _doubt_of_known(by_address, by_number)
    if {one.customer_id for one in evidence.answered} - by_number:
        return Reason("mail.stranger", "it names a message of ours, and comes from an address that we never wrote to")
    if len(by_number) > 1:
        text = "the documents that are named are of %(count)d customers"
        return Reason("mail.several", text, {"count": len(by_number)})
    if by_number and not any(len(one.number) >= _TELLING for one in evidence.named):
        return Reason("mail.short_number", "the numbers that are named are too short to say whose it is")
    return None


def _doubt_of_known(by_address: set[int], by_number: set[int]) -> Reason | None:
    """Why the address of somebody whom we know does not say it."""
    if by_number and not by_address & by_number:
        return Reason("mail.contradiction", "the sender is of one customer, the documents that are named of another")
    narrowed = (by_address & by_number) or by_address
    text = "the sender's address is one of %(count)d customers"
    return Reason("mail.shared_address", text, {"count": len(narrowed)}) if len(narrowed) > 1 else None


def _candidates(evidence: MailEvidence) -> Iterable[Candidate]:
    """Every customer that anything speaks for, the one that most speaks for first."""
    customers = {
        *(one.customer_id for one in evidence.answered),
        *(one.customer_id for one in evidence.people),
        *(one.customer_id for one in evidence.named),
    }
    found = [Candidate(each, tuple(_reasons(evidence, each))) for each in customers if each is not None]
    return sorted(found, key=lambda one: (-len(one.reasons), one.customer_id))


def _reasons(evidence: MailEvidence, customer_id: int) -> Iterable[Reason]:
    for one in evidence.answered:
        if one.customer_id == customer_id:
            if _is_answer_of_known(one, evidence):
                yield Reason("mail.thread", "it answers our message to %(address)s", {"address": one.to_address})
            else:
                text = "it names our message to %(address)s, from an address that we never wrote to"
                yield Reason("mail.thread_of_stranger", text, {"address": one.to_address})
            break
    people = [one for one in evidence.people if one.customer_id == customer_id]
    if people:
        text = "a contact has the address %(address)s" if people[0].contact_id else "its own address is %(address)s"
        yield Reason("mail.address", text, {"address": people[0].address})
    numbers = sorted({one.number for one in evidence.named if one.customer_id == customer_id})
    if numbers:
        yield Reason("mail.numbers", "it names %(numbers)s", {"numbers": ", ".join(numbers[:5])})
