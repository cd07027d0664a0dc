"""Deductions and disputes as cases, from scenarios.json."""

from __future__ import annotations

import datetime as dt

import pytest

from creditdesk import dispatch
from creditdesk.disputes.models import Case, CaseLine
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.visibility import Role
from creditdesk.followup.models import Tickler
from creditdesk.receivables.models import OpenItem, Position
from tests import builders, disputing
from tests.asking import approve
from tests.world import World

pytestmark = pytest.mark.django_db

JUNE_10 = dt.date(2026, 6, 10)


def test_S30_a_deduction_is_partly_valid_and_splits_to_the_cent(world: World) -> None:  # noqa: N802
    case = disputing.deducted(world.acme, 1_800_00, by=world.dave, on=JUNE_10)
    assert (case.claim_number, case.reason, case.stage, case.department) == ("4411", "shortage", "new", "logistics")
    disputing.taken(case, by=world.fay, on=JUNE_10)
    case = disputing.decide(case, 750_00, by=world.fay, on=JUNE_10, demand=True, words="POD signed '5 short'")
    assert case.stage == "partly"

    request = disputing.ask_credit(case, by=world.fay, on=JUNE_10)
    assert (request.amount_minor, request.kind, request.reason) == (750_00, "adjustment", "shortage")
    assert request.needs_level == Role.SUPERVISOR.value
    item = OpenItem.objects.get(case_lines__case=case)
    # Only what is demanded back is collected.
    assert (item.open_minor, item.disputed_minor) == (1_800_00, 750_00)

    approve(request, by=world.bob, as_of=JUNE_10, at=disputing.at(JUNE_10))
    item.refresh_from_db()
    assert (item.open_minor, item.disputed_minor) == (1_050_00, 0)
    line = CaseLine.objects.get(case=case)
    assert (line.claimed_minor, line.open_minor, line.valid_minor, line.invalid_minor) == (
        1_800_00,
        1_050_00,
        0,
        1_050_00,
    )
    disputing.pay(item, 1_050_00, by=world.dave, on=JUNE_10)
    case.refresh_from_db()
    assert (case.stage, case.open_minor) == ("closed", 0)
    outcomes = line.resolutions.values_list("outcome", "amount_minor")
    assert list(outcomes) == [("credited", 750_00), ("repaid", 1_050_00)]


def test_S32_a_price_deduction_is_valid_and_names_its_root_cause(world: World) -> None:  # noqa: N802
    case = disputing.deducted(world.acme, 200_00, by=world.dave, claim="price 52.00 for 50.00", of=5_200_00)
    assert case.reason == "pricing"
    case = disputing.decide(case, 200_00, by=world.fay, root_cause="price master not updated")
    assert (case.stage, case.root_cause) == ("valid", "price master not updated")
    disputing.credit(case, by=world.fay, approved_by=world.bob)
    assert Case.objects.get(id=case.id).stage == "closed"


def test_S33_returned_goods_beyond_what_was_authorised_are_invalid(world: World) -> None:  # noqa: N802
    case = disputing.deducted(world.acme, 900_00, by=world.dave, claim="return R-118")
    case = disputing.decide(case, 600_00, by=world.fay, words="RGA R-118 authorises 600.00")
    (line,) = CaseLine.objects.filter(case=case)
    assert (case.stage, line.valid_minor, line.invalid_minor) == ("partly", 600_00, 300_00)


def test_S35_a_window_that_closes_alerts_and_once_missed_needs_a_supervisor(world: World) -> None:  # noqa: N802
    march_2, alert, missed = dt.date(2026, 3, 2), dt.date(2026, 4, 21), dt.date(2026, 5, 2)
    case = disputing.deducted(world.acme, 400_00, by=world.dave, on=march_2)
    assert case.window_end == dt.date(2026, 5, 1)
    disputing.taken(case, by=world.fay, on=march_2)
    dispatch.cases_looked_at(as_of=alert - dt.timedelta(days=1), at=disputing.at(alert - dt.timedelta(days=1)))
    assert not Tickler.objects.exists()

    dispatch.cases_looked_at(as_of=alert, at=disputing.at(alert))
    dispatch.cases_looked_at(as_of=alert, at=disputing.at(alert))
    assert {one.owner for one in Tickler.objects.all()} == {world.fay, world.bob}
    assert Tickler.objects.count() == 2

    dispatch.cases_looked_at(as_of=missed, at=disputing.at(missed))
    case.refresh_from_db()
    assert case.window_missed_on == missed
    with pytest.raises(Refusal, match="a supervisor decides"):
        disputing.decide(case, 0, by=world.fay, on=missed)
    assert disputing.decide(case, 0, by=world.bob, on=missed).stage == "invalid"


def test_S37_a_compliance_fine_is_borne_by_logistics(world: World) -> None:  # noqa: N802
    case = disputing.deducted(world.acme, 1_200_00, by=world.dave, claim="OTIF 3 %")
    fresh = Case.objects.get(id=case.id)
    changed = disputing.changed(fresh, by=world.fay, reason="compliance")
    case = disputing.decide(changed, 1_200_00, by=world.fay, words="the carrier was late", root_cause="carrier late")
    request = disputing.ask_credit(case, by=world.fay)
    (line,) = request.lines.all()
    assert (line.account, line.cost_centre) == ("compliance_fines", "logistics")


def test_S39_what_is_disputed_leaves_dunning_and_exposure_at_once(world: World) -> None:  # noqa: N802
    invoice = builders.invoice(
        world.acme, amount=10_000_00, document_date=dt.date(2026, 3, 31), due_date=dt.date(2026, 4, 30),
        as_of=dt.date(2026, 4, 1),
    )  # fmt: skip
    builders.invoice(
        world.acme, amount=30_000_00, document_date=dt.date(2026, 5, 1), due_date=dt.date(2026, 6, 30),
        as_of=dt.date(2026, 5, 1),
    )  # fmt: skip
    disputing.disputed((invoice, 2_500_00), by=world.alice, on=dt.date(2026, 5, 10))
    invoice.refresh_from_db()
    assert invoice.open_minor - invoice.disputed_minor == 7_500_00
    facts = Position.objects.get(customer=world.acme, currency="USD")
    assert (facts.open_minor, facts.disputed_minor) == (40_000_00, 2_500_00)  # exposure: 37,500.00
