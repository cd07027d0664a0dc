"""Texts and letters as rules: what a text may name, what is filled in, what is asked for, when a letter may go."""

import datetime as dt
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditdesk.domain.contact_rules import Channel, Office, Stop, StopCause
from creditdesk.domain.letter_details import detail_words, told_details
from creditdesk.domain.letter_fields import DUNNING, KINDS, Consequence, LetterKind, fields_of, told_fields
from creditdesk.domain.letter_texts import TextFacts, against_approval, against_submission
from creditdesk.domain.letter_words import consequence_words, number
from creditdesk.domain.letters import (
    AskedItem,
    Claim,
    SendingFacts,
    against_release,
    against_sending,
    asked_of,
    content_hash,
    fields_used,
    filled,
    intended_consequence,
    letter_language,
    missing_of,
    paragraphs,
    text_problems,
    totals_of,
)
from creditdesk.domain.money import Money
from creditdesk.domain.policy import default_policy
from creditdesk.domain.policy_drafts import DraftState
from creditdesk.domain.policy_letters import LetterLanguage
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.visibility import Role
from creditdesk.letters.wording import shipped

POLICY = default_policy()
DAY = dt.date(2026, 6, 15)
NOW = dt.datetime(2026, 6, 15, 14, 0, tzinfo=dt.UTC)
OFFICE = Office("America/New_York", POLICY.company_calendar)
R1 = LetterKind.REMINDER_1
EVERY = [(kind, language) for kind in LetterKind for language in LetterLanguage]


def problems(body: str, *, kind: LetterKind = R1, subject: str = "Past due") -> list[tuple[str, object]]:
    return [(one.code, one.facts.get("line")) for one in text_problems(kind, subject=subject, body=body)]


@pytest.mark.parametrize(("kind", "language"), EVERY)
def test_every_text_that_comes_with_the_desk_is_one_that_may_be_kept(
    kind: LetterKind, language: LetterLanguage
) -> None:
    text = shipped(kind, language)
    assert text_problems(kind, subject=text.subject, body=text.body) == ()


@pytest.mark.parametrize("kind", list(LetterKind))
def test_a_kind_names_the_same_fields_in_every_language(kind: LetterKind) -> None:
    used = [set(fields_used(text.subject, text.body)) for text in (shipped(kind, one) for one in LetterLanguage)]
    assert used[0] == used[1] == used[2]
    # What a person is asked to tell for the letter stands in it; to whom it goes stands above it.
    above = {"inquirer_person", "inquirer_address"}
    assert {field.name for field in told_fields(kind)} - above <= used[0]


def test_a_text_that_names_an_unknown_field_is_refused_with_its_line() -> None:
    (found,) = text_problems(R1, subject="Past due", body="Dear {{ contact }},\n{{ items }}\nPay {{ bank_account }}")
    assert found.facts["line"] == 3 and "has no field bank_account; it has: date, company" in str(found)
    assert problems("{{ items }}", subject="{{ password }}") == [("letter_text.field", 0)]


@pytest.mark.parametrize(
    "line",
    [
        "{% for x in items %}",
        "{{ customer.name }}",
        "{{ customer|upper }}",
        "{{ customer.__class__ }}",
        "{{ customer!r }}",
        "{{customer[0]}}",
        "{# hidden #}",
        "{customer}",
        "{0}",
        "{{ {{ customer }} }}",
        "{{{ customer }}}",
        "${customer}",
        "{{ Customer }}",
        "{{ customer\u00a0}}",
    ],
)
def test_tags_attributes_filters_and_formats_are_no_places(line: str) -> None:
    assert ("letter_text.braces", 2) in problems(f"{{{{ items }}}}\n{line}")


@pytest.mark.parametrize("line", ["%(customer)s", "%s", "#eval(1)", "<script>alert(1)</script>", "$x$", "\\u0041"])
def test_signs_that_mean_something_elsewhere_are_only_words_here(line: str) -> None:
    assert problems(f"{{{{ items }}}}\n{line}") == []
    assert filled(line, {"customer": "Acme"}) == [line]


