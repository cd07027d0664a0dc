"""S30, S32, S33 and S37 through files that were loaded: what the evidence says of a deduction on the account."""

import datetime as dt

from creditdesk.domain.deduction_evidence import RootCause
from creditdesk.reference.models import ReturnAuthorisation
from creditdesk.reference.queries import Research
from tests.actions.importing import take_back
from tests.researching import bring, deduction, researched
from tests.world import World


def parts(found: Research) -> tuple[int, int, int]:
    finding = found.finding
    return finding.valid_minor, finding.invalid_minor, finding.undecided_minor


def test_S30_of_12_units_claimed_5_were_signed_as_short(world: World) -> None:  # noqa: N802
    item = deduction(
        world.acme,
        minor=1_800_00,
        invoice="88120",
        invoice_minor=15_000_00,
        text="shortage 12 units, claim 4411",
        by=world.erin,
    )
    assert parts(researched(item)) == (0, 0, 1_800_00)
    bring(
        "Shipment no,Customer no,Invoice no,BOL,PRO,Carrier,Delivered on,Quantity shipped,Signed by,Remarks\n"
        f"S-77,{world.acme.number},88120,B-501,P-9,Roadline,2026-05-06,100,J. Ortega,5 short\n",
        of=world.acme,
        by=world.erin,
    )
    bring(
        "Invoice no,Line,Customer no,Item no,Quantity,Price,Line amount\n"
        f"88120,10,{world.acme.number},K-1,100,150.00,15000.00\n",
        of=world.acme,
        by=world.erin,
    )
    found = researched(item)
    assert parts(found) == (750_00, 1_050_00, 0)
    assert found.finding.outcome == "partly" and found.finding.root_cause is RootCause.PICKING
    assert [str(one) for one in found.finding.reasons] == [
        "S-77 arrived 5 short, signed by J. Ortega; 12 are claimed",
        "5 × 150.00 USD = 750.00 USD",
        "1,050.00 USD of the claim is for units that were delivered",
    ]
    assert (found.finding.account, found.finding.cost_centre) == ("shipping_claims", "logistics")


def test_S32_100_units_were_billed_at_52_and_50_held_since_the_first(world: World) -> None:  # noqa: N802
    item = deduction(
        world.acme,
        minor=200_00,
        invoice="88130",
        invoice_minor=5_200_00,
        invoice_on=dt.date(2026, 3, 5),
        text="price",
        by=world.erin,
    )
    bring(
        "Price list,Item no,Price,Currency,Valid from\n"
        "US 2026,K-1,52.00,USD,2026-01-01\n"
        "US 2026,K-1,50.00,USD,2026-03-01\n",
        of=world.acme,
        by=world.erin,
    )
    bring(
        "Invoice no,Line,Customer no,Item no,Quantity,Price,Line amount,Currency\n"
        f"88130,10,{world.acme.number},K-1,100,52.00,5200.00,USD\n",
        of=world.acme,
        by=world.erin,
    )
    found = researched(item)
    assert parts(found) == (200_00, 0, 0)
    assert found.finding.root_cause is RootCause.PRICE_MASTER
    assert str(found.finding.reasons[0]) == (
        "100 of K-1 were billed at 52.00 USD; 50.00 USD holds since 2026-03-01 (US 2026)"
    )


def test_S33_600_of_900_were_authorised_and_received(world: World) -> None:  # noqa: N802
    item = deduction(
        world.acme, minor=900_00, invoice="88140", invoice_minor=4_000_00, text="returns RGA R-118", by=world.erin
    )
    bring(
        "RGA number,Customer no,Currency,Authorised on,Authorised amount\n"
        f"R-118,{world.acme.number},USD,2026-05-10,600.00\n",
        of=world.acme,
        by=world.erin,
    )
    awaited = researched(item)
    assert parts(awaited) == (0, 0, 900_00)
    assert [str(one) for one in awaited.finding.missing] == ["the warehouse's receipt of the goods of R-118"]
    receipt = bring("RGA number,Received on,Received amount\nR-118,2026-05-20,600.00\n", of=world.acme, by=world.erin)
    found = researched(item)
    assert parts(found) == (600_00, 300_00, 0)
    assert str(found.finding.reasons[-1]) == "no RGA and receipt cover 300.00 USD"
    assert found.finding.account == "sales_returns"
    take_back(receipt, by=world.erin)
    assert ReturnAuthorisation.objects.get().received_on is None
    assert parts(researched(item)) == (0, 0, 900_00)


def test_S37_a_fine_of_3_percent_is_valid_and_the_carrier_owes_it(world: World) -> None:  # noqa: N802
    item = deduction(
        world.acme, minor=1_200_00, invoice="88150", invoice_minor=40_000_00, text="OTIF fine 3%", by=world.erin
    )
    bring(
        "Shipment no,Customer no,Invoice no,Carrier,Shipped on,Must arrive by,Delivered on,Late by\n"
        f"S-90,{world.acme.number},88150,Roadline,2026-05-02,2026-05-05,2026-05-08,carrier\n",
        of=world.acme,
        by=world.erin,
    )
    bring(f"Customer no,Clause,About,Fine percent\n{world.acme.number},OTIF 4.2,OTIF,3\n", of=world.acme, by=world.erin)
    finding = researched(item).finding
    assert (finding.valid_minor, finding.outcome) == (1_200_00, "valid")
    assert (finding.carrier_claim_minor, finding.carrier, finding.shipment) == (1_200_00, "Roadline", "S-90")
    assert (finding.account, finding.cost_centre) == ("compliance_fines", "logistics")
    assert finding.root_cause is RootCause.CARRIER
    assert str(finding.reasons[1]) == "OTIF 4.2: 3 % of 40,000.00 USD = 1,200.00 USD"
