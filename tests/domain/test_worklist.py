"""The worklist: score, order, reasons in words, and the next step. On Monday 2026-06-15."""

import sqlite3
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditdesk.domain.contact_rules import Channel, Stop, StopCause
from creditdesk.domain.pauses import Pause
from creditdesk.domain.policy import PolicyDocument, default_policy, default_policy_text
from creditdesk.domain.policy_desk import StepKind
from creditdesk.domain.reasons import Reason
from creditdesk.domain.risk_class import RiskClass
from creditdesk.domain.strategy import DatedStep, Progress
from creditdesk.domain.worklist import (
    AccountFacts,
    CreditStatus,
    NextKind,
    PromiseFacts,
    Ranked,
    rank_account,
    rank_accounts,
    score_minor,
)

AS_OF = date(2026, 6, 15)
POLICY = default_policy()
PLAIN = AccountFacts(
    customer_id=1,
    currency="USD",
    risk_class=RiskClass.A,
    past_due_minor=1_000_00,
    minor_days=1_000_00 * 30,
    oldest_days=30,
    last_contact=date(2026, 6, 1),
)
NOTHING_DUE = replace(PLAIN, past_due_minor=0, minor_days=0, oldest_days=0)
BROKEN = PromiseFacts(500_00, date(2026, 6, 9))
PROMISED = PromiseFacts(300_00, date(2026, 6, 18))
FOR_PROMISE = Pause(date(2026, 6, 23), Reason("strategy.rests_promised", "a payment is promised"), is_promise=True)
FOR_REPLY = Pause(date(2026, 6, 17), Reason("strategy.rests_replied", "the customer wrote"))
COMING = replace(NOTHING_DUE, coming_minor=1_000_00, coming_due_date=date(2026, 6, 20), last_contact=None)


def ranked(account: AccountFacts) -> Ranked:
    return rank_account(account, as_of=AS_OF, policy=POLICY)


def order(*accounts: AccountFacts) -> list[int]:
    return [one.account.customer_id for one in rank_accounts(accounts, as_of=AS_OF, policy=POLICY)]


def said(account: AccountFacts) -> list[str]:
    return [str(reason) for reason in ranked(account).reasons]


@pytest.mark.parametrize(
    ("risk_class", "score"),
    [(RiskClass.A, 2_000_00), (RiskClass.B, 3_000_00), (RiskClass.C, 4_000_00), (RiskClass.D, 6_000_00)],
)
def test_thirty_days_double_the_amount_and_the_class_weighs_it(risk_class: RiskClass, score: int) -> None:
    assert ranked(replace(PLAIN, risk_class=risk_class)).score == score


def test_the_score_is_summed_item_by_item() -> None:
    # 100.00 at 15 days and 200.00 at 60 days, class B: 1.5 x (100 x 1.5 + 200 x 3) = 1,125.00
    minor_days = 100_00 * 15 + 200_00 * 60
    assert score_minor(300_00, minor_days=minor_days, weight_percent=150, divisor_days=30) == 1_125_00


@given(
    items=st.lists(st.tuples(st.integers(1, 10**10), st.integers(1, 2000)), max_size=5),
    weight=st.integers(1, 1000),
    divisor=st.integers(1, 365),
)
def test_integer_sql_gives_the_same_score(items: list[tuple[int, int]], weight: int, divisor: int) -> None:
    past_due = sum(minor for minor, _ in items)
    minor_days = sum(minor * days for minor, days in items)
    ours = score_minor(past_due, minor_days=minor_days, weight_percent=weight, divisor_days=divisor)
    database = sqlite3.connect(":memory:")
    (theirs,) = database.execute(
        "SELECT (? * ? + ?) * ? / (100 * ?)", (past_due, divisor, minor_days, weight, divisor)
    ).fetchone()
    database.close()
    assert ours == theirs


