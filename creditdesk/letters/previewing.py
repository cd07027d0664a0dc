"""A text on a real account, as a letter would say it now. Nothing is written."""

from __future__ import annotations

import datetime as dt

from creditdesk.domain.contact_rules import Channel
from creditdesk.domain.letter_details import Told
from creditdesk.domain.letter_fields import Consequence, LetterKind, Telling, told_fields
from creditdesk.domain.policy_letters import LetterLanguage
from creditdesk.followup.models import Promise
from creditdesk.followup.scope import scope_of
from creditdesk.letters.content import Subject, Written, written
from creditdesk.letters.facts import addressee, facts_of
from creditdesk.letters.wording import Wording
from creditdesk.parties.models import Customer, User

_EXAMPLE_MINOR = 105_000


def preview(
    customer: Customer, kind: LetterKind, language: LetterLanguage, wording: Wording, *, by: User, as_of: dt.date
) -> Written:
    """The letter; what a person would tell for it stands there as its examples."""
    scope = scope_of(customer.company, as_of=as_of, customer_ids=[customer.id])
    account = facts_of(scope)[customer.id]
    rep = account.customer.portfolio.rep if account.customer.portfolio else by
    promise = Promise.objects.filter(customer=customer).order_by("-id").first()
    about = Subject(
        kind=kind,
        account=account,
        to=addressee(account, wanted=Channel.EMAIL),
        language=language,
        wording=wording,
        policy=scope.policy,
        as_of=as_of,
        rep=str(rep),
        details=_examples(kind, as_of=as_of),
        promise=promise if kind is LetterKind.PROMISE_CONFIRMATION else None,
    )
    return written(about)


def _examples(kind: LetterKind, *, as_of: dt.date) -> dict[str, Told]:
    found: dict[str, Told] = {}
    for field in told_fields(kind):
        match field.telling:
            case Telling.MONEY:
                found[field.name] = _EXAMPLE_MINOR
            case Telling.DAY | Telling.PAST_DAY:
                found[field.name] = as_of.isoformat()
            case Telling.CHOICE:
                found[field.name] = Consequence.AGENCY.value
            case _:
                found[field.name] = field.example
    return found