def test_the_table_stands_once_in_a_line_of_its_own() -> None:
    assert problems("Dear Ann") == [("letter_text.items", None)]
    assert problems("{{ items }}\n{{ items }}") == [("letter_text.items", None)]
    assert ("letter_text.items", 1) in problems("Here: {{ items }}")
    assert ("letter_text.items", 1) in problems("{{ items }}", kind=LetterKind.POD_COVER)


@given(value=st.text(max_size=60))
def test_a_value_is_never_read_as_a_place(value: str) -> None:
    hostile = f"{value}{{{{ total }}}}"
    (line,) = filled("Dear {{ contact }}", {"contact": hostile, "total": "SECRET"})
    assert "SECRET" not in line.replace(value, "") and "\n" not in line


@given(
    names=st.lists(st.sampled_from(sorted(fields_of(R1))), max_size=6),
    given_names=st.sets(st.sampled_from(sorted(fields_of(R1)))),
)
def test_what_is_missing_is_what_is_named_and_has_no_value(names: list[str], given_names: set[str]) -> None:
    body = " ".join(f"{{{{ {name} }}}}" for name in names)
    values = dict.fromkeys(given_names, "x")
    assert set(missing_of("", body=body, values=values)) == set(names) - given_names


@given(text=st.text(alphabet=string.ascii_letters + " \n{}%", max_size=80))
def test_filling_any_text_ends_and_keeps_its_lines(text: str) -> None:
    assert len(filled(text, {})) == len(text.split("\n"))


def test_paragraphs_are_parted_by_empty_lines_and_the_table_is_one() -> None:
    body = "Dear {{ contact }},\nhello\n\nPlease pay.\n{{ items }}\nThanks"
    assert paragraphs(body, {"contact": "Ann"}) == [
        ["Dear Ann,", "hello"],
        ["Please pay."],
        ["{{ items }}"],
        ["Thanks"],
    ]


def test_the_fingerprint_is_of_the_words_and_not_of_their_order() -> None:
    assert content_hash({"a": 1, "b": ["é"]}) == content_hash({"b": ["é"], "a": 1}) != content_hash({"a": 2})


# ---------------------------------------------------------------- language


@pytest.mark.parametrize(
    ("contact", "customer", "place", "language"),
    [
        ("es", "en", ("US", "NY"), "es"),
        ("", "fr", ("US", "NY"), "fr"),
        ("", "", ("US", "NY"), "en"),
        ("", "en", ("CA", "QC"), "fr"),
        ("en", "en", ("CA", "qc"), "fr"),
        ("", "de", ("DE", "BY"), "en"),
        ("es-MX", "en", ("MX", ""), "es"),
    ],
)
def test_the_language_is_by_law_then_the_contacts_then_the_customers(
    contact: str, customer: str, place: tuple[str, str], language: str
) -> None:
    country, region = place
    found = letter_language(contact=contact, customer=customer, country=country, region=region, policy=POLICY)
    assert found.value == language


def test_amounts_follow_the_language_and_are_never_broken_over_lines() -> None:
    assert [number(750_000_00, currency="USD", language=one) for one in LetterLanguage] == [
        "750,000.00",
        "750.000,00",
        "750\u00a0000,00",
    ]


# ---------------------------------------------------------------- what is asked for


def claim(number: str, minor: int, *, late: int = 40, disputed: int = 0, promised: int = 0, code: str = "USD") -> Claim:
    due = DAY - dt.timedelta(days=late)
    return Claim(hash(number) % 10_000, number, code, minor, disputed, due, due, promised)


def asked(kind: LetterKind, *claims: Claim) -> list[tuple[str, int]]:
    found = asked_of(kind, claims, as_of=DAY, policy=POLICY, chosen=frozenset())
    return [(one.number, one.asked_minor) for one in found]


def test_a_dunning_letter_asks_for_what_is_late_undisputed_and_not_promised() -> None:
    claims = (
        claim("disputed", 10_000_00, disputed=2_500_00),
        claim("all disputed", 500_00, disputed=500_00),
        claim("promised", 300_00, promised=300_00),
        claim("within grace", 400_00, late=3),
        claim("late", 400_00, late=4),
    )
    assert asked(R1, *claims) == [("disputed", 7_500_00), ("late", 400_00)]


