"""J6: letters for many accounts, drafted in a run and typeset one by one, and whether the memory stays flat."""

from __future__ import annotations

import resource
from collections.abc import Iterator, Sequence
from time import perf_counter, process_time

from benchmarks import data
from benchmarks.measuring import Figure
from creditdesk.domain.contact_rules import Channel
from creditdesk.domain.letter_fields import LetterKind
from creditdesk.letters.drafting import Due
from creditdesk.letters.models import Letter
from creditdesk.letters.pdf import letter_pdf
from creditdesk.letters.running import finish_run, order_drafts
from creditdesk.parties.models import Company

# After so many letters all that is loaded once is loaded.
_WARM = 500


def measure(customers: Sequence[int], *, letters: int) -> Iterator[Figure]:
    """Draft so many, or one for each customer, then make each a PDF."""
    company = Company.objects.get(code="BM")
    due = [Due(one, LetterKind.STATEMENT_COVER, Channel.LETTER, "") for one in customers[:letters]]
    wall, cpu = perf_counter(), process_time()
    run = order_drafts(company, due, by=None, at=data.NOW, as_of=data.TODAY, key="bench")
    finish_run(run.id, now=lambda: data.NOW)
    drafted = Letter.objects.filter(run=run).count()
    yield Figure("J6", f"draft {drafted:,} letters", perf_counter() - wall, process_time() - cpu)
    wall, cpu, warm, size = perf_counter(), process_time(), 0, 0
    contents = Letter.objects.filter(run=run).order_by("id").values_list("content", flat=True)
    for place, content in enumerate(contents.iterator(chunk_size=100)):
        size += len(letter_pdf(content))
        if place == _WARM:
            warm = _peak_mb()
    grown = f", {_peak_mb() - warm} MB more memory than after {_WARM}" if warm else ""
    what = f"typeset {drafted:,} letters as PDF, {size // 1_000_000:,} MB{grown}"
    yield Figure("J6", what, perf_counter() - wall, process_time() - cpu, goal="flat memory")


def _peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
