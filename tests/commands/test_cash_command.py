"""`creditdesk cash`: payments listed, a proposal accepted, a match taken back, with the rights of the user."""

from __future__ import annotations

from click.testing import CliRunner

from creditdesk.cash.models import Match
from creditdesk.commands.cash import command
from tests import builders
from tests.web.test_cash import proposed, received
from tests.world import World


def said(*words: str) -> tuple[int, str]:
    answer = CliRunner().invoke(command, list(words))
    return answer.exit_code, answer.output


def test_a_payment_is_listed_accepted_and_taken_back(world: World) -> None:
    item, receipt = builders.invoice(world.acme, amount=500_00), received(world, 500_00, of=world.acme)
    proposed(receipt, (item,))
    code, told = said("list", "--user", "erin")
    assert code == 0
    assert "500.00\t500.00\tUSD" in told
    assert said("accept", str(receipt.id), "--user", "audrey")[0] == 1
    assert said("accept", str(receipt.id), "--rank", "2", "--user", "erin")[0] == 1
    assert said("accept", str(receipt.id), "--user", "erin")[0] == 0
    match = Match.objects.get()
    assert match.rank == 1
    assert said("take-back", str(match.id), "--why", "another's", "--user", "erin")[0] == 0
    match.refresh_from_db()
    assert match.taken_back == "wrong"


def test_a_state_that_is_none_is_told(world: World) -> None:
    code, told = said("list", "--state", "x", "--user", "erin")
    assert code == 1
    assert "unidentified" in told
