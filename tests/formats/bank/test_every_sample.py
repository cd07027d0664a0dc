"""No sample is left out: each that lies in the folders is read, or refused with its place, just as it is kept.

What third parties say of them is in `test_real_bank_files`; here is what nobody else has an eye on, and that a sample
which is new is looked at before anything is claimed of it.
"""

from __future__ import annotations

import pytest

from tests.formats.bank.golden import kept, samples, told
from tests.formats.bank.samples import REAL_DATA
from tests.plugins.counts import Counted

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(not (REAL_DATA / "bank").is_dir(), reason="the real bank files are not here"),
]


def test_every_sample_says_what_is_kept_of_it_and_none_is_unknown(counted: Counted) -> None:
    found = {place: told(content) for place, content in samples()}
    figures = kept()
    assert sorted(set(found) - set(figures)) == [], "samples of which nothing is kept"
    assert sorted(set(figures) - set(found)) == [], "samples that are gone"
    assert {place: one for place, one in found.items() if one != figures[place]} == {}
    refused = sum(isinstance(one, str) for one in found.values())
    counted(
        "real bank files", f"{len(found)} samples, {len(found) - refused} read and {refused} refused with their place"
    )


def test_what_is_refused_names_its_place() -> None:
    for place, one in kept().items():
        if isinstance(one, str):
            assert not one.endswith("in line None"), place
            assert not one.endswith("in line 0"), place


def test_nothing_that_is_called_malformed_is_read_as_if_it_were_sound() -> None:
    # Rules of Nacha for senders that change nothing in what is paid: read as they stand (`test_real_bank_files`).
    harmless = {
        "employers_test.txt", "long-line.ach", "short-line.ach", "ppd-mixedDebitCredit-invalid.ach",
        "pos-invalidEntryDetail.ach",
    }  # fmt: skip
    for place, one in kept().items():
        if "/malformed/" in place and place.rpartition("/")[2] not in harmless:
            assert isinstance(one, str) or one["findings"], place
