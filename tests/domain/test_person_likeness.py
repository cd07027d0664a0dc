"""When two entries are one person, and how texts are compared for a search."""

from hypothesis import given
from hypothesis import strategies as st

from creditdesk.domain.person_likeness import Known, comparable_phone, same_person
from creditdesk.domain.search_words import MOST_WORDS, folded, words_of


def code(one: Known, other: Known) -> str:
    found = same_person(one, other)
    return found.code if found else ""


def test_names_are_alike_whatever_their_order_marks_and_titles() -> None:
    assert code(Known("Ann Reed"), Known("REED, Ann")) == "crm.same_name"
    assert code(Known("Mr. José Núñez"), Known("Jose Nunez")) == "crm.same_name"
    assert code(Known("A. Reed"), Known("Ann Reed")) == "crm.same_name"
    assert code(Known("Ann Reed"), Known("Bob Reed")) == ""
    assert code(Known("B. Reed"), Known("Ann Reed")) == ""


def test_an_address_makes_one_person_only_of_two_who_share_a_name() -> None:
    first, second = Known("Ann Reed", "ap@acme.example"), Known("Bob Stone", "ap@acme.example")
    assert code(first, second) == ""
    assert code(first, Known("Ann Reed-Cole", "AP@acme.example")) == "crm.same_email"
    assert (
        code(Known("Ann Reed", phone="+1 (212) 555-0101"), Known("Ann Cole", mobile="212.555.0101")) == "crm.same_phone"
    )


def test_a_number_too_short_to_tell_telephones_apart_tells_nothing() -> None:
    assert comparable_phone("555") == ""
    assert comparable_phone("0049 89 123456-78") == comparable_phone("089 12345678")


people = st.builds(
    Known,
    name=st.sampled_from(["Ann Reed", "A. Reed", "Reed Ann", "Bob Stone", "Ann", "", "Zoë Ågren"]),
    email=st.sampled_from(["", "a@b.example"]),
    phone=st.sampled_from(["", "212-555-0101"]),
)


@given(people, people)
def test_likeness_is_the_same_whichever_comes_first(one: Known, other: Known) -> None:
    assert code(one, other) == code(other, one)


def test_a_search_looks_through_case_accents_and_blanks() -> None:
    assert folded("  Chèque\n promis à MÜLLER ") == "cheque promis a muller"
    assert words_of("Müller cheque MULLER") == ("muller", "cheque")
    assert len(words_of(" ".join(map(str, range(50))))) == MOST_WORDS


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert folded(folded(text)) == folded(text)
