"""Who sent the money: by the customer's number, by the bank account, by the name as it is or nearly so.

What one of them says counts only as far as nothing else contradicts it: a bank account that two customers use, or a
name that several bear, leaves all of them as candidates. Source: docs/rules/cash_matching.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz

from creditdesk.domain.likeness import comparable_name, comparable_number
from creditdesk.domain.reasons import Reason

# Names of which fewer signs agree are two names. A word that very many customers bear tells nothing.
_ALIKE, _COMMON_WORD, _SHORTEST_WORD = 90, 200, 3


class KnownBy(StrEnum):
    """By what the payer was recognised, the surest first; `nothing` where he was not."""

    NUMBER = "number"
    ACCOUNT = "account"
    NAME = "name"
    LIKE_NAME = "like_name"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class KnownPayer:
    """A customer as one who pays: the names and accounts that he used, and those for whom he may pay."""

    customer_id: int
    number: str = ""
    names: tuple[str, ...] = ()
    bank_accounts: tuple[str, ...] = ()
    pays_for: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PayerDecision:
    """Who it may be (one, several, nobody), by what, whose items he may pay, and why."""

    customer_ids: tuple[int, ...]
    by: KnownBy
    covers: frozenset[int]
    reasons: tuple[Reason, ...]

    @property
    def customer_id(self) -> int | None:
        """The payer, where there is no doubt."""
        return self.customer_ids[0] if len(self.customer_ids) == 1 else None

    @property
    def is_sure(self) -> bool:
        """Whether it is one customer, recognised by more than a likeness."""
        return len(self.customer_ids) == 1 and self.by is not KnownBy.LIKE_NAME


class PayerIndex:
    """Customers by number, bank account, name, and the words of their names."""

    def __init__(self) -> None:
        """An empty index; `of` fills it."""
        self.payers: dict[int, KnownPayer] = {}
        self.by_number: dict[str, set[int]] = defaultdict(set)
        self.by_account: dict[str, set[int]] = defaultdict(set)
        self.by_name: dict[str, set[int]] = defaultdict(set)
        self.by_word: dict[str, set[str]] = defaultdict(set)

    @classmethod
    def of(cls, payers: Iterable[KnownPayer]) -> PayerIndex:
        """An index of these customers."""
        index = cls()
        for payer in payers:
            index.payers[payer.customer_id] = payer
            if number := comparable_number(payer.number):
                index.by_number[number].add(payer.customer_id)
            for account in payer.bank_accounts:
                index.by_account[comparable_account(account)].add(payer.customer_id)
            for name in filter(None, map(comparable_name, payer.names)):
                index.by_name[name].add(payer.customer_id)
                for word in name.split():
                    if len(word) >= _SHORTEST_WORD:
                        index.by_word[word].add(name)
        return index


def comparable_account(account: str) -> str:
    """Letters and digits of a bank account in capitals: an IBAN is written with spaces and without."""
    return "".join(filter(str.isalnum, account)).upper()


def identify_payer(*, name: str, bank_account: str, customer_number: str, index: PayerIndex) -> PayerDecision:
    """Who pays. The surest sign decides; a weaker one only chooses among those that the surer one leaves."""
    signs = (
        (KnownBy.NUMBER, customer_number, comparable_number, index.by_number),
        (KnownBy.ACCOUNT, bank_account, comparable_account, index.by_account),
        (KnownBy.NAME, name, comparable_name, index.by_name),
    )
    present = [(by, found, said) for by, said, plain, known in signs if said and (found := known.get(plain(said)))]
    if not present:
        present = [(KnownBy.LIKE_NAME, found, name)] if (found := _like(name, index)) else []
    if not present:
        why = Reason("cash.payer_unknown", "neither account nor name says who pays")
        return PayerDecision((), KnownBy.NOTHING, frozenset(), (why,))
    by, remaining, _ = present[0]
    for _, found, _ in present[1:]:
        remaining = (remaining & found) or remaining
    chosen = tuple(sorted(remaining))
    reasons = [_said(each_by, said) for each_by, found, said in present if found & remaining]
    if any(not found & remaining for _, found, _ in present):
        reasons.append(Reason("cash.payer_contradiction", "account and name speak for different customers"))
    if len(chosen) > 1:
        reasons.append(Reason("cash.payer_several", "it may be one of %(count)d customers", {"count": len(chosen)}))
    return PayerDecision(chosen, by, _covered(chosen, index.payers), tuple(reasons))


def known_payer(payer: KnownPayer) -> PayerDecision:
    """The payer on whose account the money was put already: that decides, whatever else is said."""
    why = Reason("cash.payer_known", "the payment is on the account %(number)s", {"number": payer.number})
    return PayerDecision((payer.customer_id,), KnownBy.NUMBER, frozenset((payer.customer_id, *payer.pays_for)), (why,))


def _covered(chosen: Iterable[int], payers: Mapping[int, KnownPayer]) -> frozenset[int]:
    return frozenset(each for one in chosen for each in (one, *payers[one].pays_for))


def _said(by: KnownBy, said: str) -> Reason:
    text = {
        KnownBy.NUMBER: "the payer's customer number is %(said)s",
        KnownBy.ACCOUNT: "it comes from the known bank account %(said)s",
        KnownBy.NAME: "the payer's name is %(said)s",
        KnownBy.LIKE_NAME: "the payer's name is like %(said)s",
    }[by]
    return Reason(f"cash.payer_{by}", text, {"said": said})


def _like(name: str, index: PayerIndex) -> set[int]:
    """Customers of whose name nearly all signs agree; looked for among those that share a word."""
    plain = comparable_name(name)
    near: set[str] = set()
    for word in plain.split():
        names = index.by_word.get(word, set())
        if len(names) <= _COMMON_WORD:
            near |= names
    scores = {each: fuzz.token_sort_ratio(plain, each) for each in near}
    best = max(scores.values(), default=0)
    if best < _ALIKE:
        return set()
    return {customer for each, score in scores.items() if score == best for customer in index.by_name[each]}
