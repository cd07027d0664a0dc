"""The policy document: what it holds, what it refuses and in which words, and how it is shown."""

import re
from datetime import date, time
from decimal import Decimal

import pytest

from creditdesk.domain.policy import PolicyDocument, PolicyError, PolicyProblem, default_policy, default_policy_text
from creditdesk.domain.policy_words import pages

TEXT = default_policy_text()


def changed(old: str, new: str) -> str:
    """The default policy's text with one place changed."""
    assert TEXT.count(old) >= 1, f"{old!r} is not in the default policy"
    return TEXT.replace(old, new, 1)


def problems(text: str) -> tuple[PolicyProblem, ...]:
    with pytest.raises(PolicyError) as caught:
        PolicyDocument.parse_yaml(text)
    return caught.value.problems


def refusal(text: str) -> str:
    return "\n".join(map(str, problems(text)))


def line_of(text: str) -> int:
    return TEXT[: TEXT.index(text)].count("\n") + 1


def test_the_default_policy_says_what_it_says() -> None:
    policy = default_policy()
    assert policy.aging.buckets == (0, 30, 60, 90, 120)
    assert policy.small_difference.max_amount == Decimal("10.00")
    assert policy.contact.call_hours_local == (time(8, 30), time(17))
    assert policy.interest.us_default == "off"
    assert date(2026, 7, 3) in policy.calendar.company_holidays
    assert date(2026, 7, 3) not in policy.calendar.bank_holidays
    assert policy.credit.index_points_days_late_to_score[-30] == 100
    assert policy.exceptions.days_past_due_gt == 30


def test_company_and_bank_keep_two_calendars() -> None:
    policy = default_policy()
    assert not policy.company_calendar.is_business_day(date(2026, 7, 3))
    assert policy.bank_calendar.is_business_day(date(2026, 7, 3))


def test_the_aging_section_gives_the_buckets() -> None:
    assert default_policy().buckets.labels == ("not due", "1-30", "31-60", "61-90", "91-120", "120+")


def test_the_terms_section_is_what_the_arithmetic_of_terms_takes() -> None:
    assert default_policy().terms_policy.discount_grace_days == 3


def test_amounts_become_minor_units_of_the_policy_currency() -> None:
    yen = PolicyDocument.parse_yaml(changed("currency: USD", "currency: JPY"))
    assert default_policy().minor(Decimal("250.00")) == 25000
    assert yen.minor(Decimal("250.00")) == 250


def test_a_policy_written_out_reads_back_the_same() -> None:
    assert PolicyDocument.parse_yaml(default_policy().to_yaml()) == default_policy()


def test_every_section_and_field_has_a_description() -> None:
    def undescribed(schema: dict[str, object]) -> list[str]:
        definitions = schema["$defs"]
        assert isinstance(definitions, dict)
        return [
            f"{name}.{field}"
            for name, definition in definitions.items()
            for field, facts in definition.get("properties", {}).items()
            if not facts.get("description")
        ]

    assert undescribed(PolicyDocument.model_json_schema()) == []


@pytest.mark.parametrize(
    ("old", "new", "saying"),
    [
        ("[0, 30, 60, 90, 120]", "[0, 30, 20]", "aging: buckets 0, 30, 20 do not ascend"),
        ("[0, 30, 60, 90, 120]", "[30, 60]", "aging: buckets start with 30"),
        ("[0, 30, 60, 90, 120]", "[0, 1, 2, 3, 4, 5, 6, 7]", "aging.buckets: must have at most 7 items"),
        ("rep: {amount: 10000,", "rep: {amount: 60000,", "rep may act up to 60000, but supervisor only up to 50000"),
        ("25000, cfo: null", "25000, cfo: 1", "controller may act up to 25000, but CFO only up to 1"),
        ("C: 50}", "C: 70}", "class_index does not descend from class A to class D: 80, 65, 70"),
        ("C: 2, D: 3}", "C: 2, D: 1}", "class_weight does not ascend from class A to class D: 1, 1.5, 2, 1"),
        ("C: 2, D: 3}", "C: 2}", "class_weight says nothing for class D"),
        ("[08:30, 17:00]", "[17:00, 08:30]", "call_hours_local begin at 17:00, which is not before 08:30"),
        ("[08:30, 17:00]", "[08:30, 1020]", "a time of day is expected, such as 08:30 (value: 1020)"),
        ("self_approval: false", "self_approval: true", "nobody approves a request of their own"),
        ("grace_business_days: 2", "grace_business_days: true", "must be a whole number (value: True)"),
        ("tolerance_pct: 1.0", "tolerance_pct: 1e1", "a number is expected, such as 12.50 (value: 1e1)"),
        ("tolerance_pct: 1.0", "tolerance_pct: nan", "a number is expected, such as 12.50 (value: nan)"),
        ("max_amount: 10.00", "max_amount: -1", "must be greater than or equal to 0 (value: -1)"),
        ("max_amount: 10.00", "max_amount:", "a number is expected, such as 12.50 (value: None)"),
        ("- 2026-07-03", "- 2026-02-30", "calendar.company_holidays.27"),
        ("- 2026-07-03", "- 20260703", "a date is expected, such as 2026-12-25 (value: 20260703)"),
        ("- 2026-07-03", "- 2026-06-19", "company_holidays lists 2026-06-19 more than once"),
        ("currency: USD", "currency: XQX", "unknown currency 'XQX'"),
        ("partial_payment_discount: true", "partial_payment_discount: yes", "must be true or false (value: yes)"),
        ("B: medium,", "B: medum,", "B is given the strategy 'medum', which is not among the segments"),
        ("steps: []", "steps: [{day: 1, kind: call, name: Call}]", "bankrupt customers need a strategy without steps"),
        ("{day: 15, kind: email, name: Reminder 2}", "{day: 3, kind: email, name: Reminder 2}", "comes after day 5"),
        ("after: Final demand", "after: Final demnd", "comes after 'Final demnd', which is no step before it"),
        ("max_unpacked_mb: 200", "max_unpacked_mb: 20", "max_unpacked_mb 20 is below max_upload_mb 100"),
        ("hold: prepare}", "hold: sometimes}", "must be 'off', 'prepare' or 'act' (value: sometimes)"),
        ("format: 1", "format: 2", "format: must be 1 (value: 2)"),
    ],
)
def test_a_mistake_is_refused_in_words(old: str, new: str, saying: str) -> None:
    assert saying in refusal(changed(old, new))


