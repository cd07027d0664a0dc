"""The permission matrix of what leaves the desk for other programs; permission_matrix.py says how a row is written."""

from __future__ import annotations

from itertools import count

from creditdesk.domain.events import EventKind
from creditdesk.domain.visibility import Role
from creditdesk.outbound.actions import make_subscription
from creditdesk.outbound.models import OutboxMessage
from creditdesk.receivables.actions import ApplyTo, apply_credit
from tests import builders
from tests.web.permission_matrix import Arguments, Kind, Make, P, Row, holding
from tests.world import NOW, TODAY, World

_fresh = count(1)


def _webhook(company: str) -> Make:
    def make(world: World) -> Arguments:
        of, number = getattr(world, company), next(_fresh)
        owner = world.adam
        if of != world.northlight:
            owner = builders.user(f"admin-{number}", role=Role.ADMINISTRATOR, companies=[of])
        url = "https://hooks.example.com/"
        return {"webhook_id": make_subscription(owner, name="ERP", url=url, kinds=[*EventKind], at=NOW).subscription.id}

    return make


def _delivery(company: str) -> Make:
    webhook = _webhook(company)

    def make(world: World) -> Arguments:
        message = OutboxMessage.objects.create(
            subscription_id=webhook(world)["webhook_id"], key=f"matrix-{next(_fresh)}", kind="webhook.test",
            body="{}", made_at=NOW, state=OutboxMessage.State.GIVEN_UP, settled_at=NOW,
        )  # fmt: skip
        return {"delivery_id": message.id}

    return make


def _own_act(customer: str) -> Make:
    def make(world: World) -> Arguments:
        of = getattr(world, customer)
        credit, item, number = builders.payment(of, amount=5_000), builders.invoice(of, amount=5_000), next(_fresh)
        to = [ApplyTo(item.id, 5_000)]
        key = f"matrix-{number}"
        posted = apply_credit(credit, to=to, posting_date=TODAY, as_of=TODAY, by=world.erin, at=NOW, key=key)
        return {"posting_id": posted.id}

    return make


WEBHOOK = Kind(own=_webhook("northlight"), foreign=_webhook("southwind"))
DELIVERY = Kind(own=_delivery("northlight"), foreign=_delivery("southwind"))
ERP_POSTING = Kind(own=_own_act("acme"), foreign=_own_act("foreign"))

WEBHOOKS = holding(P.MANAGE_WEBHOOKS)
ERP = holding(P.POST_LEDGER, P.SEE_JOURNAL)

ROWS: tuple[Row, ...] = (
    # Webhooks.
    Row("webhooks", "GET", WEBHOOKS),
    Row("webhook_new", "GET", WEBHOOKS),
    Row("webhook_new", "POST", WEBHOOKS),
    Row("webhook", "GET", WEBHOOKS, WEBHOOK),
    Row("webhook_pause", "POST", WEBHOOKS, WEBHOOK),
    Row("webhook_resume", "POST", WEBHOOKS, WEBHOOK),
    Row("webhook_test", "POST", WEBHOOKS, WEBHOOK),
    Row("webhook_secret", "POST", WEBHOOKS, WEBHOOK),
    Row("webhook_end", "POST", WEBHOOKS, WEBHOOK),
    Row("webhook_again", "POST", WEBHOOKS, DELIVERY),
    # Postings for the ERP.
    Row("erp_postings", "GET", ERP),
    Row("erp_posting_answer", "GET", holding(P.POST_LEDGER), ERP_POSTING),
    Row("erp_posting_answer", "POST", holding(P.POST_LEDGER), ERP_POSTING),
)
