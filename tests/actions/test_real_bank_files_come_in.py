"""Real samples of banks' files come in: read, judged, posted, proved and taken back. At the full figures every one."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path

import pytest

from creditdesk.cash import verify as of_cash
from creditdesk.cash.models import BankAccount, BankStatement, Receipt
from creditdesk.domain.reasons import Refusal
from creditdesk.intake import actions, verify
from creditdesk.intake.formats.bank.recognition import recognised
from creditdesk.intake.models import ImportFile, StagedRow
from tests.actions.importing import preview, take_back, worked
from tests.formats.bank.samples import real_files
from tests.plugins.counts import Counted
from tests.plugins.figures import figure
from tests.world import NOW, World

pytestmark = pytest.mark.long

OF_EACH_FORMAT = figure(2, full=1000)


def samples() -> list[Path]:
    """Some samples of each format."""
    found: dict[str, list[Path]] = defaultdict(list)
    for path in [*real_files("bank", "**/*"), *real_files("edi", "**/*")]:
        name = recognised(path.read_bytes())
        if name is not None:
            found[name].append(path)
    return [path for paths in found.values() for path in paths[:: max(1, len(paths) // OF_EACH_FORMAT)]]


def with_its_accounts(file: ImportFile, world: World) -> ImportFile:
    """The file read again, once the accounts that its statements name are made."""
    for row in StagedRow.objects.filter(file=file, row__sort="statement", verdict="refused"):
        said = {"number": row.row["account"] or "0", "bank": row.row["bank"], "currency": row.row["currency"]}
        BankAccount.objects.get_or_create(company=world.northlight, **said, defaults={"name": "Sample"})
    again = {"choices": file.choices, "revision": file.revision, "by": world.erin, "at": NOW}
    return worked(actions.read_again(file, **again))


@pytest.mark.timeout(3600)
def test_a_real_file_comes_in_and_goes_back_and_the_books_are_whole(world: World, counted: Counted) -> None:
    found = samples()
    if not found:
        pytest.skip("the samples are not on this machine")
    became: Counter[str] = Counter()
    for path in found:
        try:
            file = preview(path.read_bytes(), company=world.northlight, by=world.erin, name=path.name)
        except Refusal as refusal:  # two samples are the same bytes
            if refusal.reasons[0].code != "import.same_file":
                raise
            continue
        if file.state == "previewed" and file.content == "bank" and file.rows_refused:
            file = with_its_accounts(file, world)
        assert not file.problem, path
        if file.state == "previewed" and file.content == "bank" and file.rows_accepted:
            actions.post(file, revision=file.revision, by=world.erin, at=NOW)
            assert (worked(file).state, file.problem) == ("posted", ""), path
            assert [*of_cash.broken_facts(), *verify.broken_facts()] == [], path
            receipts = Receipt.objects.exclude(standing="taken_back")
            held = BankStatement.objects.filter(file_id=file.id, state="held").count()
            became.update(posted=1, receipts=receipts.count(), held=held)
            assert take_back(file, by=world.erin).state == "undone", path
            assert not receipts.exists(), path
        else:
            became[file.state] += 1
    assert [*of_cash.broken_facts(), *verify.broken_facts()] == []
    counted("bank files taken in", f"{len(found)} samples: {dict(became)}")
