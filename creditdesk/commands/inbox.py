"""`creditdesk inbox`: take in what other programs put into the inbox. `creditdesk serve` does so by itself."""

from __future__ import annotations

import time

import click


@click.command(help="Take in the files that have arrived in the inbox, and go on looking until stopped.")
@click.option("--once", is_flag=True, help="Take in what has arrived whole, bring it to its end, and stop.")
def command(*, once: bool) -> None:
    """Look, take in, read and post; what was done is told line by line."""
    from creditdesk.commands.ready import require_ready
    from creditdesk.intake.inbox import SETTLED
    from creditdesk.nightly.background import the_inbox

    require_ready()
    inbox = the_inbox()
    if inbox is None:
        raise click.ClickException("there is no inbox: set CREDITDESK_INBOX to a directory")
    _round(inbox)
    while True:
        # What looks the same after a while has arrived.
        time.sleep(SETTLED.total_seconds() + 1)
        _round(inbox)
        if once:
            return


def _round(inbox: object) -> None:
    """Take in what is there and bring it to its end: each look may find a step more to do."""
    from creditdesk.config import clock
    from creditdesk.intake.inbox import Inbox
    from creditdesk.nightly.background import move_imports

    assert isinstance(inbox, Inbox)
    try:
        for _ in range(3):  # taken and read, posted, put away
            for told in inbox.look(at=clock.now(), as_of=clock.today()):
                click.echo(told)
            while move_imports():
                pass
    except OSError as error:
        raise click.ClickException(f"the inbox {inbox.root} cannot be read: {error.strerror}") from error
