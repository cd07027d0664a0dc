"""What a mail server's answer means, what a message is, whose it is, and which of its sentences matter."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditdesk.domain.mail_addresses import fit_address, fit_line
from creditdesk.domain.mail_kinds import MailKind, MailSigns, kind_of
from creditdesk.domain.mail_matching import (
    Answered,
    MailEvidence,
    NamedItem,
    Person,
    decide_match,
    document_numbers,
)
from creditdesk.domain.mail_quotes import fresh_part
from creditdesk.domain.mail_sending import Came, Step, next_try, what_came_of
from creditdesk.domain.mail_sentences import marked_sentences
from creditdesk.domain.reasons import Refusal

AT = dt.datetime(2026, 6, 15, 14, 0, tzinfo=dt.UTC)
CUSTOMERS = st.integers(1, 3)
ADDRESSES = st.sampled_from(["a@x.example", "b@y.example", "A@X.example"])


@given(step=st.sampled_from(Step), code=st.none() | st.integers(100, 599))
def test_nothing_is_sent_again_by_itself_that_the_server_may_have_taken(step: Step, code: int | None) -> None:
    came = what_came_of(step, code=code)
    if step is Step.AFTER_DOT and code is None:
        assert came is Came.UNCERTAIN
    if came is Came.SENT:
        assert step is Step.AFTER_DOT and code is not None and 200 <= code <= 299
    if came is Came.REFUSED:
        assert step is not Step.GREETING and code is not None and code >= 500


@given(failures=st.integers(1, 1000))
def test_each_failure_lets_it_rest_at_least_as_long_as_the_one_before(failures: int) -> None:
    assert AT < next_try(failures, at=AT) <= next_try(failures + 1, at=AT) <= AT + dt.timedelta(hours=2)


@given(st.text())
def test_no_text_makes_a_second_line_of_a_header(text: str) -> None:
    line = fit_line(text)
    assert line.isprintable() and len(line) <= 250
    assert len(line.splitlines()) <= 1


@given(st.text())
def test_what_is_taken_as_an_address_is_one(text: str) -> None:
    try:
        address = fit_address(text)
    except Refusal:
        return
    assert address.isascii() and address.count("@") == 1 and not set(address) & set(' \r\n,;<>"()')
    assert fit_address(address) == address


@given(
    sender=ADDRESSES,
    answered=st.lists(st.builds(Answered, st.integers(1, 9), st.none() | CUSTOMERS, ADDRESSES), max_size=3),
    people=st.lists(st.builds(Person, CUSTOMERS, st.none() | st.integers(1, 9), ADDRESSES), max_size=3),
    named=st.lists(st.builds(NamedItem, CUSTOMERS, st.integers(1, 9), st.just("INV-88120")), max_size=4),
)
def test_a_message_goes_only_to_a_customer_that_something_speaks_for(
    sender: str, answered: list[Answered], people: list[Person], named: list[NamedItem]
) -> None:
    evidence = MailEvidence(sender, tuple(answered), tuple(people), tuple(named))
    decided = decide_match(evidence)
    spoken_for = {
        *(one.customer_id for one in people),
        *(one.customer_id for one in named),
        *(one.customer_id for one in answered if one.to_address.lower() == sender.lower()),
    }
    assert decided.reasons, "every decision has its reason"
    if decided.customer_id is None:
        return
    assert decided.customer_id in spoken_for, "a thread of a stranger files nothing by itself"
    assert set(decided.item_ids) == {one.item_id for one in named if one.customer_id == decided.customer_id}
    assert decided.customer_id not in {one.customer_id for one in decided.candidates}


def test_a_known_sender_who_names_another_customer_s_documents_is_for_a_person() -> None:
    evidence = MailEvidence("a@x.example", people=(Person(1, 5, "a@x.example"),), named=(NamedItem(2, 7, "INV-88120"),))
    decided = decide_match(evidence)
    assert decided.customer_id is None
    assert str(decided.reasons[0]) == "the sender is of one customer, the documents that are named of another"
    assert {one.customer_id for one in decided.candidates} == {1, 2}


def test_a_short_number_alone_says_nothing() -> None:
    assert decide_match(MailEvidence("x@y.example", named=(NamedItem(1, 7, "1001"),))).customer_id is None


def test_numbers_are_found_with_their_signs_and_days_are_none() -> None:
    text = "For INV-88120, (77/041-2) and 4711. Dated 2026-06-01 or 06/01/2026, total due"
    assert document_numbers(text) == ["INV-88120", "77/041-2", "4711"]


@pytest.mark.parametrize(
    ("signs", "kind"),
    [
        (MailSigns("ann@acme.example"), MailKind.PERSON),
        (MailSigns("AR@us.example"), MailKind.OWN),
        (MailSigns("ann@acme.example", is_own_id=True), MailKind.OWN),
        (MailSigns("MAILER-DAEMON@mx.example"), MailKind.BOUNCE),
        (MailSigns("mx@mx.example", report_action="failed"), MailKind.BOUNCE),
        (MailSigns("mx@mx.example", report_action="delayed"), MailKind.AUTOMATIC),
        (MailSigns("ann@acme.example", auto_submitted="auto-replied"), MailKind.AUTOMATIC),
        (MailSigns("ann@acme.example", auto_submitted="no"), MailKind.PERSON),
        (MailSigns("ann@acme.example", subject="Out of office: back on Monday"), MailKind.AUTOMATIC),
        (MailSigns("ann@acme.example", subject="Réponse automatique : facture"), MailKind.AUTOMATIC),
        (MailSigns("ann@acme.example", subject="Fuera de la oficina"), MailKind.AUTOMATIC),
        (MailSigns("erp@acme.example", auto_submitted="auto-generated"), MailKind.AUTOMATIC),
        (MailSigns("erp@acme.example", auto_submitted="auto-generated", has_attachments=True), MailKind.PERSON),
        (MailSigns("no-reply@acme.example", subject="Remittance advice"), MailKind.PERSON),
    ],
)
def test_what_a_message_is_by_its_signs(signs: MailSigns, kind: MailKind) -> None:
    assert kind_of(signs, ours=frozenset({"ar@us.example"})).kind is kind


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("We did not receive the goods.", "dispute"),
        ("The price of invoice 7 is an incorrect one, please send a credit memo.", "dispute"),
        ("No hemos recibido la mercancía.", "dispute"),
        ("Nous contestons cette facture.", "dispute"),
        ("We will pay on Friday.", "promise"),
        ("It is in the next check run.", "promise"),
        ("Pagaremos la factura el viernes.", "promise"),
        ("Le virement sera effectué vendredi.", "promise"),
        ("The invoice has been paid last week.", "paid"),
        ("Ya pagamos la factura.", "paid"),
        ("Nous avons déjà réglé cette facture.", "paid"),
        ("Could you send the POD?", "question"),
        ("Pouvez-vous envoyer la copie ?", "question"),
    ],
)
def test_the_sentence_that_matters_in_three_languages(sentence: str, kind: str) -> None:
    marked = marked_sentences(f"Hello Bea. {sentence} Best regards.")
    assert [(one.sentence, one.kind) for one in marked][:1] == [(sentence, kind)]


def test_a_greeting_alone_matters_to_nobody() -> None:
    assert marked_sentences("Dear Bea, thank you for your letter. Kind regards, Ann") == []


@pytest.mark.parametrize(
    ("text", "fresh"),
    [
        ("Yes.\n\nOn Mon, 3 Nov 2026 Bea wrote:\n> Please pay.", "Yes."),
        ("Yes.\n\nOn Mon, 3 Nov 2026 at 10:00 Bea Long Name\n<bea@x.example> wrote:\n\n> Please pay.", "Yes."),
        ("Oui.\n\nLe lun. 3 nov. 2026, Bea a écrit :\n> Payez.", "Oui."),
        ("Sí.\n\nEl lun, 3 nov 2026, Bea escribió:\n> Pague.", "Sí."),
        ("Yes.\n\n-----Original Message-----\nFrom: Bea\nPlease pay.", "Yes."),
        ("Yes.\n\nFrom: Bea <b@x>\nSent: Monday\nPlease pay.", "Yes."),
        ("On Mon, Bea wrote:\n> Please pay.\n\nNo, never.", "No, never."),
        ("Fine.\n-- \nAnn, Acme", "Fine."),
        ("> all of it\n> is quoted", "> all of it\n> is quoted"),
    ],
)
def test_what_is_quoted_is_left_out(text: str, fresh: str) -> None:
    assert fresh_part(text) == fresh
