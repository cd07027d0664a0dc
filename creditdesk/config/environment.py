"""Settings from the environment. Each one refuses nonsense at start with a sentence that says what to write instead."""

from __future__ import annotations

import contextlib
import datetime as dt
import ipaddress
import os
import re
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlparse
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ImproperlyConfigured

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off", ""}
_HOST_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*")


def text(name: str, default: str = "") -> str:
    """The setting as text, without surrounding space."""
    return os.environ.get(name, default).strip()


def flag(name: str, *, default: bool = False) -> bool:
    """A yes or a no. Raises ImproperlyConfigured for anything else."""
    value = os.environ.get(name)
    if value is None:
        return default
    if value.strip().lower() in _TRUE:
        return True
    if value.strip().lower() in _FALSE:
        return False
    raise ImproperlyConfigured(f"{name}={value!r} is neither yes nor no. Write {name}=1 or {name}=0.")


def whole_number(name: str, *, default: int, least: int, most: int) -> int:
    """A whole number within bounds. Raises ImproperlyConfigured outside them."""
    value = text(name)
    if not value:
        return default
    if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
        raise ImproperlyConfigured(f"{name}={value!r} must be a whole number from {least} to {most}.")
    return int(value)


def one_of(name: str, choices: Sequence[str], *, default: str) -> str:
    """One of a few words. Raises ImproperlyConfigured for another."""
    value = text(name).lower() or default
    if value not in choices:
        raise ImproperlyConfigured(f"{name}={value!r} is none of {', '.join(choices)}. Write {name}={default}.")
    return value


def token(name: str) -> str:
    """A secret that another program sends, or nothing. Raises ImproperlyConfigured for one that is easily guessed."""
    value = text(name)
    return _strong(name, value) if value else ""


def time_zone(name: str, *, default: str) -> str:
    """An IANA time zone such as America/New_York. Raises ImproperlyConfigured for an unknown one."""
    value = text(name) or default
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ImproperlyConfigured(f"{name}={value!r} is no IANA time zone. Example: America/New_York.") from error
    return value


def directory(name: str, *, default: str) -> Path:
    """A directory that exists or can be made, as an absolute path. Raises ImproperlyConfigured if it cannot."""
    path = Path(text(name) or Path.cwd() / default).expanduser().resolve()
    nearest = next(place for place in (path, *path.parents) if place.exists())
    if not nearest.is_dir():
        raise ImproperlyConfigured(f"{name}: {nearest} is a file. Name a directory that the desk may write to.")
    # The rights that the desk works with are asked for, where the system can tell: they can be fewer than its user's.
    in_effect = os.access in os.supports_effective_ids
    if not os.access(nearest, os.W_OK | os.X_OK, effective_ids=in_effect):
        raise ImproperlyConfigured(f"{name}: {nearest} cannot be written to. Name a directory that the desk may use.")
    return path


def time_of_day(name: str, *, default: str) -> dt.time:
    """An hour and a minute such as 02:30. Raises ImproperlyConfigured for what no clock shows."""
    value = text(name) or default
    if not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", value):
        raise ImproperlyConfigured(f"{name}={value!r} is no time of the day. Write {name}=02:30.")
    return dt.time.fromisoformat(value)


def user_name(name: str, *, default: str) -> str:
    """The name of a user of the desk. Raises ImproperlyConfigured for what can be none."""
    value = text(name) or default
    if not re.fullmatch(r"[\w.@+-]{1,150}", value):
        raise ImproperlyConfigured(f"{name}={value!r} is no user name. Write {name}={default}.")
    return value


def existing_directory(name: str) -> Path | None:
    """A directory that is there, or nothing. Raises ImproperlyConfigured for anything else."""
    value = text(name)
    if not value:
        return None
    path = Path(value).expanduser().resolve()
    if not path.is_dir():
        raise ImproperlyConfigured(f"{name}={value!r} is no directory. Make it, or leave {name} out.")
    if os.rename not in os.supports_dir_fd:
        raise ImproperlyConfigured(f"{name}: this system cannot keep within a directory. Leave {name} out.")
    return path


def existing_file(name: str) -> Path | None:
    """A file that is there and can be read, or nothing. Raises ImproperlyConfigured for anything else."""
    value = text(name)
    if not value:
        return None
    path = Path(value).expanduser().resolve()
    if not path.is_file() or not os.access(path, os.R_OK):
        raise ImproperlyConfigured(f"{name}={value!r} is no file that can be read. Put it there, or leave {name} out.")
    return path


def address(name: str, *, default: str) -> str:
    """An address to listen on, IPv6 in brackets. Raises ImproperlyConfigured for what is no address."""
    value = text(name) or default
    with contextlib.suppress(ValueError):
        return f"[{value}]" if ipaddress.ip_address(value.strip("[]")).version == 6 else value
    # A number with dots that is no IP address is a slip of the finger, not the name of a machine.
    if not _HOST_NAME.fullmatch(value) or value.replace(".", "").isdigit():
        raise ImproperlyConfigured(
            f"{name}={value!r} is no address. Write {name}=127.0.0.1, or 0.0.0.0 to listen to all; "
            "the port has a setting of its own."
        )
    return value


