"""The log: a line for each request and whatever else happened, for people or (CREDITDESK_LOG=json) for a log server.

A log is read by more people than the desk is, and kept elsewhere. So it names people by their keys, pages by their
route and never by what was searched for, and leaves out the values that a database quotes in its errors.
"""

from __future__ import annotations

from typing import Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

# What PostgreSQL adds to an error: the values of the row that broke a rule.
_QUOTED = ("DETAIL:", "CONTEXT:", "HINT:")


def configuration(*, as_json: bool, level: str) -> dict[str, Any]:
    """Python's logging, drawn by structlog: one line a fact."""
    drawn: list[Processor] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    if as_json:
        story = structlog.tracebacks.ExceptionDictTransformer(show_locals=False, max_frames=20)
        drawn += [structlog.processors.ExceptionRenderer(story), without_values]
        drawn += [structlog.processors.JSONRenderer(sort_keys=True)]
    else:
        drawn += [structlog.processors.format_exc_info, without_values, on_one_line]
        drawn += [structlog.dev.ConsoleRenderer(colors=False)]
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": drawn,
                "foreign_pre_chain": [
                    structlog.contextvars.merge_contextvars,
                    structlog.stdlib.add_log_level,
                    structlog.stdlib.add_logger_name,
                    structlog.stdlib.ExtraAdder(allow=["method", "route", "status", "ms", "user"]),
                    structlog.processors.TimeStamper(fmt="iso", utc=True),
                    without_values,
                ],
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": level},
    }


def without_values(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """The event without the lines in which a database quotes values of a row."""
    for name in ("event", "exception"):
        if isinstance(event.get(name), str):
            event[name] = _unquoted(event[name])
    for told in event["exception"] if isinstance(event.get("exception"), list) else ():
        told["exc_value"] = _unquoted(told["exc_value"])
    return event


def on_one_line(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """The event without a line end or another sign that moves the pen: a name from outside could forge a line with it.

    An exception keeps its lines, set off from the margin where each line of the log begins.
    """
    for name, value in event.items():
        if name == "exception":
            event[name] = "\n".join("    " + _printable(line) for line in str(value).splitlines())
        elif isinstance(value, str):
            event[name] = _printable(value)
    return event


def _printable(text: str) -> str:
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode("ascii") for sign in text)


def _unquoted(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if not line.lstrip().startswith(_QUOTED))
