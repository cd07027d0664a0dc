"""Whom to ask for next: the reporting line, then higher roles, then the parents; nobody twice, nobody barred."""

from hypothesis import given
from hypothesis import strategies as st

from creditdesk.domain.escalation import ContactKind, Somebody, circle_through, escalation_path, kind_of_role

STORE, HEAD = 1, 2
CLERK = Somebody(10, STORE, "Ann", kind=ContactKind.AP_CLERK, rank=1, reports_to=11)
MANAGER = Somebody(11, STORE, "Bo", kind=ContactKind.AP_MANAGER, rank=2)
CONTROLLER = Somebody(12, STORE, "Cy", role="Controller", rank=3)
OWNER = Somebody(20, HEAD, "Di", kind=ContactKind.OWNER, rank=1)
BUYER = Somebody(13, STORE, "Ed", kind=ContactKind.BUYER, rank=1)
EVERYBODY = [BUYER, OWNER, CONTROLLER, MANAGER, CLERK]


def told(people: list[Somebody], **asked: object) -> list[tuple[str, str]]:
    path = escalation_path(people, **{"customer": STORE, "parents": [HEAD], "spoken_with": 10, **asked})  # type: ignore[arg-type]
    return [(rung.person.name, rung.reason.code.partition(".")[2]) for rung in path]


def test_it_goes_up_the_line_then_to_higher_roles_then_to_the_parent() -> None:
    assert told(EVERYBODY) == [("Bo", "line"), ("Cy", "role"), ("Di", "parent")]


def test_who_is_barred_is_passed_over_and_his_superior_comes() -> None:
    line = [
        CLERK,
        Somebody(11, STORE, "Bo", kind=ContactKind.AP_MANAGER, reports_to=12, is_barred=True),
        Somebody(12, STORE, "Cy", kind=ContactKind.CONTROLLER),
    ]
    assert told(line) == [("Cy", "line")]


def test_without_a_person_it_begins_with_the_first_who_may_be_asked_for() -> None:
    barred = Somebody(9, STORE, "Al", kind=ContactKind.AP_CLERK, rank=1, is_barred=True)
    people = [barred, MANAGER, CONTROLLER]
    assert told(people, spoken_with=None) == [("Cy", "role")]


def test_nobody_of_a_parent_stands_in_it_where_the_parent_is_not_given() -> None:
    assert told(EVERYBODY, parents=[]) == [("Bo", "line"), ("Cy", "role")]


def test_where_no_role_tells_anything_the_order_does() -> None:
    people = [Somebody(1, STORE, "One", rank=1), Somebody(3, STORE, "Three", rank=3), Somebody(2, STORE, "Two", rank=2)]
    assert told(people, spoken_with=1) == [("Two", "order"), ("Three", "order")]


def test_nobody_known_makes_no_path() -> None:
    assert told([], spoken_with=None) == []


def test_a_role_in_words_tells_the_kind() -> None:
    assert kind_of_role("AP manager") is ContactKind.AP_MANAGER
    assert kind_of_role("Accounts payable") is ContactKind.AP_CLERK
    assert kind_of_role("CFO") is ContactKind.FINANCE_HEAD
    assert kind_of_role("General Counsel") is ContactKind.ATTORNEY
    assert kind_of_role("Gardener") is ContactKind.UNKNOWN


def test_a_circle_is_named_with_everybody_in_it() -> None:
    assert circle_through(1, reports_to=2, superiors={2: 3, 3: 1}) == [1, 2, 3]
    assert circle_through(1, reports_to=2, superiors={2: 3, 3: None}) == []
    # A circle of others is not through this one.
    assert circle_through(1, reports_to=2, superiors={2: 3, 3: 2}) == []


somebody = st.builds(
    Somebody,
    key=st.integers(1, 8),
    customer=st.sampled_from([STORE, HEAD, 3]),
    name=st.just("x"),
    kind=st.sampled_from(ContactKind),
    rank=st.integers(1, 4),
    reports_to=st.none() | st.integers(1, 8),
    is_barred=st.booleans(),
)


@given(st.lists(somebody, max_size=8, unique_by=lambda one: one.key), st.none() | st.integers(1, 8))
def test_no_path_has_anybody_twice_or_barred_or_the_one_spoken_with_and_none_goes_on_forever(
    people: list[Somebody], spoken_with: int | None
) -> None:
    path = escalation_path(people, customer=STORE, parents=[HEAD], spoken_with=spoken_with)
    keys = [rung.person.key for rung in path]
    assert len(keys) == len(set(keys))
    assert spoken_with not in keys
    assert not any(rung.person.is_barred for rung in path)
    codes = [rung.reason.code for rung in path]
    assert codes == sorted(
        codes, key=["escalation.line", "escalation.role", "escalation.parent", "escalation.order"].index
    )
