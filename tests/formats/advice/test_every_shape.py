"""An advice of any documents, written in any shape and read back, is the same to the cent."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from creditdesk.intake.formats.advice.recognition import read_advice, recognised_advice
from creditdesk.intake.formats.bank.statements import Remittance
from tests.formats.advice.writers import SHAPES, Advice, Paid

FORMATS = {
    "comma separated": "table", "semicolons": "table", "tabs": "table", "sheet": "workbook", "page of HTML": "html",
    "columns of text": "text", "letter": "text", "PDF by hand": "pdf", "PDF typeset": "pdf",
}  # fmt: skip
REASONS = ("Shortage", "Freight", "Damaged goods", "Price difference")
NUMBERS = ("INV-{}", "{}", "RE/{}", "A{}B", "9000{}", "90000{}")


@st.composite
def advices(draw: st.DrawFn) -> Advice:
    """Some documents; credits are negative, and only invoices have a discount or something kept back."""
    paid = []
    form = draw(st.sampled_from(NUMBERS))
    for place in range(draw(st.integers(1, 12))):
        gross = draw(st.integers(10, 10**9)) * draw(st.sampled_from((1, 1, 1, -1)))
        discount = draw(st.integers(0, gross // 4)) if gross > 0 else 0
        kept = draw(st.integers(0, gross // 4)) if gross > 0 else 0
        day = date(2026, 1, 13) + timedelta(days=draw(st.integers(0, 15)))
        reason = draw(st.sampled_from(REASONS)) if kept else ""
        paid.append(Paid(form.format(1001 + place), day, gross, discount, kept, reason))
    return Advice("Bolt Trading Inc", draw(st.sampled_from(("880017", "PY-44121"))), date(2026, 1, 31), "EUR", paid)


def told(found: Remittance) -> list[object]:
    return [
        (line.document_number, line.document_date, line.gross or line.net, line.discount or 0,
         sum(one.minor for one in line.adjustments), line.net)
        for line in found.lines
    ]  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(advice=advices())
def test_an_advice_is_read_back_to_the_cent(shape: str, advice: Advice) -> None:
    content = SHAPES[shape](advice)
    found = read_advice(content, name="advice")
    assert recognised_advice(content) == FORMATS[shape]
    assert [str(one.reason) for one in found.findings if one.holds] == []
    assert (found.minor, found.currency) == (advice.total, "EUR")
    assert (found.payment_reference, found.payment_date) == (advice.reference, advice.day)
    assert told(found) == [(one.number, one.day, one.gross, one.discount, -one.kept, one.net) for one in advice.paid]


@pytest.mark.parametrize("shape", SHAPES)
def test_the_reason_for_what_is_kept_back_is_told(shape: str) -> None:
    advice = Advice(
        "Bolt", "77", date(2026, 1, 31), "EUR", [Paid("4711", date(2026, 1, 20), 10_000, 0, 250, "Shortage")]
    )
    (line,) = read_advice(SHAPES[shape](advice)).lines
    assert [(one.minor, one.reason.code) for one in line.adjustments] == [(-250, "Shortage")]
