"""Who sent the money."""

from __future__ import annotations

from creditdesk.domain.cash_payers import KnownBy, KnownPayer, PayerDecision, PayerIndex, identify_payer

KNOWN = PayerIndex.of([
    KnownPayer(1, "C-100", ("Fenwick Optical Inc.",), ("DE02 1203 0000 0000 2020 51",)),
    KnownPayer(2, "C-200", ("Harbour Foods Ltd", "Harbor Foods"), ("GB33BUKB20201555555555",), pays_for=(3, 4)),
    KnownPayer(3, "C-300", ("Harbour Foods North Ltd",), ("GB33BUKB20201555555555",)),
    KnownPayer(5, "C-500", ("Miller & Sons",)),
    KnownPayer(6, "C-600", ("Miller and Sons LLC",)),
])  # fmt: skip


def who(*, name: str = "", account: str = "", number: str = "") -> PayerDecision:
    return identify_payer(name=name, bank_account=account, customer_number=number, index=KNOWN)


def codes(decision: PayerDecision) -> list[str]:
    return [reason.code for reason in decision.reasons]


def test_a_bank_account_is_known_however_it_is_spaced() -> None:
    decision = who(name="somebody else", account="de02120300000000202051")
    assert (decision.customer_id, decision.by, decision.is_sure) == (1, KnownBy.ACCOUNT, True)


def test_a_customer_number_goes_before_an_account() -> None:
    decision = who(number="c0100"[:1] + "100", account="GB33 BUKB 2020 1555 5555 55")
    assert (decision.customer_id, decision.by) == (1, KnownBy.NUMBER)
    assert "cash.payer_contradiction" in codes(decision)


def test_a_name_chooses_among_those_who_share_an_account() -> None:
    assert who(account="GB33BUKB20201555555555").customer_ids == (2, 3)
    assert who(account="GB33BUKB20201555555555", name="HARBOUR FOODS NORTH").customer_id == 3


def test_a_name_is_known_but_for_legal_form_and_accents() -> None:
    assert who(name="FENWICK-OPTICAL GmbH").by is KnownBy.NAME


def test_a_name_that_is_nearly_right_is_a_likeness_and_not_sure() -> None:
    decision = who(name="Fenwik Optical")
    assert (decision.customer_id, decision.by, decision.is_sure) == (1, KnownBy.LIKE_NAME, False)


def test_a_name_of_two_customers_leaves_both() -> None:
    decision = who(name="Miller & Sons")
    assert decision.customer_ids == (5, 6) and decision.customer_id is None
    assert "cash.payer_several" in codes(decision)


def test_who_pays_for_others_covers_their_items() -> None:
    assert who(name="Harbor Foods").covers == {2, 3, 4}


def test_nobody_is_nobody() -> None:
    for decision in (who(), who(name="Quite Another"), who(name="Inc.")):
        assert decision.customer_ids == () and codes(decision) == ["cash.payer_unknown"]
