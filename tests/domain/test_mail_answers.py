"""Which papers are about a document, and the answer that is proposed with them."""

import pytest

from creditdesk.domain.mail_answers import is_about, proposed_answer


@pytest.mark.parametrize(
    ("name", "number", "about"),
    [
        ("POD-88077.pdf", "88077", True),
        ("invoice 88077", "88077", True),
        ("Proof of delivery for invoice INV-88077", "inv-88077", True),
        ("POD-188077.pdf", "88077", False),
        ("POD-88077A.pdf", "88077", False),
        ("scan.pdf", "88077", False),
        ("page 12.pdf", "12", False),
        ("a+b.pdf", "a+b", True),
    ],
)
def test_a_paper_is_about_a_document_whose_number_stands_in_its_name_as_a_word(
    name: str, number: str, about: bool
) -> None:
    assert is_about(name, numbers=["nothing", number]) is about


def test_the_answer_names_what_goes_with_it_in_the_customers_language() -> None:
    text = proposed_answer(["88077.pdf", "POD-88077.pdf"], language="fr_CA", who="Alice", company="Northlight")
    assert "Pièces jointes : 88077.pdf, POD-88077.pdf." in text and text.endswith("Alice\nNorthlight")
    assert "Enclosed: a" in proposed_answer(["a"], language="de", who="Alice", company="N")
    assert proposed_answer([], language="en", who="Alice", company="N") == ""
