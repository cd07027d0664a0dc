"""Numbers of a large file: each is known again with its line, and no other is taken for it."""

from __future__ import annotations

import pytest

from creditdesk.intake.formats.numbers import SeenNumbers
from creditdesk.intake.formats.refusals import CellRefused

COUNT = 40_000


def test_each_of_many_numbers_is_known_again_with_its_line_and_no_other_is_taken_for_it() -> None:
    seen = SeenNumbers()
    for line in range(2, COUNT):
        seen.check(f"US01\x1fC{line % 7}\x1f{line}", content=("USD", line), line=line)

    for line in range(2, COUNT, 97):
        for content, code in ((("USD", line), "intake.same_row"), (("EUR", line), "intake.same_number")):
            with pytest.raises(CellRefused) as refused:
                seen.check(f"US01\x1fC{line % 7}\x1f{line}", content=content, line=COUNT)
            assert (refused.value.reason.code, refused.value.reason.facts["line"]) == (code, line)


def test_a_line_that_is_read_twice_is_no_second_document() -> None:
    seen = SeenNumbers()
    for _ in range(2):
        seen.check("US01\x1fC1\x1f17", content=("USD", 1), line=2)
