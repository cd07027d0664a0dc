"""Letters: their texts, what they ask for, whether they may go.

A text has flat places such as `{{ total }}` and nothing else: no tags, no attributes, no formats. A place that the kind
does not know is refused when the text is saved, with its line. Filling is one pass, so that what a customer is called
can never be read as a place. A place without a value blocks the letter, which says which::

    filled("Dear {{ contact }},", {"contact": "Ann Miller"})       # ["Dear Ann Miller,"]
    missing_of("", body="{{ last_contact }}", values={"last_contact": ""})      # ("last_contact",)

Source: docs/rules/letters.md.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from creditdesk.domain.contact_rules import Channel, ContactFacts, Office, Stop, decide_contact
from creditdesk.domain.letter_fields import DUNNING, ITEMS, KINDS, Consequence, LetterKind, fields_of
from creditdesk.domain.money import Money
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.policy_desk import Segment, StepKind
from creditdesk.domain.policy_letters import LetterLanguage
from creditdesk.domain.reasons import Reason
from creditdesk.domain.visibility import Role

BODY_LONGEST = 6000
SUBJECT_LONGEST = 150
# Not the blanks that hold an amount together.
_BLANKS = re.compile(r"[^\S\u00a0]+")
_PLACE = re.compile(r"\{\{ {0,4}([a-z][a-z0-9_]{0,39}) {0,4}\}\}")

# ---------------------------------------------------------------- texts


def text_problems(kind: LetterKind, *, subject: str, body: str) -> tuple[Reason, ...]:
    """Every reason why the text cannot be kept, each with its line; line 0 is the subject.

    Source: docs/rules/letters.md.
    """
    found = list(_length_problems(subject, body))
    for number, line in enumerate([subject, *body.split("\n")]):
        found += _line_problems(kind, number, line)
    wanted, stands = KINDS[kind].has_items, _item_lines(body)
    if wanted and stands != 1:
        found.append(Reason("letter_text.items", "the line {{ items }} stands in the text once: there the table goes"))
    return tuple(found)


def _length_problems(subject: str, body: str) -> Iterable[Reason]:
    if not subject.strip() or "\n" in subject or len(subject) > SUBJECT_LONGEST:
        yield Reason("letter_text.subject", "the subject is one line of at most %(most)d letters", {"most": 150})
    if not body.strip() or len(body) > BODY_LONGEST:
        yield Reason("letter_text.body", "the text has 1 to %(most)d letters", {"most": BODY_LONGEST})


def _line_problems(kind: LetterKind, number: int, line: str) -> Iterable[Reason]:
    where: dict[str, str | int] = {"line": number}
    known = fields_of(kind)
    for name in _PLACE.findall(line):
        if name == ITEMS:
            if not KINDS[kind].has_items or number == 0 or _PLACE.sub("", line).strip():
                text = "line %(line)d: {{ items }} stands alone in its line, in letters that have a table"
                yield Reason("letter_text.items", text, where)
        elif name not in known:
            text = "line %(line)d: this letter has no field %(name)s; it has: %(names)s"
            yield Reason("letter_text.field", text, where | {"name": name, "names": ", ".join(known)})
    rest = _PLACE.sub("", line)
    if "{" in rest or "}" in rest:
        text = "line %(line)d: braces stand around the name of a field only, such as {{ customer }}"
        yield Reason("letter_text.braces", text, where)
    if any(not letter.isprintable() for letter in line.replace("\t", "")):
        yield Reason("letter_text.sign", "line %(line)d holds a sign that cannot be printed", where)


def _item_lines(body: str) -> int:
    return sum(_PLACE.findall(line) == [ITEMS] for line in body.split("\n"))


def fields_used(subject: str, body: str) -> tuple[str, ...]:
    """The fields that the text names, each once, in their order; not the table."""
    names = _PLACE.findall(f"{subject}\n{body}")
    return tuple(dict.fromkeys(name for name in names if name != ITEMS))


def missing_of(subject: str, *, body: str, values: Mapping[str, str]) -> tuple[str, ...]:
    """The fields that the text names and that have no value."""
    return tuple(name for name in fields_used(subject, body) if not values.get(name, "").strip())


def filled(text: str, values: Mapping[str, str]) -> list[str]:
    """The lines of the text with their values, in one pass. An empty value leaves the place visible."""
    return [_PLACE.sub(lambda found: _value(found, values), line) for line in text.split("\n")]


def _value(found: re.Match[str], values: Mapping[str, str]) -> str:
    value = _BLANKS.sub(" ", values.get(found[1], "")).strip(" ")
    return value or f"[{found[1]}]"


def paragraphs(body: str, values: Mapping[str, str]) -> list[list[str]]:
    """The paragraphs of the letter as lines; the one that is only `items` is where the table goes."""
    found: list[list[str]] = []
    fresh = True
    for raw in body.split("\n"):
        if not raw.strip():
            fresh = True
        elif _PLACE.fullmatch(raw.strip()) and _PLACE.findall(raw) == [ITEMS]:
            found.append([f"{{{{ {ITEMS} }}}}"])
            fresh = True
        else:
            (line,) = filled(raw.strip(), values)
            if fresh:
                found.append([])
            found[-1].append(line)
            fresh = False
    return found


def is_table(paragraph: Sequence[str]) -> bool:
    """Whether the paragraph of `paragraphs` is the place of the table."""
    return list(paragraph) == [f"{{{{ {ITEMS} }}}}"]


def printable(content: Any) -> Any:
    """The same words without signs that no paper shows: what comes from files may hold any."""
    if isinstance(content, str):
        return "".join(sign for sign in content if sign.isprintable() or sign == "\u00a0")
    if isinstance(content, list):
        return [printable(one) for one in content]
    return {name: printable(one) for name, one in content.items()} if isinstance(content, dict) else content


def content_hash(content: Mapping[str, Any]) -> str:
    """The fingerprint of a letter's content, the same on every machine."""
    plain = json.dumps(content, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


# ---------------------------------------------------------------- language


def letter_language(
    *, contact: str, customer: str, country: str, region: str, policy: PolicyDocument
) -> LetterLanguage:
    """The language of a letter: by law where the customer is, else the contact's, the customer's, the company's.

    Source: docs/rules/letters.md.
    """
    by_law = policy.letters.languages_by_region.get(f"{country}-{region}".upper())
    for code in (by_law, contact, customer, policy.letters.language):
        short = (code or "")[:2].lower()
        if short in LetterLanguage._value2member_map_:
            return LetterLanguage(short)
    return LetterLanguage.ENGLISH


# ---------------------------------------------------------------- what is asked for


@dataclass(frozen=True, slots=True)
class Claim:
    """An open item as letters look at it. Minor units; `promised_minor` is what open promises cover of it."""

    id: int
    number: str
    currency: str
    open_minor: int
    disputed_minor: int
    due_date: date
    dunned_from: date
    """The extended date where one was granted, else the due date: what dunning counts from."""
    promised_minor: int = 0
    # A payment plan collects it: no letter asks for it by its due date.
    on_plan: bool = False

    @property
    def undisputed_minor(self) -> int:
        """What is open, not disputed and not collected by a payment plan."""
        return 0 if self.on_plan else self.open_minor - self.disputed_minor

    @property
    def asked_minor(self) -> int:
        """What may be asked for: never what is disputed, nor what is promised."""
        return max(0, self.undisputed_minor - self.promised_minor)


def asked_of(
    kind: LetterKind, claims: Iterable[Claim], *, as_of: date, policy: PolicyDocument, chosen: frozenset[int]
) -> list[Claim]:
    """The claims that a letter of the kind asks for, oldest first. Source: docs/rules/letters.md.

    A dunning letter asks for what is later than the policy's grace, undisputed, and not promised. A courtesy notice
    names what is not due yet. `chosen` narrows to some items; none means all.
    """
    named = [one for one in claims if not chosen or one.id in chosen]
    named.sort(key=lambda one: (one.due_date, one.number, one.id))
    if kind in DUNNING:
        grace = policy.aging.dunning_grace_days
        return [one for one in named if one.asked_minor > 0 and (as_of - one.dunned_from).days > grace]
    if kind is LetterKind.COURTESY:
        ahead = policy.letters.courtesy_days_ahead
        return [one for one in named if one.asked_minor > 0 and 0 <= (one.due_date - as_of).days <= ahead]
    return named


def totals_of(claims: Iterable[Claim], *, dunning: bool) -> list[Money]:
    """What the letter asks for in each currency; a letter that does not dun names all that is open."""
    sums: dict[str, int] = {}
    for one in claims:
        sums[one.currency] = sums.get(one.currency, 0) + (one.asked_minor if dunning else one.open_minor)
    return [Money(minor, currency) for currency, minor in sorted(sums.items()) if minor]


def intended_consequence(kind: LetterKind, segment: Segment | None, *, policy: PolicyDocument) -> Consequence | None:
    """What the customer's own strategy does next if the letter is not followed; None where it does nothing of the kind.

    Nothing is threatened that is not planned. Source: docs/rules/letters.md.
    """
    if segment is None:
        return None
    letters = policy.letters.steps
    demands = {step.name for step in segment.steps if letters.get(step.name) is LetterKind.FINAL_DEMAND}
    if kind is LetterKind.FINAL_DEMAND:
        follows = any(step.kind is StepKind.ESCALATE and step.after in demands for step in segment.steps)
        return Consequence.AGENCY if follows else None
    return Consequence.FINAL_DEMAND if demands and kind is LetterKind.REMINDER_3 else None


# ---------------------------------------------------------------- whether it may go


@dataclass(frozen=True, slots=True)
class AskedItem:
    """An item of a letter: what the letter asks for it, and what is undisputed and promised of it now. Minor units."""

    number: str
    currency: str
    asked_minor: int
    undisputed_minor: int
    promised_minor: int = 0


@dataclass(frozen=True, slots=True)
class SendingFacts:
    """What is true of a letter's account at the moment at which it is to go.

    `credits_then` and `credits_now` are payments and credits not yet applied, positive, by currency. `promise_stands`
    is None for a letter that confirms no promise. `last_dunning_email` is that of another letter.
    """

    kind: LetterKind
    channel: Channel
    items: tuple[AskedItem, ...] = ()
    credits_then: Mapping[str, int] | None = None
    credits_now: Mapping[str, int] | None = None
    promise_stands: bool | None = None
    stops: tuple[Stop, ...] = ()
    may_be_written_to: bool = True
    address_is_theirs: bool = True
    last_dunning_email: date | None = None
    time_zone: str = "UTC"


def against_sending(
    facts: SendingFacts, *, now: datetime, office: Office, policy: PolicyDocument
) -> tuple[Reason, ...]:
    """Every reason why the letter may not go now; none: it may. Asked when it is released and again when it is sent.

    Source: docs/rules/letters.md.
    """
    dunning = facts.kind in DUNNING
    contact = ContactFacts(
        time_zone=facts.time_zone,
        stops=facts.stops,
        last_dunning_email=facts.last_dunning_email if dunning else None,
        is_authorised_contact=facts.may_be_written_to,
    )
    found = list(decide_contact(contact, channel=facts.channel, now=now, office=office, policy=policy.contact).reasons)
    if dunning or facts.kind is LetterKind.COURTESY:
        found += _items_changed(facts.items)
        found += _credits_came(facts)
    if not facts.address_is_theirs:
        found.append(Reason("letter.address_changed", "the address is not the customer's any more: draft it anew"))
    if facts.promise_stands is False:
        found.append(Reason("letter.promise_gone", "the promise that it confirms does not stand any more"))
    return tuple(found)


def _items_changed(items: Sequence[AskedItem]) -> Iterable[Reason]:
    for one in items:
        facts: dict[str, str | int] = {
            "number": one.number,
            "asked": str(Money(one.asked_minor, one.currency)),
            "left": str(Money(max(0, one.undisputed_minor), one.currency)),
        }
        if one.undisputed_minor <= 0:
            yield Reason(
                "letter.paid",
                "%(number)s is paid, disputed or on a payment plan by now: nothing can be asked for it",
                facts,
            )
        elif one.undisputed_minor < one.asked_minor:
            text = "it asks %(asked)s for %(number)s, of which %(left)s can be asked for by now"
            yield Reason("letter.less_open", text, facts)
        elif one.undisputed_minor - one.promised_minor < one.asked_minor:
            yield Reason("letter.promised", "%(number)s was promised meanwhile", facts)


def _credits_came(facts: SendingFacts) -> Iterable[Reason]:
    then = facts.credits_then or {}
    for currency, minor in sorted((facts.credits_now or {}).items()):
        more = minor - then.get(currency, 0)
        if more > 0 and any(one.currency == currency for one in facts.items):
            text = "%(amount)s came in since it was drafted, and is not applied yet"
            yield Reason("letter.payment_came", text, {"amount": str(Money(more, currency))})


def against_release(
    kind: LetterKind,
    *,
    missing: Sequence[str],
    documents: int,
    items: int,
    role: Role,
    is_key_account: bool,
) -> tuple[Reason, ...]:
    """Every reason why the person may not release the letter as it is drafted. Source: docs/rules/letters.md."""
    rules = KINDS[kind]
    found = [Reason("letter.empty", "the field %(field)s is empty", {"field": name}) for name in missing]
    if rules.needs_document and not documents:
        found.append(Reason("letter.document_missing", "POD missing: attach the proof before it goes"))
    if rules.has_items and not items and (rules.dunning or kind is LetterKind.COURTESY):
        found.append(
            Reason("letter.nothing", "there is nothing to ask for: all is paid, disputed, promised or in time")
        )
    if rules.binding and role not in _BINDS:
        found.append(Reason("letter.binding", "it binds the company: the credit manager or controller sends it"))
    if kind is LetterKind.FINAL_DEMAND and is_key_account and role not in _BINDS:
        found.append(Reason("letter.key_account", "only the credit manager makes a final demand to a key account"))
    return tuple(found)


_BINDS = frozenset({Role.CREDIT_MANAGER, Role.CONTROLLER})
