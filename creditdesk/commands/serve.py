"""`creditdesk serve`: the desk on its address, with its background work beside it."""

from __future__ import annotations

import gc
import os
import shutil
import threading
from pathlib import Path
from typing import Any

import click


@click.command(help="Serve the desk.")
@click.option("--bind", default=None, help="Address to listen on. Default: CREDITDESK_BIND or 127.0.0.1.")
@click.option("--port", default=None, type=click.IntRange(1, 65535), help="Default: CREDITDESK_PORT or 8000.")
@click.option("--web-only", is_flag=True, help="Only answer; the background work is done by `creditdesk worker`.")
def command(bind: str | None, port: int | None, web_only: bool) -> None:
    """Check, then serve until told to stop."""
    run_server(bind=bind, port=port, works=not web_only)


def run_server(*, bind: str | None = None, port: int | None = None, works: bool = True) -> None:
    """Serve until a signal ends it. Raises ClickException when a start-up check fails or migrations are missing."""
    from django.conf import settings
    from django.db import connections

    from creditdesk.commands.ready import require_ready

    if settings.WEB_WORKERS > 1:
        count_together(Path(settings.DATA_DIR) / "figures")
    require_ready(with_pages=True)
    collect_static()
    # The web processes are forked from this one, and a database connection must not be carried across a fork.
    connections.close_all()
    Server(bind=bind or settings.BIND, port=port or settings.PORT, works=works).run()


def collect_static() -> None:
    """Put style sheets and scripts where the server finds them, compressed and named by their content."""
    from django.core.management import call_command

    call_command("collectstatic", verbosity=0, interactive=False)


def count_together(folder: Path) -> None:
    """Let the web processes keep their figures in one folder, so that whichever is asked tells those of all."""
    shutil.rmtree(folder, ignore_errors=True)  # figures begin anew with the server
    folder.mkdir(parents=True)
    # The library reads it when it is first imported, which is after this.
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)


def Server(*, bind: str, port: int, works: bool) -> Any:  # noqa: N802  (it stands for the class that it makes)
    """The web server, as an object with `run`; made here so that `--help` does not load it."""
    from django.conf import settings
    from gunicorn.app.base import BaseApplication

    class DeskServer(BaseApplication):  # type: ignore[misc]
        """Gunicorn with our settings; threads, because a request mostly waits for the database."""

        def load_config(self) -> None:
            self.cfg.set("bind", f"{bind}:{port}")
            self.cfg.set("workers", settings.WEB_WORKERS)
            self.cfg.set("worker_class", "gthread")
            self.cfg.set("threads", settings.WEB_THREADS)
            self.cfg.set("graceful_timeout", 20)
            self.cfg.set("timeout", 60)
            self.cfg.set("loglevel", "warning")
            # Each process has its own background threads; what they do is claimed in the database, so none is doubled.
            self.cfg.set("post_worker_init", _begin_work if works else _begin_answers)
            self.cfg.set("worker_exit", _stop_background)

        def load(self) -> Any:
            from creditdesk.config.wsgi import application

            return application

    return DeskServer()


_STOP = threading.Event()
# New objects between two looks of the garbage collector; Python's own 700 are for programs that make few.
_YOUNG_OBJECTS = 10_000


def settle() -> None:
    """Let the garbage collector pass over what lives as long as the process, and look less often at what does not.

    A look through it all takes 100 ms, and a page whose turn it is waits for it. A page makes some thousand objects and
    lets go of nearly all of them by itself: looked at every few pages instead of six times in each, hardly one is left
    to grow old, and to look through all is due a hundred times less often.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG_OBJECTS)


def _begin_work(worker: Any) -> None:
    from creditdesk.nightly import background

    settle()
    background.start(_STOP)


def _begin_answers(worker: Any) -> None:
    settle()


def _stop_background(server: Any, worker: Any) -> None:
    _STOP.set()
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        from prometheus_client import multiprocess

        multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]