def test_another_currency_is_ranked_at_its_rate() -> None:
    # 100,000 yen, which has no minor unit, at 0.0067 USD: 670.00 USD, doubled by 30 days.
    yen = replace(PLAIN, currency="JPY", past_due_minor=100_000, minor_days=100_000 * 30, rate_ppm=670_000)
    assert ranked(yen).score == 1_340_00


def test_the_higher_score_stands_first_and_equal_scores_stand_by_customer() -> None:
    high = replace(PLAIN, customer_id=9, risk_class=RiskClass.D)
    assert order(replace(PLAIN, customer_id=2), PLAIN, high) == [9, 1, 2]


def test_causes_jump_the_queue_in_the_order_of_the_policy() -> None:
    assert order(
        replace(PLAIN, customer_id=1, risk_class=RiskClass.D),
        replace(NOTHING_DUE, customer_id=2, ticklers_due=("call back",)),
        replace(PLAIN, customer_id=3, retailer_deadline=date(2026, 6, 20)),
        replace(PLAIN, customer_id=4, broken_promise=BROKEN),
        replace(PLAIN, customer_id=5, nsf_date=date(2026, 6, 12)),
    ) == [5, 4, 3, 2, 1]


@pytest.mark.parametrize(
    ("deadline", "jumps"),
    [(date(2026, 6, 14), False), (date(2026, 6, 15), True), (date(2026, 6, 25), True), (date(2026, 6, 26), False)],
)
def test_a_retailers_window_jumps_from_ten_days_before_until_it_closes(deadline: date, jumps: bool) -> None:
    assert bool(ranked(replace(PLAIN, retailer_deadline=deadline)).jump) is jumps


def test_a_cause_that_the_policy_does_not_name_does_not_jump() -> None:
    text = default_policy_text().replace(
        "jump_queue: [nsf, broken_promise, retailer_window, tickler_due]", "jump_queue: [nsf]"
    )
    policy = PolicyDocument.parse_yaml(text)
    assert rank_account(replace(PLAIN, ticklers_due=("x",)), as_of=AS_OF, policy=policy).jump == 0


def test_an_account_with_nothing_due_is_not_listed() -> None:
    assert order(NOTHING_DUE) == []
    assert order(replace(NOTHING_DUE, disputed_minor=700_00)) == []


def test_an_account_below_the_minimum_is_not_listed_unless_it_jumps() -> None:
    policy = PolicyDocument.parse_yaml(default_policy_text().replace("minimum_amount: 0", "minimum_amount: 1000.01"))
    assert rank_accounts([PLAIN], as_of=AS_OF, policy=policy) == ()
    assert len(rank_accounts([replace(PLAIN, broken_promise=BROKEN)], as_of=AS_OF, policy=policy)) == 1


def test_the_reasons_say_amount_age_and_weight() -> None:
    account = replace(
        PLAIN,
        risk_class=RiskClass.C,
        past_due_minor=61_904_00,
        oldest_days=84,
        unapplied_minor=5_000_00,
        disputed_minor=300_00,
    )
    assert said(account) == [
        "61,904.00 USD collectable, oldest 84 days past due",
        "class C weighs 2",
        "5,000.00 USD unapplied cash: check before you call",
        "300.00 USD disputed: not asked for",
        "last contact 14 days ago",
    ]


def test_the_causes_that_jump_are_told_first() -> None:
    account = replace(
        PLAIN,
        nsf_date=date(2026, 6, 12),
        broken_promise=BROKEN,
        retailer_deadline=date(2026, 6, 20),
        ticklers_due=("ask for the check number", "send statement"),
    )
    assert said(account)[:4] == [
        "payment returned by the bank on 2026-06-12",
        "broken promise: 500.00 USD by 2026-06-09",
        "the retailer's window closes on 2026-06-20, in 5 days",
        "tickler due: ask for the check number, and 1 more",
    ]


def test_status_and_silence_are_told() -> None:
    told = said(replace(PLAIN, status=CreditStatus.HOLD, last_contact=None))
    assert told[-2:] == ["orders are on hold", "no contact on record"]


