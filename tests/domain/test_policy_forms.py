"""The policy as forms and as text: what one pane says, the other says too."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditdesk.domain.policy import PolicyDocument, default_policy, default_policy_text, read_yaml
from creditdesk.domain.policy_filling import filled, placed
from creditdesk.domain.policy_forms import FormEntry, Input, form_of
from creditdesk.domain.policy_text import problems_of, rewritten, same, taken_over
from creditdesk.domain.policy_words import pages
from tests.plugins.figures import figure

TEXT = default_policy_text()
CONTENT = read_yaml(TEXT)[0]
ENTRIES = {entry.path: entry for section in form_of(CONTENT) for entry in section.entries()}


def typed(text: str = TEXT, /, **fields: str) -> str:
    """The text after a person typed into its forms; a double underscore stands for the dot of a path."""
    changes = {path.replace("__", "."): value for path, value in fields.items()}
    assert changes.keys() <= {entry.path for section in form_of(read_yaml(text)[0]) for entry in section.entries()}
    return rewritten(text, filled(read_yaml(text)[0], typed=changes))


def lines_changed(before: str, after: str) -> list[tuple[str, str]]:
    old, new = before.splitlines(), after.splitlines()
    assert len(old) == len(new)
    return [(was, is_now) for was, is_now in zip(old, new, strict=True) if was != is_now]


def test_every_value_that_the_pages_show_has_a_field() -> None:
    shown = {row.reference for page in pages(default_policy()) for row in page.rows}
    steps = {path.rsplit(".", maxsplit=1)[0] for path in ENTRIES if ".steps." in path}
    assert not {path for path in shown if path not in ENTRIES and path not in steps and path not in _pairs_and_lists()}


def _pairs_and_lists() -> set[str]:
    """Named values that one field holds together, a line each."""
    held = [entry for entry in ENTRIES.values() if entry.input is Input.PAIRS]
    return {f"{entry.path}.{name}" for entry in held for name in _names(entry)}


def _names(entry: FormEntry) -> list[str]:
    return [line.rpartition(":")[0] for line in entry.value.splitlines()]


def test_a_number_typed_into_its_field_changes_its_line_and_keeps_every_comment() -> None:
    after = typed(exceptions__tickler_max_days_ahead="45")
    (change,) = lines_changed(TEXT, after)
    assert change[1] == "  tickler_max_days_ahead: 45                # a tickler further ahead is no action plan"


def test_an_amount_is_typed_as_people_type_it() -> None:
    after = PolicyDocument.parse_yaml(typed(authority__credit_limit__credit_manager="1,250,000.50"))
    assert str(after.authority.credit_limit["credit_manager"]) == "1250000.50"  # type: ignore[index]


def test_a_level_without_limit_one_that_may_not_and_one_that_only_prepares() -> None:
    after = PolicyDocument.parse_yaml(
        typed(authority__write_off__rep="", authority__write_off__supervisor="0", authority__write_off__cfo="no limit")
    )
    assert {level.value: limit for level, limit in after.authority.write_off.items()} == {
        "supervisor": 0,
        "credit_manager": 5000,
        "controller": 25000,
        "cfo": None,
    }


def test_a_level_is_named_in_a_table_of_authority_and_taken_out_of_it() -> None:
    without = typed(authority__release_order__rep="false")
    assert "rep" not in read_yaml(without)[0]["authority"]["release_order"]
    again = typed(without, authority__release_order__rep="true", authority__release_order__rep__amount="5000")
    assert read_yaml(again)[0]["authority"]["release_order"]["rep"] == {"amount": 5000}


def test_a_step_is_added_in_an_empty_row_and_stands_on_its_day() -> None:
    path = "strategies__segments__small__steps__2__"
    after = typed(TEXT, **{f"{path}day": "30", f"{path}kind": "call", f"{path}name": "Call"})
    steps = PolicyDocument.parse_yaml(after).strategies.segments["small"].steps
    assert [(step.day, step.name) for step in steps] == [(15, "Reminder 1"), (30, "Call"), (45, "Reminder 2")]


def test_a_step_that_was_cleared_is_gone() -> None:
    path = "strategies__segments__small__steps__0__"
    after = typed(TEXT, **{f"{path}day": "", f"{path}name": ""})
    assert [step["name"] for step in read_yaml(after)[0]["strategies"]["segments"]["small"]["steps"]] == ["Reminder 2"]


def test_holidays_are_a_line_for_each_year() -> None:
    value = ENTRIES["calendar.company_holidays"].value
    assert value.splitlines()[0].startswith("2024-01-01, 2024-01-15")
    after = typed(calendar__company_holidays=value + ", 2027-12-31")
    assert lines_added(TEXT, after) == ["    - 2027-12-31"]


def lines_added(before: str, after: str) -> list[str]:
    return [line for line in after.splitlines() if line not in before.splitlines()]


def test_what_is_no_number_is_kept_as_it_was_typed_and_told() -> None:
    after = typed(aging__dunning_grace_days="three")
    (problem,) = problems_of(after)
    assert (problem.path, problem.value) == ("aging.dunning_grace_days", "three")
    shown = {entry.path: entry.value for section in form_of(read_yaml(after)[0]) for entry in section.entries()}
    assert shown["aging.dunning_grace_days"] == "three"


def test_every_mistake_is_told_at_once_with_its_section_and_field() -> None:
    after = typed(aging__buckets="0, 30, 20", nsf__fee="much", promise__max_days_ahead="")
    found = placed(problems_of(after), sections=form_of(read_yaml(after)[0]))
    assert [(str(section.title), str(entry.label) if entry else "") for _, section, entry in found if section] == [
        ("Aging", ""),
        ("Returned payments", "Fee"),
        ("Promises to pay", "For a day ahead by at most"),
    ]


def test_a_mistake_in_a_strategy_leads_to_that_strategy() -> None:
    after = typed(strategies__segments__low__steps__0__kind="sing")
    ((_, section, entry),) = placed(problems_of(after), sections=form_of(read_yaml(after)[0]))
    assert section is not None and entry is not None
    assert (str(section.title), entry.path) == ("Strategy: Low risk", "strategies.segments.low.steps.0.kind")


def test_a_section_that_is_missing_is_filled_in() -> None:
    text = TEXT.replace("ticklers:\n  escalation_business_days: 2\n", "")
    assert typed(text, ticklers__escalation_business_days="4").endswith("ticklers: {escalation_business_days: 4}\n")


def test_a_field_that_was_not_touched_is_not_written() -> None:
    every = {path.replace(".", "__"): entry.value for path, entry in ENTRIES.items()}
    assert typed(TEXT, **every) == TEXT


@pytest.mark.parametrize(
    "text", ["format: 1\naging: 5\n", "format: 1\naging:\n  buckets: {a: 1}\n", "a: [1, {b: 2}]\n"]
)
def test_a_text_that_is_far_from_a_policy_has_its_forms_all_the_same(text: str) -> None:
    content = read_yaml(text)[0]
    assert form_of(content)
    assert read_yaml(rewritten(text, filled(content, typed={"aging.dunning_grace_days": "4"})))[0]["aging"] is not None


def _typeable(entry: FormEntry) -> st.SearchStrategy[str]:
    numbers = st.integers(0, 40).map(str) | st.decimals(0, 99, places=2).map(str)
    words = st.text(st.characters(codec="ascii", categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=20)
    if entry.choices and entry.input is Input.CHOICE:
        return st.sampled_from([value for value, _ in entry.choices])
    if entry.input is Input.THERE:
        return st.sampled_from(["true", "false"])
    if entry.input is Input.PAIRS:
        return st.just(entry.value)
    if entry.input is Input.DAYS:
        return st.lists(st.dates().map(str), max_size=3).map(", ".join)
    if entry.input is Input.LIST:
        return st.lists(st.integers(0, 9).map(str), max_size=4).map(", ".join)
    return words if entry.input is Input.WORDS else numbers | words


@settings(max_examples=figure(8, full=20), deadline=None)
@given(data=st.data())
def test_whatever_is_typed_both_panes_say_the_same(data: st.DataObject) -> None:
    """Form → text → form: the text says what was typed, its forms show it, and typing it again changes nothing."""
    plain_fields = [path for path in ENTRIES if ".steps." not in path]
    paths = data.draw(st.lists(st.sampled_from(plain_fields), min_size=1, max_size=6, unique=True))
    answers = {path: data.draw(_typeable(ENTRIES[path])) for path in paths}

    wanted = filled(CONTENT, typed=answers)
    text = rewritten(TEXT, wanted)

    assert same(read_yaml(text)[0], wanted)
    shown = {entry.path: entry.value for section in form_of(read_yaml(text)[0]) for entry in section.entries()}
    assert same(filled(wanted, typed=shown), wanted)
    if not problems_of(text):
        assert PolicyDocument.parse_yaml(text) == PolicyDocument.parse_yaml(PolicyDocument.parse_yaml(text).to_yaml())


SCALARS: st.SearchStrategy[Any] = (
    st.none()
    | st.booleans()
    | st.integers(-(10**9), 10**9)
    | st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9)
    | st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=20)
)
TREES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.from_regex(r"[a-z]{1,6}", fullmatch=True), inner),
    max_leaves=12,
)
SECTIONS = st.dictionaries(st.from_regex(r"[a-z]{1,6}", fullmatch=True), TREES, min_size=1, max_size=5)


@settings(max_examples=figure(40, full=150), deadline=None)
@given(before=SECTIONS, after=SECTIONS)
def test_any_text_can_be_made_to_say_anything_else(before: Any, after: Any) -> None:
    text = "# agreed with sales\n" + rewritten("x: 1\n", before)
    assert same(read_yaml(rewritten(text, after))[0], after)


def test_what_another_version_changed_is_taken_over_where_i_changed_nothing() -> None:
    before = {"a": 1, "b": {"c": 2, "d": 3}, "gone": 1}
    after = {"a": 5, "b": {"c": 4, "d": 3, "new": 1}}
    mine = {"a": 1, "b": {"c": 9, "d": 8}, "gone": 1}
    assert taken_over(mine, before=before, after=after) == {"a": 5, "b": {"c": 9, "d": 8, "new": 1}}
