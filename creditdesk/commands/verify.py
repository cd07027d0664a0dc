"""`creditdesk verify`: prove every invariant, or name what is broken and stop postings there."""

from __future__ import annotations

import click


@click.command(help="Prove the books, the journal and the imports; postings stop where they are broken.")
@click.option("--only-look", is_flag=True, help="Say what is broken, and write nothing: for a copy of the database.")
def command(only_look: bool) -> None:
    """Run every proof; exit 1 if one fails."""
    from time import perf_counter

    from creditdesk.commands.ready import require_release
    from creditdesk.config import clock
    from creditdesk.nightly import proof
    from creditdesk.receivables.stops import record_proof

    require_release()
    broken = []
    for name, prove in proof.PROOFS.items():
        began = perf_counter()
        facts = proof.confirmed(prove, as_of=clock.today())
        broken += facts
        verdict = "proved" if not facts else f"{len(facts)} broken"
        click.echo(f"{name:<12} {perf_counter() - began:>8.2f} s  {verdict}")
        for fact in facts:
            click.echo(f"  {fact}", err=True)
    seq, hash_ = proof.head()
    click.echo(f"Journal: {seq} entries, head {hash_}")
    standing = [] if only_look else record_proof(broken, by="console", at=clock.now())
    if standing:
        click.echo(f"Postings are stopped for {len(standing)} broken facts. See: creditdesk stops", err=True)
    if broken:
        raise SystemExit(1)
