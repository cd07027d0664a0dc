"""When a message is tried again, when it is given up, and how it is signed."""

from __future__ import annotations

import datetime as dt

import pytest

from creditdesk.domain.deliveries import Outcome, is_given_up, next_try, outcome_of, signature

NOW = dt.datetime(2026, 6, 15, 14, 0, tzinfo=dt.UTC)


def test_the_rests_grow_from_seconds_to_an_hour() -> None:
    rests = [int((next_try(failures, at=NOW) - NOW).total_seconds()) for failures in (1, 2, 3, 4, 5, 6, 7, 8, 900)]
    assert rests == [10, 30, 60, 300, 900, 1800, 3600, 3600, 3600]


def test_a_message_is_given_up_when_it_fails_a_day_after_it_was_made() -> None:
    day = dt.timedelta(days=1)
    assert not is_given_up(made_at=NOW - day + dt.timedelta(seconds=1), at=NOW)
    assert is_given_up(made_at=NOW - day, at=NOW)


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, Outcome.DELIVERED),
        (204, Outcome.DELIVERED),
        (301, Outcome.REDIRECTED),
        (304, Outcome.REDIRECTED),
        (410, Outcome.ANSWERED_OTHERWISE),
        (503, Outcome.ANSWERED_OTHERWISE),
    ],
)
def test_only_an_answer_from_200_to_299_is_a_delivery(status: int, outcome: Outcome) -> None:
    assert outcome_of(status) is outcome


def test_the_signature_is_the_one_that_the_convention_publishes() -> None:
    """The example of the Standard Webhooks specification."""
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    body = b'{"test": 2432232314}'
    signed = signature([secret], key="msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp=1614265330, body=body)
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_after_a_rotation_both_secrets_sign() -> None:
    one, other = "whsec_b25l", "whsec_b3RoZXI="
    both = signature([one, other], key="k", timestamp=1, body=b"{}")
    assert both.split(" ") == [signature([each], key="k", timestamp=1, body=b"{}") for each in (one, other)]


@pytest.mark.parametrize("secret", ["plain", "whsec_???", "sk_b25l"])
def test_a_text_that_is_no_secret_signs_nothing(secret: str) -> None:
    with pytest.raises(ValueError, match="webhook secret"):
        signature([secret], key="k", timestamp=1, body=b"")