@pytest.mark.parametrize(
    "stopped",
    [
        replace(PLAIN, status=CreditStatus.BANKRUPT),
        replace(PLAIN, stops=(Stop(StopCause.ATTORNEY),)),
        replace(PLAIN, stops=(Stop(StopCause.OPT_OUT),)),
    ],
    ids=["bankrupt", "attorney", "opt-out"],
)
def test_an_account_that_may_not_be_contacted_stands_last_and_says_why(stopped: AccountFacts) -> None:
    stopped = replace(stopped, customer_id=7, nsf_date=AS_OF, broken_promise=BROKEN, risk_class=RiskClass.D)
    step = ranked(stopped).next_step
    assert step.kind is NextKind.NO_CONTACT
    assert step.reason in ranked(stopped).reasons
    assert order(stopped, PLAIN) == [1, 7]


def test_an_opt_out_from_email_alone_leaves_the_account_in_its_place() -> None:
    opted = replace(PLAIN, stops=(Stop(StopCause.OPT_OUT, frozenset({Channel.EMAIL})),))
    assert ranked(opted).score == ranked(PLAIN).score


CALL_DUE = Progress(DatedStep(StepKind.CALL, "Call", date(2026, 6, 12)), None)
LETTER_FOLLOWS = Progress(None, DatedStep(StepKind.LETTER, "Reminder 3", date(2026, 6, 30)))


@pytest.mark.parametrize(
    ("account", "kind", "name", "due"),
    [
        (replace(PLAIN, nsf_date=AS_OF, ticklers_due=("x",)), NextKind.CALL, "Call about the returned payment", AS_OF),
        (replace(PLAIN, ticklers_due=("ask for POD",), progress=CALL_DUE), NextKind.TICKLER, "ask for POD", AS_OF),
        (
            replace(PLAIN, unapplied_minor=1_000_00, progress=CALL_DUE),
            NextKind.CHECK,
            "Apply the unapplied cash",
            AS_OF,
        ),
        (
            replace(PLAIN, open_promise=PROMISED, pause=FOR_PROMISE, progress=CALL_DUE),
            NextKind.WAIT,
            "Wait for the promised payment",
            date(2026, 6, 18),
        ),
        (replace(PLAIN, pause=FOR_REPLY, progress=CALL_DUE), NextKind.WAIT, "The strategy rests", date(2026, 6, 17)),
        (
            replace(PLAIN, open_promise=PROMISED, progress=CALL_DUE),
            NextKind.CALL,
            "Call",
            date(2026, 6, 12),
        ),
        (replace(PLAIN, progress=CALL_DUE), NextKind.CALL, "Call", date(2026, 6, 12)),
        (replace(PLAIN, progress=LETTER_FOLLOWS), NextKind.WAIT, "Reminder 3", date(2026, 6, 30)),
        (PLAIN, NextKind.CHECK, "Decide the next step", AS_OF),
        (NOTHING_DUE, NextKind.NOTHING, "Nothing to do", None),
    ],
)
def test_the_next_step_is_the_first_that_holds(
    account: AccountFacts, kind: NextKind, name: str, due: date | None
) -> None:
    step = ranked(account).next_step
    assert (step.kind, step.name, step.due_date) == (kind, name, due)
    assert str(step.reason)


def test_every_kind_of_strategy_step_can_be_a_next_step() -> None:
    assert {kind.value for kind in StepKind} <= {kind.value for kind in NextKind}


def test_before_the_due_date_an_account_is_listed_while_a_step_is_to_be_done() -> None:
    notice = Progress(DatedStep(StepKind.EMAIL, "Courtesy notice", AS_OF), None)
    assert order(replace(COMING, progress=notice), replace(PLAIN, customer_id=2)) == [2, 1]
    assert said(replace(COMING, progress=notice)) == ["1,000.00 USD comes due from 2026-06-20 on"]
    assert order(replace(COMING, progress=LETTER_FOLLOWS)) == []


def test_what_it_rests_for_stands_among_the_reasons() -> None:
    assert "the customer wrote" in said(replace(PLAIN, pause=FOR_REPLY))