def test_dunning_counts_from_the_extended_date() -> None:
    one = Claim(1, "A", "USD", 100, 0, DAY - dt.timedelta(days=30), DAY - dt.timedelta(days=2))
    assert asked(R1, one) == []


def test_a_courtesy_notice_names_what_falls_due_soon() -> None:
    claims = (claim("late", 1_00, late=1), claim("soon", 2_00, late=-5), claim("far", 3_00, late=-40))
    assert asked(LetterKind.COURTESY, *claims) == [("soon", 2_00)]


def test_totals_stand_by_currency_and_are_never_added() -> None:
    claims = [claim("A", 100, disputed=40), claim("B", 5), claim("C", 7, code="EUR")]
    assert totals_of(claims, dunning=True) == [Money(7, "EUR"), Money(65, "USD")]
    assert totals_of(claims, dunning=False) == [Money(7, "EUR"), Money(105, "USD")]


@given(
    st.lists(
        st.tuples(st.integers(1, 10**6), st.integers(0, 10**6), st.integers(0, 10**6), st.integers(-30, 200)),
        max_size=8,
    )
)
def test_no_dunning_letter_ever_asks_for_a_disputed_or_promised_amount(rows: list[tuple[int, int, int, int]]) -> None:
    claims = [
        Claim(
            place,
            str(place),
            "USD",
            minor,
            min(disputed, minor),
            DAY - dt.timedelta(days=late),
            DAY - dt.timedelta(days=late),
            promised,
        )
        for place, (minor, disputed, promised, late) in enumerate(rows)
    ]
    for kind in DUNNING:
        for one in asked_of(kind, claims, as_of=DAY, policy=POLICY, chosen=frozenset()):
            assert 0 < one.asked_minor <= one.open_minor - one.disputed_minor
            assert one.asked_minor + one.promised_minor <= one.undisputed_minor


# ---------------------------------------------------------------- consequences


def test_only_what_the_strategy_does_next_is_named_as_a_consequence() -> None:
    segments = POLICY.strategies.segments
    final, third = LetterKind.FINAL_DEMAND, LetterKind.REMINDER_3
    assert intended_consequence(final, segments["low"], policy=POLICY) is Consequence.AGENCY
    assert intended_consequence(third, segments["low"], policy=POLICY) is Consequence.FINAL_DEMAND
    assert intended_consequence(final, segments["broken_promise"], policy=POLICY) is None
    assert intended_consequence(final, segments["small"], policy=POLICY) is None
    assert intended_consequence(third, None, policy=POLICY) is None


@pytest.mark.parametrize("language", list(LetterLanguage))
def test_every_consequence_has_words(language: LetterLanguage) -> None:
    assert len({consequence_words(one, language) for one in Consequence}) == len(Consequence)


# ---------------------------------------------------------------- details


def test_details_are_kept_plainly_and_told_in_the_language_of_the_letter() -> None:
    kind = LetterKind.NSF_NOTICE
    typed = {"amount": "4,312.77", "return_date": "6/10", "check_number": " 40117 ", "certified_deadline": "+7"}
    told = told_details(kind, typed, currency="USD", as_of=DAY)
    assert told == {
        "amount": 431277, "return_date": "2026-06-10", "check_number": "40117", "certified_deadline": "2026-06-22"
    }  # fmt: skip
    words = detail_words(kind, told, currency="USD", language=LetterLanguage.SPANISH)
    assert (words["amount"], words["return_date"], words["fee"]) == ("4.312,77 USD", "10 de junio de 2026", "")


@pytest.mark.parametrize(
    ("name", "value"),
    [("amount", "much"), ("amount", "-5"), ("return_date", "2026-13-01"), ("return_date", "2026-06-16"), ("iban", "x")],
)
def test_a_detail_that_cannot_be_read_is_refused_with_its_field(name: str, value: str) -> None:
    with pytest.raises(Refusal) as refusal:
        told_details(LetterKind.NSF_NOTICE, {name: value}, currency="USD", as_of=DAY)
    assert name in str(refusal.value)


# ---------------------------------------------------------------- whether it may go


