"""Posting stops: nothing is posted where a proof found the books broken, until they prove again. docs/rules/stops.md.

Each function that writes to the ledger asks `refuse_stopped` once for all that it writes, under the locks of its
customers. Whoever records a stop takes the same locks, so that no posting slips in beside it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence

from django.utils.timezone import localtime

from creditdesk.domain.proof import BrokenFact, objections_to_lifting, stop_changes
from creditdesk.domain.reasons import Refusal, refuse
from creditdesk.journal.actions import append
from creditdesk.journal.transactions import action
from creditdesk.parties.locks import close_books, lock_customers
from creditdesk.parties.models import Company, User
from creditdesk.receivables.models import Entry, Posting, PostingStop

_FACT_CHARS = 500


def refuse_stopped(company_id: int, customer_ids: Collection[int]) -> None:
    """Raise a Refusal where postings are stopped for the company, for one of its customers, or for all.

    One small question, however many the customers are: stops that stand are few, nearly always none.
    """
    for stop in standing_stops():
        if stop.customer_id in customer_ids:
            raise _refusal(stop)
        if stop.customer_id is None and stop.company_id in (company_id, None):
            raise _refusal(stop)


def refuse_unproved(company_id: int) -> None:
    """Raise a Refusal where anything of the company does not prove: such books are not closed."""
    for stop in standing_stops():
        if stop.company_id in (company_id, None):
            raise _refusal(stop)


def standing_stops() -> list[PostingStop]:
    """The stops that were not lifted, oldest first, with company and customer."""
    standing = PostingStop.objects.filter(lifted_at__isnull=True)
    return list(standing.select_related("company", "customer").order_by("id"))


def _refusal(stop: PostingStop) -> Refusal:
    since = localtime(stop.stopped_at).date().isoformat()
    if stop.customer is not None:
        text = "postings for the account %(number)s are stopped since %(day)s: its books do not prove"
        return refuse("ledger.stopped", text, number=stop.customer.number, day=since)
    if stop.company is not None:
        text = "postings of the company %(company)s are stopped since %(day)s: its books do not prove"
        return refuse("ledger.stopped", text, company=stop.company.code, day=since)
    return refuse("ledger.stopped", "all postings are stopped since %(day)s: the books do not prove", day=since)


@action
def record_proof(found: Sequence[BrokenFact], *, by: str, at: dt.datetime) -> list[PostingStop]:
    """Stop postings where a whole proof found the books broken, and lift the stops whose fact it did not find.

    Returns the stops that stand then. The same proof again changes nothing.
    """
    _hold(found)
    standing = {stop.fact: stop for stop in PostingStop.objects.select_for_update().filter(lifted_at__isnull=True)}
    stated = [_stated(fact) for fact in found]
    decided = PostingStop.objects.filter(fact__in=stated).exclude(reason="").values_list("fact", flat=True)
    changes = stop_changes(stated, stopped=standing.keys(), decided=set(decided))
    for fact in changes.stop:
        _stop(fact, by=by, at=at)
    for told in sorted(changes.lift):
        _lift(standing[told], kind="stop.over", by=by, at=at)
    return standing_stops()


@action
def lift_stop(stop: PostingStop, *, reason: str, by: User, at: dt.datetime) -> PostingStop:
    """Let postings go on though the books are broken, because somebody who did not post there says why.

    The decision holds for this very fact: another one stops postings anew. Raises Refusal without a reason, for one's
    own postings, for companies that the person does not work for, and where the stop was lifted meanwhile.
    """
    stop = PostingStop.objects.select_for_update().get(id=stop.id)
    if stop.lifted_at is not None:
        raise refuse("stop.changed_meanwhile", "%(by)s has lifted the stop meanwhile", by=stop.lifted_by)
    objections = objections_to_lifting(
        reason=reason,
        posted_there=_posted_there(stop, by),
        works_for_all=stop.company_id is not None or not Company.objects.exclude(id__in=by.companies.all()).exists(),
    )
    if objections:
        raise Refusal(objections)
    return _lift(stop, kind="stop.lifted", by=by.username, at=at, reason=reason.strip())


def _hold(found: Iterable[BrokenFact]) -> None:
    """Wait for the postings under way where books are broken, and hold new ones back until the transaction ends."""
    lock_customers([fact.customer_id for fact in found if fact.customer_id is not None])
    whole = [fact for fact in found if fact.customer_id is None]
    companies = set(Company.objects.values_list("id", flat=True))
    if all(fact.company_id is not None for fact in whole):
        companies &= {fact.company_id for fact in whole if fact.company_id is not None}
    for company_id in sorted(companies):
        close_books(company_id)


def _stated(fact: BrokenFact) -> BrokenFact:
    return BrokenFact(fact[:_FACT_CHARS], company_id=fact.company_id, customer_id=fact.customer_id)


def _stop(fact: BrokenFact, *, by: str, at: dt.datetime) -> None:
    stop = PostingStop.objects.create(
        company_id=fact.company_id, customer_id=fact.customer_id, fact=str(fact), stopped_at=at, stopped_by=by
    )
    _journal("stop.set", stop, by=by, at=at, private={"fact": stop.fact})


def _lift(stop: PostingStop, *, kind: str, by: str, at: dt.datetime, reason: str = "") -> PostingStop:
    stop.lifted_at, stop.lifted_by, stop.reason = at, by, reason
    stop.save(update_fields=["lifted_at", "lifted_by", "reason"])
    _journal(kind, stop, by=by, at=at, private={"fact": stop.fact} | ({"reason": reason} if reason else {}))
    return stop


def _journal(kind: str, stop: PostingStop, *, by: str, at: dt.datetime, private: dict[str, str]) -> None:
    append(
        kind,
        by=by,
        at=at,
        subject=("posting_stop", stop.id),
        company_id=stop.company_id,
        customer_id=stop.customer_id,
        private=private,
    )


def _posted_there(stop: PostingStop, by: User) -> bool:
    """Whether the person posted for the customer, the company, or (where all is stopped) anywhere."""
    if stop.customer_id is not None:
        mine = Entry.objects.filter(item__customer_id=stop.customer_id, posting__by=by.username)
        return mine.exists()
    posted = Posting.objects.filter(by=by.username)
    return posted.filter(company_id=stop.company_id).exists() if stop.company_id else posted.exists()
