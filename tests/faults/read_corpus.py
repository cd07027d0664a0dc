"""A program that reads every kept file of every reader once, so that a measure of coverage can be laid around it.

python -m coverage run --branch --source creditdesk/intake/formats -m tests.faults.read_corpus
python -m coverage report --show-missing
"""

from __future__ import annotations

from collections import Counter

from tests.faults.fuzz_targets import TARGETS, corpus


def main() -> None:
    """Read them all and say how they ended."""
    for name, target in TARGETS.items():
        print(name, dict(Counter(target.run(data) for data in corpus(name).values())))


if __name__ == "__main__":
    main()
