"""Which customer a number means where leading zeros may have been lost."""

from __future__ import annotations

from creditdesk.intake.formats.customers import CustomerNumbers


def meant(written: str, *known: str, file_width: int | None = None) -> str:
    return CustomerNumbers({"NL": known}, file_width=file_width).meant(written, company="NL")


def test_the_number_that_the_ledger_has_exactly_is_meant_whatever_else_it_has() -> None:
    assert meant("7", "7", "0007", "0042") == "7"
    assert meant("7", "7", "0007", file_width=4) == "7"


def test_a_number_without_its_zeros_means_the_only_one_that_has_them() -> None:
    assert meant("42", "7", "0042") == "0042"
    assert meant("42", "7", "000042", "0043") == "000042"


def test_a_number_is_filled_up_to_nothing_that_does_not_exist() -> None:
    assert meant("8", "0042", "0043") == "8"


def test_a_width_that_the_file_proves_fills_up_also_to_a_new_customer() -> None:
    assert meant("8", "42", file_width=4) == "0008"


def test_what_is_written_with_a_zero_or_a_letter_lost_nothing() -> None:
    assert meant("042", "0042") == "042"
    assert meant("C42", "0C42") == "C42"


def test_the_customers_of_another_company_do_not_count() -> None:
    assert CustomerNumbers({"SW": ["0042"]}, file_width=None).meant("42", company="NL") == "42"


def test_several_that_differ_in_zeros_alone_are_not_chosen_from() -> None:
    assert meant("42", "042", "0042") == "42"


def test_what_was_decided_comes_first() -> None:
    numbers = CustomerNumbers({"NL": ["0042"]}, file_width=None, aliases={"NL": {"42": "C7"}})
    assert (numbers.meant("42", company="NL"), numbers.meant("42", company="SW")) == ("C7", "42")
