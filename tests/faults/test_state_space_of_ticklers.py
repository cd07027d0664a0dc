"""F14, state space: ticklers are opened, moved, finished and taken up again in any order; a plain model judges."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import count

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from creditdesk.domain.reasons import Refusal
from creditdesk.followup import actions, verify
from creditdesk.followup.models import Tickler, TicklerMove
from creditdesk.journal.models import JournalEntry
from creditdesk.parties.models import User
from tests.plugins.counts import Counted
from tests.plugins.figures import figure
from tests.world import NOW, TODAY, World, make_world

RUNS, STEPS = figure(6, full=200), figure(30, full=50)
_acts = {"done": 0, "refused": 0}
_keys = count(1)
which = st.integers(0, 50)
days = st.integers(-3, 40)


@dataclass(frozen=True)
class Expected:
    """A tickler as the model has it."""

    state: str
    due: dt.date
    owner: int
    version: int = 1


class TicklerMachine(RuleBasedStateMachine):
    """Two people, one account: what one does, the other may do again, late, or with an old version."""

    world: World

    def __init__(self) -> None:
        super().__init__()
        self.today = TODAY
        self.expected: dict[int, Expected] = {}
        self.people = [self.world.alice, self.world.bob]
        self.journal = JournalEntry.objects.count()

    # -------------------------------------------------------------- acts

    @rule(ahead=days, who=which, twice=st.booleans())
    def open(self, ahead: int, who: int, twice: bool) -> None:
        due, owner, key = self.today + dt.timedelta(days=ahead), self.people[who % 2], self._key()
        then = actions.NextAction("Call about the check", due, owner)
        for _ in range(2 if twice else 1):
            made = self._try(lambda: self._open(then, key=key))
            assert isinstance(made, Tickler) is (ahead >= 0)
            if isinstance(made, Tickler):
                assert twice or made.id not in self.expected
                self.expected[made.id] = Expected("open", due, owner.id)
        self.journal += ahead >= 0

    @precondition(lambda self: self.expected)
    @rule(chosen=which, ahead=days, stale=st.booleans())
    def snooze(self, chosen: int, ahead: int, stale: bool) -> None:
        until = self.today + dt.timedelta(days=ahead)
        self._move(
            chosen, actions.snooze_tickler, stale=stale, fits=lambda was: was.state == "open" and ahead >= 0,
            becomes=lambda was: replace(was, due=until), until=until,
        )  # fmt: skip

    @precondition(lambda self: self.expected)
    @rule(chosen=which, who=which, stale=st.booleans())
    def hand_over(self, chosen: int, who: int, stale: bool) -> None:
        to = [*self.people, self.world.charlie][who % 3]
        self._move(
            chosen, actions.hand_over_tickler, stale=stale,
            fits=lambda was: was.state == "open" and to != self.world.charlie,
            becomes=lambda was: replace(was, owner=to.id), to=to,
        )  # fmt: skip

    @precondition(lambda self: self.expected)
    @rule(chosen=which, stale=st.booleans())
    def finish(self, chosen: int, stale: bool) -> None:
        self._move(
            chosen, actions.finish_tickler, stale=stale, fits=lambda was: was.state == "open",
            becomes=lambda was: replace(was, state="done"),
        )  # fmt: skip

    @precondition(lambda self: self.expected)
    @rule(chosen=which, stale=st.booleans(), why=st.sampled_from(["", "paid meanwhile"]))
    def cancel(self, chosen: int, stale: bool, why: str) -> None:
        self._move(
            chosen, actions.cancel_tickler, stale=stale, fits=lambda was: was.state == "open" and bool(why),
            becomes=lambda was: replace(was, state="cancelled"), note=why,
        )  # fmt: skip

    @precondition(lambda self: self.expected)
    @rule(chosen=which, stale=st.booleans())
    def reopen(self, chosen: int, stale: bool) -> None:
        self._move(
            chosen, actions.reopen_tickler, stale=stale, fits=lambda was: was.state != "open",
            becomes=lambda was: replace(was, state="open"),
        )  # fmt: skip

    @rule(passed=st.integers(0, 9))
    def let_days_pass(self, passed: int) -> None:
        self.today += dt.timedelta(days=passed)

    # -------------------------------------------------------------- what always holds

    @invariant()
    def every_tickler_stands_where_the_model_has_it(self) -> None:
        stored = {
            one.id: Expected(one.state, one.due_date, one.owner_id, one.version)
            for one in Tickler.objects.filter(id__in=self.expected)
            if one.due_date is not None
        }
        assert stored == self.expected

    @invariant()
    def its_moves_and_the_journal_tell_how_it_came_there(self) -> None:
        assert verify.broken_facts() == []
        moves = sum(one.version - 1 for one in self.expected.values())
        assert TicklerMove.objects.filter(tickler_id__in=self.expected).count() == moves
        assert JournalEntry.objects.count() == self.journal + moves

    # -------------------------------------------------------------- how an act is done

    def _open(self, then: actions.NextAction, *, key: str) -> Tickler:
        by = self.world.alice
        return actions.open_tickler(self.world.acme, then=then, by=by, at=NOW, as_of=self.today, key=key)

    def _move(
        self,
        chosen: int,
        act: Callable[..., Tickler],
        *,
        stale: bool,
        fits: Callable[[Expected], bool],
        becomes: Callable[[Expected], Expected],
        **facts: dt.date | User | str,
    ) -> None:
        """Do it as somebody who saw this version (or an older one), then send the same once more."""
        tickler_id = sorted(self.expected)[chosen % len(self.expected)]
        was, key = self.expected[tickler_id], self._key()
        version = was.version - 1 if stale else was.version
        fit = fits(was) and not stale
        facts |= {"version": version, "by": self.world.bob, "at": NOW, "as_of": self.today, "key": key}  # type: ignore[dict-item]
        answer = self._try(lambda: act(Tickler.objects.get(id=tickler_id), **facts))
        assert isinstance(answer, Tickler) is fit, answer
        if fit:
            self.expected[tickler_id] = replace(becomes(was), version=was.version + 1)
            assert isinstance(act(Tickler.objects.get(id=tickler_id), **facts), Tickler)

    def _try(self, act: Callable[[], Tickler]) -> Tickler | Refusal:
        try:
            answer: Tickler | Refusal = act()
        except Refusal as refusal:
            answer = refusal
        _acts["refused" if isinstance(answer, Refusal) else "done"] += 1
        return answer

    def _key(self) -> str:
        return f"F14-{next(_keys)}"


@pytest.fixture(scope="module", autouse=True)
def count_of_acts(counted: Counted) -> Iterator[None]:
    yield
    counted("F14 ticklers", f"{_acts['done']} acts done, {_acts['refused']} refused, proved after each")


def test_no_sequence_of_moves_loses_a_tickler(db: None) -> None:
    TicklerMachine.world = make_world()
    run_state_machine_as_test(
        TicklerMachine,
        settings=settings(
            max_examples=RUNS,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