def secret_key(name: str, *, demo: bool, data_dir: Path) -> str:
    """The signing key: at least 40 characters. The demo makes its own, in a file that only its owner reads."""
    value = text(name)
    if value:
        return _strong(name, value)
    if not demo:
        raise ImproperlyConfigured(
            f"{name} is not set. Make one with: python -c 'import secrets; print(secrets.token_urlsafe(50))'"
        )
    return _kept_key(data_dir / "secret_key")


def old_secret_keys(name: str) -> list[str]:
    """Former signing keys, separated by spaces. Raises ImproperlyConfigured for one that never was a key."""
    return [_strong(name, value) for value in text(name).split()]


def _strong(name: str, value: str) -> str:
    if len(value) < 40:
        raise ImproperlyConfigured(f"{name} has {len(value)} characters; it needs at least 40 random ones.")
    if len(set(value)) < 10:
        raise ImproperlyConfigured(f"{name} repeats {len(set(value))} characters; it needs 40 random ones.")
    return value


def _kept_key(path: Path) -> str:
    from django.core.management.utils import get_random_secret_key

    if path.exists():
        return path.read_text(encoding="utf-8").strip()
    path.parent.mkdir(parents=True, exist_ok=True)
    made = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(get_random_secret_key())
    with contextlib.suppress(FileExistsError):  # of two that start at once, the first one's key counts
        os.link(made, path)
    made.unlink()
    return path.read_text(encoding="utf-8").strip()


def hosts(name: str, *, demo: bool) -> list[str]:
    """Host names that the desk answers to, separated by commas. A real installation must name them."""
    value = text(name)
    if not value and demo:
        return ["localhost", "127.0.0.1", "[::1]"]
    if not value:
        raise ImproperlyConfigured(f"{name} is not set. Name the hosts that serve the desk, such as desk.example.com.")
    names = [host.strip() for host in value.split(",") if host.strip()]
    if "*" in names:
        raise ImproperlyConfigured(f"{name} must not contain '*': a forged Host header would be believed.")
    for host in names:
        if not _is_host(host):
            raise ImproperlyConfigured(f"{name}: {host!r} is no host name. Write it without scheme, port and path.")
    return names


def internal_hosts(name: str) -> list[str]:
    """Hosts of the own network, each by its whole name or its address, separated by commas; none is the default."""
    names = [host.strip().lower() for host in text(name).split(",") if host.strip()]
    for host in names:
        if not (_HOST_NAME.fullmatch(host) or _is_host(f"[{host}]")):
            raise ImproperlyConfigured(f"{name}: {host!r} is no host. Write its whole name, without scheme and port.")
    return names


def domain(name: str) -> str:
    """One host name, such as pbx.example.com, or nothing."""
    value = text(name).strip().lower()
    if value and not _HOST_NAME.fullmatch(value):
        raise ImproperlyConfigured(f"{name}: {value!r} is no host name. Write it without scheme, port and path.")
    return value


def _is_host(host: str) -> bool:
    """Whether it is a name (.example.com stands for all below it) or an address, IPv6 in brackets."""
    if host.startswith("[") and host.endswith("]"):
        with contextlib.suppress(ValueError):
            return ipaddress.ip_address(host[1:-1]).version == 6
        return False
    return bool(_HOST_NAME.fullmatch(host.removeprefix(".")))


def database(name: str, *, data_dir: Path) -> dict[str, object]:
    """Django's database settings from a URL; without one, SQLite in the data directory. Refuses other engines."""
    url = text(name)
    if not url:
        return _sqlite(data_dir / "creditdesk.sqlite3")
    scheme = url.partition(":")[0]
    if scheme in {"postgres", "postgresql"}:
        return _postgresql(name, url)
    # sqlite:////absolute/path, or sqlite:///path below the data directory
    path = url.removeprefix("sqlite:///")
    if scheme != "sqlite" or path == url or not path or path == ":memory:":
        raise ImproperlyConfigured(
            f"{name} begins with {scheme!r}; the desk runs on sqlite:///FILE or postgresql://USER@HOST/NAME."
        )
    return _sqlite(data_dir / path)


def _sqlite(path: Path) -> dict[str, object]:
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": path}


def _postgresql(name: str, url: str) -> dict[str, object]:
    import environ

    try:
        parts = urlparse(url)
        complete = bool(parts.path.strip("/")) and parts.port != 0
    except ValueError:  # a port that is no number, or brackets that do not close
        complete = False
    if not complete:  # the URL itself is not repeated: it holds a password
        raise ImproperlyConfigured(f"{name} is incomplete. Write postgresql://USER:PASSWORD@HOST:5432/NAME.")
    settings: dict[str, object] = environ.Env.db_url_config(url)
    settings["CONN_MAX_AGE"] = 60
    settings["CONN_HEALTH_CHECKS"] = True
    # A person waits no longer than this for a lock; neither a forgotten transaction nor a statement gone wild holds the
    # others up for ever. The longest statement of a night over ten million items needs a tenth of that.
    settings["OPTIONS"] = {
        **settings.get("OPTIONS", {}),  # type: ignore[dict-item]
        "options": "-c lock_timeout=20s -c statement_timeout=900s -c idle_in_transaction_session_timeout=120s "
        "-c timezone=UTC -c random_page_cost=1.1 -c jit=off",
    }
    return settings