def against(kind: LetterKind = R1, **facts: object) -> list[str]:
    given_facts = SendingFacts(kind, Channel.EMAIL, **facts)  # type: ignore[arg-type]
    return [one.code for one in against_sending(given_facts, now=NOW, office=OFFICE, policy=POLICY)]


def test_nothing_stands_against_a_letter_whose_items_are_as_they_were() -> None:
    assert against(items=(AskedItem("A", "USD", 100, 100),)) == []


@pytest.mark.parametrize("kind", sorted(DUNNING))
def test_what_is_paid_disputed_or_promised_stands_against_it(kind: LetterKind) -> None:
    items = (
        AskedItem("paid", "USD", 100, 0),
        AskedItem("in part", "USD", 100, 60),
        AskedItem("promised", "USD", 100, 100, 50),
        AskedItem("as it was", "USD", 100, 150, 50),
    )
    assert against(kind, items=items) == ["letter.paid", "letter.less_open", "letter.promised"]


def test_cash_that_came_since_stands_against_it() -> None:
    items = (AskedItem("A", "USD", 100, 100),)
    assert against(items=items, credits_then={"USD": 5}, credits_now={"USD": 6}) == ["letter.payment_came"]
    assert against(items=items, credits_then={"USD": 5}, credits_now={"USD": 5, "EUR": 9}) == []


@pytest.mark.parametrize("kind", list(LetterKind))
@pytest.mark.parametrize("cause", list(StopCause))
def test_who_may_not_be_written_to_gets_no_letter_of_any_kind(kind: LetterKind, cause: StopCause) -> None:
    assert against(kind, stops=(Stop(cause),)) == [f"contact.{cause}"]


def test_only_dunning_waits_for_the_last_dunning_e_mail() -> None:
    assert against(last_dunning_email=DAY) == ["contact.emails"]
    assert against(LetterKind.POD_COVER, last_dunning_email=DAY) == []


def test_a_letter_goes_with_its_proof_its_fields_and_by_whom_it_may() -> None:
    def codes(kind: LetterKind, **facts: object) -> list[str]:
        plain: dict[str, object] = {
            "missing": (),
            "documents": 1,
            "items": 1,
            "role": Role.REP,
            "is_key_account": False,
        }
        return [one.code for one in against_release(kind, **(plain | facts))]  # type: ignore[arg-type]

    assert codes(R1) == []
    assert codes(R1, missing=("phone", "rep")) == ["letter.empty", "letter.empty"]
    assert codes(R1, items=0) == ["letter.nothing"]
    assert codes(LetterKind.POD_COVER, documents=0) == ["letter.document_missing"]
    assert codes(LetterKind.SETTLEMENT_OFFER) == ["letter.binding"]
    assert codes(LetterKind.SETTLEMENT_OFFER, role=Role.CREDIT_MANAGER) == []
    assert codes(LetterKind.FINAL_DEMAND, is_key_account=True) == ["letter.key_account"]


def test_every_kind_of_letter_is_of_the_list() -> None:
    assert set(KINDS) == set(LetterKind)


# ---------------------------------------------------------------- four eyes


def text(**changes: object) -> TextFacts:
    plain: dict[str, object] = {
        "state": DraftState.SUBMITTED, "sha256": "a", "problems": (), "stands_already": False,
        "effective_from": DAY, "newest": None, "writers": frozenset({1}),
    }  # fmt: skip
    return TextFacts(**(plain | changes))  # type: ignore[arg-type]


def test_nobody_approves_his_own_text_nor_one_that_he_did_not_see() -> None:
    assert against_approval(text(), by=2, sha256="a", as_of=DAY) == ()
    codes = [one.code for one in against_approval(text(), by=1, sha256="b", as_of=DAY + dt.timedelta(days=1))]
    assert codes == ["letter_text.own", "letter_text.changed_meanwhile", "letter_text.past"]


def test_a_text_is_submitted_with_a_reason_for_a_day_that_comes() -> None:
    draft = text(state=DraftState.DRAFT, newest=DAY + dt.timedelta(days=9))
    codes = [one.code for one in against_submission(draft, reason=" ", effective_from=DAY, as_of=DAY)]
    assert codes == ["policy_draft.reason", "letter_text.backdated"]
