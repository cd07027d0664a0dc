"""What sales answers about accounts on hold, and orders that a colleague is asked to look at."""

from __future__ import annotations

from ninja import Router

from creditdesk.api.answers import writes
from creditdesk.api.calls import Call, needs
from creditdesk.api.idempotency import keyed
from creditdesk.api.routes.followup import TicklerOut, person_named, tickler_out
from creditdesk.api.shapes import Body, Day, Line, Minor, PathId, Text, Word
from creditdesk.credit.access import order_for
from creditdesk.credit.mentioning import mention_order
from creditdesk.domain.sales_answers import Answer, AnswerKind
from creditdesk.domain.scopes import Scope
from creditdesk.domain.visibility import Permission
from creditdesk.followup.sales_answers import answer_for_account
from creditdesk.parties.access import customer_for

router = Router()


class SalesAnswerIn(Body):
    """What sales answers about an account on hold: that a promotion explains a short payment, that the customer says
    on which day it paid, or a word. The amount is in minor units of the customer's currency.
    """

    kind: AnswerKind
    note: Text = ""
    paid_on: Day | None = None
    amount_minor: Minor | None = None


class MentionIn(Body):
    """Which colleague is asked to look at the order, by user name, and what it is about."""

    colleague: Word
    word: Line


@router.post("/customers/{customer_id}/sales-answers", **writes(TicklerOut, status=201))
@needs(Permission.REPORT_EVENTS, scope=Scope.WORK)
@keyed(status=201)
def answer_about_a_hold(request: Call, customer_id: PathId, body: SalesAnswerIn) -> TicklerOut:
    """Tell credit what is known of an account on hold; it becomes a task of whoever works the account."""
    user = request.auth.user
    customer = customer_for(user, customer_id, as_of=request.today)
    answer = Answer(body.kind, body.note, body.paid_on, body.amount_minor)
    made = answer_for_account(customer, answer, by=user, at=request.at, as_of=request.today, key=request.action_key)
    return tickler_out(made.ticklers.select_related("owner").get())


@router.post("/orders/{order_id}/mentions", **writes(TicklerOut, status=201))
@needs(Permission.WORK_TICKLERS, scope=Scope.WORK)
@keyed(status=201)
def ask_a_colleague(request: Call, order_id: PathId, body: MentionIn) -> TicklerOut:
    """Give a colleague who sees the account the task to look at the order."""
    user = request.auth.user
    order = order_for(user, order_id, as_of=request.today)
    to = person_named(request, order.customer, body.colleague)
    made = mention_order(
        order, to=to, word=body.word, as_of=request.today, by=user, at=request.at, key=request.action_key
    )
    return tickler_out(made)
