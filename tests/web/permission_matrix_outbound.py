"""The permission matrix of what leaves the desk for other programs; permission_matrix.py says how a row is written."""

from __future__ import annotations

from itertools import count

from creditdesk.domain.events import EventKind
from creditdesk.domain.visibility import Role
from creditdesk.outbound.actions import make_subscription
from creditdesk.outbound.models import OutboxMessage
from creditdesk.receivables.actions import ApplyTo, apply_credit
from tests import builders
from tests.web.permission_matrix import IMPORT, IMPORTERS, IMPORTS, Arguments, Kind, Make, P, Row, holding
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


def _difference_decision(customer: str) -> Make:
    """Our figure, kept for an invoice of the customer."""

    def make(world: World) -> Arguments:
        from creditdesk.intake.models import DifferenceDecision

        whose = getattr(world, customer)
        item = builders.invoice(whose, amount=10_000)
        file_id = (IMPORT.own if customer == "acme" else IMPORT.foreign)(world)["file_id"]
        figures = {"stated_original_minor": 7, "stated_open_minor": 7, "before_minor": item.open_minor}
        made = DifferenceDecision.objects.create(
            company=whose.company,
            customer=whose,
            item=item,
            file_id=file_id,
            line=2,
            revision=1,
            cause="snapshot.other_document",
            answer="keep",
            stated_currency=item.currency,
            ours_minor=item.open_minor,
            reason="ours",
            decided_on=TODAY,
            decided_by="erin",
            decided_at=NOW,
            **figures,
        )
        return {"decision_id": made.id}

    return make


DIFFERENCE_DECISION = Kind(own=_difference_decision("acme"), foreign=_difference_decision("foreign"))

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
    Row("reconciliation", "GET", IMPORTS),
    Row("import_differences", "GET", IMPORTS, IMPORT),
    Row("import_differences_decide", "POST", IMPORTERS, IMPORT, data={"line": "1", "answer": "keep", "reason": "ours"}),
    Row("difference_take_back", "GET", IMPORTERS, DIFFERENCE_DECISION),
    Row("difference_take_back", "POST", IMPORTERS, DIFFERENCE_DECISION, data={"reason": "wrong"}),
    Row("erp_posting_answer", "GET", holding(P.POST_LEDGER), ERP_POSTING),
    Row("erp_posting_answer", "POST", holding(P.POST_LEDGER), ERP_POSTING),
)
