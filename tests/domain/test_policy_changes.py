"""What differs between two policies, in words."""

from __future__ import annotations

from creditdesk.domain.policy import PolicyDocument, default_policy, default_policy_text
from creditdesk.domain.policy_changes import changes


def _policy(*edits: tuple[str, str]) -> PolicyDocument:
    text = default_policy_text()
    for old, new in edits:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return PolicyDocument.parse_yaml(text)


def test_a_policy_does_not_differ_from_itself() -> None:
    assert changes(default_policy(), default_policy()) == ()


def test_a_comment_is_no_change() -> None:
    assert changes(default_policy(), PolicyDocument.parse_yaml("# reviewed\n" + default_policy_text())) == ()


def test_a_changed_number_is_told_with_both_values_and_its_place() -> None:
    (change,) = changes(default_policy(), _policy(("buckets: [0, 30, 60, 90, 120]", "buckets: [0, 30, 60, 90]")))
    assert (str(change.page), change.slug, change.reference) == ("Aging", "aging", "aging.buckets")
    assert (str(change.before), str(change.after)) == ("0, 30, 60, 90, 120", "0, 30, 60, 90")


def test_what_is_new_has_no_value_before_and_what_is_gone_none_after() -> None:
    plain = default_policy()
    shorter = plain.model_copy(
        update={"calendar": plain.calendar.model_copy(update={"company_holidays": plain.calendar.company_holidays[:1]})}
    )
    gone = [change for change in changes(plain, shorter) if not change.after]
    new = [change for change in changes(shorter, plain) if not change.before]
    assert gone
    assert [(change.reference, change.label, change.before) for change in gone] == [
        (change.reference, change.label, change.after) for change in new
    ]
