"""F14, state space: files are loaded, loaded again, paid from and undone in any order; a plain model judges.

Twelve documents of three customers come in files of any mixture. A document that the ledger has is unchanged, one with
another amount is refused, an undo takes all that a file brought out again unless somebody used it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from creditdesk.domain.reasons import Refusal
from creditdesk.intake import actions
from creditdesk.intake import verify as intake_verify
from creditdesk.intake.models import ImportFile
from creditdesk.parties.models import Company
from creditdesk.receivables import verify
from creditdesk.receivables.actions import ApplyTo, apply_credit, reverse_posting
from creditdesk.receivables.models import OpenItem, Posting
from tests import builders
from tests.actions.importing import HEADER, receive, take_back, worked
from tests.plugins.counts import Counted
from tests.plugins.figures import figure
from tests.world import NOW, TODAY, World, make_world

pytestmark = pytest.mark.long

RUNS, STEPS = figure(3, full=200), figure(20, full=50)
DOCUMENTS = 12
_acts = {"done": 0, "refused": 0}
_names = count(1)
which = st.integers(0, 50)
rows = st.dictionaries(st.integers(0, DOCUMENTS - 1), st.sampled_from([100_00, 250_50]), min_size=1, max_size=6)


@dataclass
class Loaded:
    """A posted file in the model: the documents it brought, by number, with their amounts in minor units."""

    file: ImportFile
    brought: dict[str, int]
    is_undone: bool = False


@dataclass
class Model:
    """What must be in the ledger of one company."""

    company: Company
    files: list[Loaded] = field(default_factory=list)
    live: dict[str, int] = field(default_factory=dict)
    paid: dict[str, list[Posting]] = field(default_factory=dict)


class ImportMachine(RuleBasedStateMachine):
    """One company, one cash applicator, files of any mixture."""

    world: World

    def __init__(self) -> None:
        super().__init__()
        name = f"I{next(_names)}"
        self.model = Model(builders.company(code=name))
        self.world.erin.companies.add(self.model.company)
        self.purse = builders.payment(builders.customer(self.model.company, number="C0"), amount=9_000_000_00)

    # -------------------------------------------------------------- acts

    @rule(rows=rows, again=st.booleans())
    def load(self, rows: dict[int, int], again: bool) -> None:
        text = HEADER + "".join(_row(number, minor) for number, minor in rows.items())
        text += "\n" * len(self.model.files)  # other bytes: the same bytes are the same file
        stated = {f"D-{number}": minor for number, minor in rows.items()}
        new = {number: minor for number, minor in stated.items() if number not in self.model.live}
        # What was paid here and is whole in the file is no news from the ERP, but a contradiction.
        unchanged = sum(
            self.model.live.get(number) == minor and not self.model.paid.get(number) for number, minor in stated.items()
        )

        file = worked(receive(text, company=self.model.company, by=self.world.erin))
        counts = (file.rows_accepted, file.rows_unchanged, file.rows_refused)
        assert counts == (len(new), unchanged, len(stated) - len(new) - unchanged)

        posted = self._try(lambda: actions.post(file, revision=file.revision, by=self.world.erin, at=NOW))
        assert posted is bool(new)
        if not posted:
            actions.discard(file, revision=file.revision, by=self.world.erin, at=NOW)
            return
        self.model.files.append(Loaded(worked(file), new))
        self.model.live |= new
        if again:
            assert not self._try(lambda: receive(text, company=self.model.company, by=self.world.erin))

    @precondition(lambda self: self._standing())
    @rule(chosen=which)
    def undo(self, chosen: int) -> None:
        loaded = self._standing()[chosen % len(self._standing())]
        used = any(self.model.paid.get(number) for number in loaded.brought)
        undone = self._try(lambda: take_back(loaded.file, by=self.world.erin))
        loaded.file.refresh_from_db()
        assert undone is not used
        assert (loaded.file.state == ImportFile.State.UNDONE) is not used
        if undone:
            loaded.is_undone = True
            for number in loaded.brought:
                del self.model.live[number]

    @precondition(lambda self: self.model.live)
    @rule(chosen=which, part=st.integers(1, 100))
    def pay(self, chosen: int, part: int) -> None:
        number = sorted(self.model.live)[chosen % len(self.model.live)]
        item = OpenItem.objects.get(company=self.model.company, number=number, voided_on=None)
        if item.customer_id != self.purse.customer_id or not item.open_minor:
            return
        minor = max(1, item.open_minor * part // 100)
        posting = apply_credit(
            self.purse, to=[ApplyTo(item.id, minor)], posting_date=TODAY, as_of=TODAY, by=self.world.erin, at=NOW,
            key=f"pay-{next(_names)}",
        )  # fmt: skip
        self.model.paid.setdefault(number, []).append(posting)

    @precondition(lambda self: any(self.model.paid.values()))
    @rule(chosen=which)
    def take_the_payment_back(self, chosen: int) -> None:
        paid = sorted(number for number, postings in self.model.paid.items() if postings)
        posting = self.model.paid[paid[chosen % len(paid)]].pop()
        reverse_posting(
            posting, posting_date=TODAY, as_of=TODAY, by=self.world.erin, at=NOW, key=f"back-{next(_names)}",
            reason="wrong item",
        )  # fmt: skip

    # -------------------------------------------------------------- what always holds

    @invariant()
    def the_ledger_has_what_the_model_has(self) -> None:
        mine = OpenItem.objects.filter(company=self.model.company).exclude(id=self.purse.id)
        assert dict(mine.filter(voided_on=None).values_list("number", "original_minor")) == self.model.live
        gone = sum(len(loaded.brought) for loaded in self.model.files if loaded.is_undone)
        assert mine.exclude(voided_on=None).count() == gone
        assert not mine.exclude(voided_on=None).exclude(open_minor=0).exists()

    @invariant()
    def the_books_and_the_files_prove(self) -> None:
        assert [*verify.broken_facts(), *intake_verify.broken_facts()] == []

    # -------------------------------------------------------------- how an act is done

    def _standing(self) -> list[Loaded]:
        return [loaded for loaded in self.model.files if not loaded.is_undone]

    def _try(self, act: object) -> bool:
        assert callable(act)
        try:
            act()
        except Refusal:
            _acts["refused"] += 1
            return False
        _acts["done"] += 1
        return True


def _row(number: int, minor: int) -> str:
    amount = f"{minor // 100}.{minor % 100:02d}"
    return f"C{number % 3},Customer {number % 3},D-{number},2026-05-01,2026-05-31,USD,{amount},{amount}\n"


@pytest.fixture(scope="module", autouse=True)
def count_of_acts(counted: Counted) -> Iterator[None]:
    yield
    counted("F14 imports", f"{_acts['done']} acts done, {_acts['refused']} refused, the books proved after each")


def test_no_sequence_of_files_loses_or_doubles_a_document(db: None) -> None:
    ImportMachine.world = make_world()
    run_state_machine_as_test(
        ImportMachine,
        settings=settings(
            max_examples=RUNS,
            stateful_step_count=STEPS,
            deadline=dt.timedelta(minutes=5),
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