def test_a_problem_names_line_field_and_value() -> None:
    line = line_of("max_amount: 10.00")
    (problem,) = problems(changed("max_amount: 10.00", "max_amount: ten"))
    assert (problem.line, problem.path, problem.value) == (line, "small_difference.max_amount", "ten")


def test_all_problems_are_told_at_once() -> None:
    text = changed("max_amount: 10.00", "max_amount: ten").replace("fee: 35.00", "fee: free")
    assert {problem.path for problem in problems(text)} == {"small_difference.max_amount", "nsf.fee"}


def test_an_unknown_field_and_the_missing_one_are_both_told() -> None:
    told = refusal(changed("max_pct: 0.5", "max_percent: 0.5"))
    assert "small_difference.max_pct: is missing" in told
    assert "small_difference.max_percent: is not a field of the policy" in told


def test_a_name_that_stands_twice_is_refused_with_its_line() -> None:
    told = refusal(changed("currency: USD", "currency: USD\ncurrency: EUR"))
    assert told == f"line {line_of('currency: USD') + 1}: currency: stands twice"


@pytest.mark.parametrize(
    ("text", "saying"),
    [
        ("", "the text is empty or not a list of named sections"),
        ("- 1", "the text is empty or not a list of named sections"),
        ("a: [1", "not readable as YAML"),
        ("a: \x00", "not readable as YAML"),
        ("a: &x [1]\nb: [*x, *x]", "line 2: document: aliases (*name) are not read in a policy"),
        ("a: !!python/object/apply:os.getcwd []", "tags (!name) are not read in a policy"),
        ("a: " + "[" * 500 + "]" * 500, "nested too deeply"),
        ("a" * 200_001, "the text has 200,001 characters"),
    ],
)
def test_a_text_that_is_no_policy_is_refused_before_it_can_harm(text: str, saying: str) -> None:
    assert saying in refusal(text)


def test_a_policy_once_read_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        default_policy().plan.grace_business_days = 6  # type: ignore[misc]


def test_the_pages_show_every_section_and_each_strategy() -> None:
    shown = {page.slug for page in pages(default_policy())}
    sections = {name.replace("_", "-") for name in PolicyDocument.model_fields} - {"format", "currency"}
    assert sections <= shown
    assert {"strategy-low", "strategy-bankrupt"} <= shown


@pytest.mark.parametrize(
    ("reference", "value"),
    [
        ("terms.discount_grace_days", "3 days"),
        ("promise.grace_business_days", "2 business days"),
        ("small_difference.max_amount", "10.00 USD"),
        ("small_difference.max_pct", "0.5%"),
        ("small_difference.applies_to_credits", "no"),
        ("contact.call_hours_local", "08:30 to 17:00"),
        ("worklist.class_weight.B", "× 1.5"),
        ("authority.release_order.rep", "up to 10,000.00 USD, 10% over the limit, 30 days late"),
        ("authority.release_order.controller", "without limit"),
        ("authority.settlement_forgiven.credit_manager", "up to 5,000.00 USD, 25% of the debt"),
        ("authority.write_off.supervisor", "prepares only"),
        ("authority.write_off.cfo", "without limit"),
        ("interest.eu.fixed_sum_eur", "40.00 EUR"),
        ("escheat.dormancy_years.NY", "3 years"),
        ("strategies.by_class.A", "Low risk"),
        ("strategies.segments.low.steps.5", "escalate: Agency advice, after: Final demand"),
    ],
)
def test_a_value_is_shown_in_words(reference: str, value: str) -> None:
    shown = {row.reference: str(row.value) for page in pages(default_policy()) for row in page.rows}
    assert shown[reference] == value


def test_the_pages_follow_the_document() -> None:
    policy = PolicyDocument.parse_yaml(changed("discount_grace_days: 3", "discount_grace_days: 1"))
    shown = {row.reference: str(row.value) for page in pages(policy) for row in page.rows}
    assert shown["terms.discount_grace_days"] == "1 day"


def test_a_policy_from_before_there_was_a_call_mode_has_its_defaults() -> None:
    text = re.sub(r"^(calls|day_plan):\n(  .*\n)+", "", default_policy_text(), flags=re.MULTILINE)
    text = re.sub(r"^  (customer_holidays|made_now_minutes|breach_from):.*\n", "", text, flags=re.MULTILINE)
    assert "breach_from" not in text and "minutes_per_call" not in text
    assert PolicyDocument.parse_yaml(text) == default_policy()


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("work_hours: [08:30, 17:30]", "work_hours: [17:30, 08:30]", "which is not before"),
        ("minutes_per_call: 10", "minutes_per_call: 0", "minutes_per_call"),
        ("no_answer: 2", "no_idea: 2", "follow_up_days"),
        ("breach_from: rep", "breach_from: anybody", "breach_from"),
    ],
)
def test_calls_that_cannot_be_planned_so_are_refused(before: str, after: str, said: str) -> None:
    with pytest.raises(PolicyError, match=said):
        PolicyDocument.parse_yaml(default_policy_text().replace(before, after))
