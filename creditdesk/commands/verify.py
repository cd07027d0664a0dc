"""`creditdesk verify`: prove every invariant, or name the first broken fact of each."""

from __future__ import annotations

import click


@click.command(help="Prove the books, the journal and the imports.")
def command() -> None:
    """Run every proof; exit 1 if one fails."""
    from time import perf_counter

    from creditdesk.commands.ready import require_release
    from creditdesk.config import clock
    from creditdesk.nightly import proof

    require_release()
    broken = 0
    for name, prove in proof.PROOFS.items():
        began = perf_counter()
        facts = prove(clock.today())
        broken += len(facts)
        verdict = "proved" if not facts else f"{len(facts)} broken"
        click.echo(f"{name:<12} {perf_counter() - began:>8.2f} s  {verdict}")
        for fact in facts:
            click.echo(f"  {fact}", err=True)
    seq, hash_ = proof.head()
    click.echo(f"Journal: {seq} entries, head {hash_}")
    if broken:
        raise SystemExit(1)
