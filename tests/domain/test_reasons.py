"""Reasons are values that say why; a refusal carries them through whatever stands between rule and person."""

import json
import pickle
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from creditdesk.domain.reasons import Reason, Refusal, refuse

LATE = Reason("worklist.past_due", "%(amount)s past due, oldest %(days)d days", {"amount": "1,200.00 USD", "days": 34})


def test_a_reason_reads_as_a_sentence() -> None:
    assert str(LATE) == "1,200.00 USD past due, oldest 34 days"


def test_a_reason_survives_being_stored() -> None:
    assert Reason.from_dict(json.loads(json.dumps(LATE.as_dict()))) == LATE


def test_equal_reasons_are_one_in_a_set() -> None:
    assert len({LATE, Reason.from_dict(LATE.as_dict())}) == 1


def test_a_refusal_says_all_its_reasons() -> None:
    assert str(Refusal((LATE, Reason("a.b", "closed")))) == "1,200.00 USD past due, oldest 34 days; closed"


def test_a_refusal_passes_through_a_context_manager_and_a_pickle_unharmed() -> None:
    refusal = refuse("ledger.closed_period", "%(period)s is closed", period="2026-10")

    @contextmanager
    def door() -> Iterator[None]:
        yield

    with pytest.raises(Refusal) as caught, door():
        raise refusal
    assert caught.value == refusal
    assert pickle.loads(pickle.dumps(refusal)) == refusal  # noqa: S301 - our own bytes
    assert hash(refusal) == hash(refuse("ledger.closed_period", "%(period)s is closed", period="2026-10"))
