"""Settings from the environment. Each one refuses nonsense at start with a sentence that says what to write instead."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from urllib.parse import urlparse
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ImproperlyConfigured

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off", ""}


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


def time_zone(name: str, *, default: str) -> str:
    """An IANA time zone such as America/New_York. Raises ImproperlyConfigured for an unknown one."""
    value = text(name) or default
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ImproperlyConfigured(f"{name}={value!r} is no IANA time zone. Example: America/New_York.") from error
    return value


def secret_key(name: str, *, demo: bool, data_dir: Path) -> str:
    """The signing key: at least 40 characters. The demo makes its own, in a file that only its owner reads."""
    value = text(name)
    if value:
        if len(value) < 40:
            raise ImproperlyConfigured(f"{name} has {len(value)} characters; it needs at least 40 random ones.")
        return value
    if not demo:
        raise ImproperlyConfigured(
            f"{name} is not set. Make one with: python -c 'import secrets; print(secrets.token_urlsafe(50))'"
        )
    return _kept_key(data_dir / "secret_key")


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
    return names


def database(name: str, *, data_dir: Path) -> dict[str, object]:
    """Django's database settings from a URL; without one, SQLite in the data directory. Refuses other engines."""
    url = text(name)
    if not url:
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": data_dir / "creditdesk.sqlite3"}
    parts = urlparse(url)
    if parts.scheme in {"postgres", "postgresql"}:
        import environ

        settings: dict[str, object] = environ.Env.db_url_config(url)
        settings["CONN_MAX_AGE"] = 60
        settings["CONN_HEALTH_CHECKS"] = True
        # A person waits no longer than this for a lock; a forgotten transaction does not hold the others up for ever.
        settings["OPTIONS"] = {
            **settings.get("OPTIONS", {}),  # type: ignore[dict-item]
            "options": "-c lock_timeout=20s -c idle_in_transaction_session_timeout=120s -c timezone=UTC",
        }
        return settings
    if parts.scheme == "sqlite":
        path = Path(url.removeprefix("sqlite:///"))
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": path if path.is_absolute() else data_dir / path}
    raise ImproperlyConfigured(
        f"{name} begins with {parts.scheme or url!r}; the desk runs on sqlite:///FILE or postgresql://USER@HOST/NAME."
    )
