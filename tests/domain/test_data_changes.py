"""The rules of data changes: which call counts, who is a second person, and what a file changes meanwhile."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditdesk.domain.data_changes import (
    FIELDS,
    CallBack,
    CallOutcome,
    ChangeState,
    after_call,
    is_given,
    is_known,
    masked,
    moved_meanwhile,
    same_number,
    unfit_call,
    unfit_request,
    unfit_second,
)
from creditdesk.domain.policy import default_policy
from creditdesk.domain.policy_events import DataKind

POLICY = default_policy()
numbers = st.from_regex(r"[2-9]\d{2}-555-\d{4}", fullmatch=True)
texts = st.sampled_from(["", "a", "b", "c"])
sides = st.fixed_dictionaries({"street": texts, "city": texts})


@pytest.mark.parametrize(
    "written",
    ["2125550142", "(212) 555-0142", "+1 212 555 0142", "1-212-555-0142", "212.555.0142 ext. 9", "212 555 0142 x9"],
)
def test_a_number_is_the_same_however_it_is_written(written: str) -> None:
    assert same_number(written, "212-555-0142")
    assert not same_number(written, "212-555-0143")


def test_nothing_is_no_number() -> None:
    assert not same_number("", "") and not same_number("ext 5", "x 5")


@given(known=st.lists(numbers, max_size=4), given_=st.lists(numbers, max_size=4), number=numbers)
def test_a_call_counts_only_at_a_number_that_was_known_and_not_given(
    known: list[str], given_: list[str], number: str
) -> None:
    call = CallBack(number, "Ann", CallOutcome.CONFIRMED)
    counts = is_known(number, known=known) and not is_given(number, given=given_)
    assert (unfit_call(call, known=known, given=given_) == ()) is counts


def test_a_number_given_without_its_area_code_is_the_same_and_confirms_nothing() -> None:
    call = CallBack("+1 509 555 0199", "Ann", CallOutcome.CONFIRMED)
    (reason,) = unfit_call(call, known=["509-555-0199"], given=["555-0199"])
    assert reason.code == "data_change.given_number"
    assert unfit_call(call, known=["509-555-0199"], given=["99"]) == ()


@pytest.mark.parametrize("outcome", [CallOutcome.CONFIRMED, CallOutcome.DENIED])
def test_whoever_was_reached_is_named(outcome: CallOutcome) -> None:
    (reason,) = unfit_call(CallBack("212-555-0142", " ", outcome), known=["212-555-0142"], given=[])
    assert reason.code == "data_change.reached"


@pytest.mark.parametrize("kind", DataKind)
def test_bank_details_alone_wait_for_a_second_person(kind: DataKind) -> None:
    expected = ChangeState.CALLED_BACK if kind is DataKind.BANK else ChangeState.APPLIED
    assert after_call(kind, CallOutcome.CONFIRMED, policy=POLICY) is expected
    assert after_call(kind, CallOutcome.NOT_REACHED, policy=POLICY) is ChangeState.ASKED
    assert after_call(kind, CallOutcome.DENIED, policy=POLICY) is ChangeState.DENIED


def test_a_second_person_is_another_one() -> None:
    assert unfit_second("Alice", requested_by="Alice", called_by="Bob")
    assert unfit_second("Bob", requested_by="Alice", called_by="Bob")
    assert not unfit_second("Carol", requested_by="Alice", called_by="Bob")


@given(old=sides, new=sides, now=sides)
def test_nothing_that_came_meanwhile_is_overwritten(
    old: dict[str, str], new: dict[str, str], now: dict[str, str]
) -> None:
    is_there, reasons = moved_meanwhile(old=old, new=new, now=now)
    assert is_there == (now == new)
    # Either it says so already, or nothing moved, or it is refused and each moved field is named.
    moved = {name for name in old if now[name] != old[name]}
    assert {reason.facts["field"] for reason in reasons} == (set() if is_there else moved)


@given(account=st.text(alphabet="0123456789", min_size=1, max_size=34))
def test_an_account_is_shown_by_its_end_alone(account: str) -> None:
    shown = masked(account).removeprefix("···")
    assert len(shown) <= 4 and account.endswith(shown)
    assert len(account) > 4 or shown == ""


@given(kind=st.sampled_from(DataKind), name=st.text(max_size=10), value=st.text(max_size=300), by=st.text(max_size=5))
def test_no_request_is_too_strange_to_be_judged(kind: DataKind, name: str, value: str, by: str) -> None:
    for named in (name, *FIELDS[kind]):
        for reason in unfit_request(kind, {named: value}, old={}, asked_by=by):
            assert str(reason)
