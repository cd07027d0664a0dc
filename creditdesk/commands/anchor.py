"""`creditdesk anchor`: write the head of the journal to a file outside the database."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(help="Write the head of the journal to a file outside the database.")
@click.option(
    "--file",
    "path",
    type=click.Path(path_type=Path),
    default=None,
    help="Default: anchors.jsonl in the data directory.",
)
def command(path: Path | None) -> None:
    """Anchor, and print what was written: mail it to the auditor, and a rewritten journal is found out."""
    from creditdesk.commands.ready import require_release
    from creditdesk.config import clock
    from creditdesk.journal.verify import anchor
    from creditdesk.nightly import proof

    require_release()
    seq, hash_ = anchor(path or proof.anchors_file(), at=clock.now())
    click.echo(f"{seq} {hash_}")
