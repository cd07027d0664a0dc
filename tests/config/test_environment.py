"""Every setting of docs/settings.md refuses nonsense when the desk starts, with a sentence that says what to write."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from creditdesk.config import environment as env
from tests.faults.full_disk import permissions_hold_for_root

ROOT = Path(__file__).resolve().parents[2]
GOOD_KEY = "k9Lw2-zQxV7m_Rt5Yp8Bn3Hd6Fs1Gj4Ac0Eu-WoIiKq"

# Setting, nonsense, and a part of the sentence that the person reads.
NONSENSE = [
    (
        "DATABASE_URL",
        "mysql://desk@db/creditdesk",
        "begins with 'mysql'; the desk runs on sqlite:///FILE or postgresql",
    ),
    ("DATABASE_URL", "creditdesk.sqlite3", "the desk runs on sqlite:///FILE or postgresql"),
    ("DATABASE_URL", "sqlite://:memory:", "the desk runs on sqlite:///FILE"),
    ("DATABASE_URL", "sqlite:///:memory:", "the desk runs on sqlite:///FILE"),
    ("DATABASE_URL", "sqlite:///", "the desk runs on sqlite:///FILE"),
    ("DATABASE_URL", "postgresql://desk@db", "DATABASE_URL is incomplete. Write postgresql://USER:PASSWORD@HOST:5432"),
    ("DATABASE_URL", "postgresql://desk@db:port/creditdesk", "DATABASE_URL is incomplete"),
    ("DATABASE_URL", "postgresql://desk@db:99999/creditdesk", "DATABASE_URL is incomplete"),
    ("CREDITDESK_SECRET_KEY", "", "CREDITDESK_SECRET_KEY is not set. Make one with: python -c"),
    ("CREDITDESK_SECRET_KEY", "short", "CREDITDESK_SECRET_KEY has 5 characters; it needs at least 40"),
    ("CREDITDESK_SECRET_KEY", "changeme" * 8, "CREDITDESK_SECRET_KEY repeats 7 characters"),
    ("CREDITDESK_OLD_SECRET_KEYS", f"{GOOD_KEY} short", "CREDITDESK_OLD_SECRET_KEYS has 5 characters"),
    ("CREDITDESK_METRICS_TOKEN", "guessed", "CREDITDESK_METRICS_TOKEN has 7 characters; it needs at least 40"),
    ("CREDITDESK_WEBHOOK_INTERNAL_HOSTS", "https://erp.internal", "is no host. Write its whole name, without scheme"),
    ("CREDITDESK_WEBHOOK_INTERNAL_HOSTS", "erp.internal:8080", "'erp.internal:8080' is no host"),
    ("CREDITDESK_SIP_DOMAIN", "sip:pbx.example.com", "is no host name. Write it without scheme, port and path"),
    ("CREDITDESK_LOG", "xml", "CREDITDESK_LOG='xml' is none of text, json"),
    ("CREDITDESK_HOSTS", "", "CREDITDESK_HOSTS is not set. Name the hosts that serve the desk"),
    ("CREDITDESK_HOSTS", "desk.example.com,*", "must not contain '*': a forged Host header would be believed"),
    ("CREDITDESK_HOSTS", "https://desk.example.com", "is no host name. Write it without scheme, port and path"),
    ("CREDITDESK_HOSTS", "desk.example.com:8000", "'desk.example.com:8000' is no host name"),
    ("CREDITDESK_HOSTS", "desk example com", "'desk example com' is no host name"),
    ("CREDITDESK_HOSTS", "[desk]", "'[desk]' is no host name"),
    (
        "CREDITDESK_TIME_ZONE",
        "Eastern",
        "CREDITDESK_TIME_ZONE='Eastern' is no IANA time zone. Example: America/New_York",
    ),
    ("CREDITDESK_TIME_ZONE", "../../etc/passwd", "is no IANA time zone"),
    (
        "CREDITDESK_NIGHT_BEGINS",
        "25:00",
        "CREDITDESK_NIGHT_BEGINS='25:00' is no time of the day. Write",
    ),
    ("CREDITDESK_NIGHT_BEGINS", "2.30 am", "is no time of the day"),
    ("CREDITDESK_HTTPS", "maybe", "CREDITDESK_HTTPS='maybe' is neither yes nor no. Write CREDITDESK_HTTPS=1 or"),
    ("CREDITDESK_BEHIND_PROXY", "2", "CREDITDESK_BEHIND_PROXY='2' is neither yes nor no"),
    ("CREDITDESK_DEMO", "ja", "CREDITDESK_DEMO='ja' is neither yes nor no"),
    ("CREDITDESK_BIND", "127.0.0.1:8000", "is no address. Write CREDITDESK_BIND=127.0.0.1"),
    ("CREDITDESK_BIND", "127.0.0", "is no address"),
    ("CREDITDESK_BIND", "unix:/tmp/desk", "is no address"),
    ("CREDITDESK_EXPORT_ROWS_AT_ONCE", "all", "must be a whole number from 1 to 100000"),
    ("CREDITDESK_STOLEN_PASSWORDS", "/no/such/file", "is no file that can be read. Put it there, or leave"),
    ("CREDITDESK_UPLOAD_FILES_PER_DAY", "0", "must be a whole number from 1 to 1000000"),
    ("CREDITDESK_UPLOAD_MEGABYTES_PER_DAY", "1 GB", "must be a whole number from 1 to 10000000"),
    ("CREDITDESK_INBOX", "/no/such/place", "CREDITDESK_INBOX='/no/such/place' is no directory. Make it, or leave"),
    ("CREDITDESK_INBOX_USER", "the machine", "is no user name. Write CREDITDESK_INBOX_USER=machine"),
    ("CREDITDESK_INBOX_POSTS", "sometimes", "CREDITDESK_INBOX_POSTS='sometimes' is neither yes nor no"),
    ("CREDITDESK_PORT", "http", "CREDITDESK_PORT='http' must be a whole number from 1 to 65535"),
    ("CREDITDESK_PORT", "0", "must be a whole number from 1 to 65535"),
    ("CREDITDESK_PORT", "65536", "must be a whole number from 1 to 65535"),
    ("CREDITDESK_PORT", "٨٠٠٠", "must be a whole number"),
    ("CREDITDESK_WORKERS", "-1", "CREDITDESK_WORKERS='-1' must be a whole number from 1 to 64"),
    ("CREDITDESK_WORKERS", "2.5", "must be a whole number from 1 to 64"),
    ("CREDITDESK_THREADS", "1000", "CREDITDESK_THREADS='1000' must be a whole number from 1 to 64"),
    ("CREDITDESK_EXPORTS_PER_HOUR", "0", "CREDITDESK_EXPORTS_PER_HOUR='0' must be a whole number from 1 to 1000"),
]


def read(name: str, *, data_dir: Path = Path("/srv/creditdesk")) -> object:
    """The setting as the settings file reads it, in a real installation."""
    readers: dict[str, Callable[[], object]] = {
        "DATABASE_URL": lambda: env.database("DATABASE_URL", data_dir=data_dir),
        "CREDITDESK_SECRET_KEY": lambda: env.secret_key("CREDITDESK_SECRET_KEY", demo=False, data_dir=data_dir),
        "CREDITDESK_OLD_SECRET_KEYS": lambda: env.old_secret_keys("CREDITDESK_OLD_SECRET_KEYS"),
        "CREDITDESK_HOSTS": lambda: env.hosts("CREDITDESK_HOSTS", demo=False),
        "CREDITDESK_DATA_DIR": lambda: env.directory("CREDITDESK_DATA_DIR", default="var"),
        "CREDITDESK_TIME_ZONE": lambda: env.time_zone("CREDITDESK_TIME_ZONE", default="America/New_York"),
        "CREDITDESK_NIGHT_BEGINS": lambda: env.time_of_day("CREDITDESK_NIGHT_BEGINS", default="00:00"),
        "CREDITDESK_HTTPS": lambda: env.flag("CREDITDESK_HTTPS", default=True),
        "CREDITDESK_BEHIND_PROXY": lambda: env.flag("CREDITDESK_BEHIND_PROXY"),
        "CREDITDESK_WEBHOOK_INTERNAL_HOSTS": lambda: env.internal_hosts("CREDITDESK_WEBHOOK_INTERNAL_HOSTS"),
        "CREDITDESK_SIP_DOMAIN": lambda: env.domain("CREDITDESK_SIP_DOMAIN"),
        "CREDITDESK_LOG": lambda: env.one_of("CREDITDESK_LOG", ("text", "json"), default="text"),
        "CREDITDESK_METRICS_TOKEN": lambda: env.token("CREDITDESK_METRICS_TOKEN"),
        "CREDITDESK_DEMO": lambda: env.flag("CREDITDESK_DEMO"),
        "CREDITDESK_BIND": lambda: env.address("CREDITDESK_BIND", default="127.0.0.1"),
        "CREDITDESK_PORT": lambda: env.whole_number("CREDITDESK_PORT", default=8000, least=1, most=65535),
        "CREDITDESK_WORKERS": lambda: env.whole_number("CREDITDESK_WORKERS", default=1, least=1, most=64),
        "CREDITDESK_EXPORTS_PER_HOUR": lambda: env.whole_number(
            "CREDITDESK_EXPORTS_PER_HOUR", default=10, least=1, most=1000
        ),
        "CREDITDESK_EXPORT_ROWS_AT_ONCE": lambda: env.whole_number(
            "CREDITDESK_EXPORT_ROWS_AT_ONCE", default=5_000, least=1, most=100_000
        ),
        "CREDITDESK_STOLEN_PASSWORDS": lambda: env.existing_file("CREDITDESK_STOLEN_PASSWORDS"),
        "CREDITDESK_UPLOAD_FILES_PER_DAY": lambda: env.whole_number(
            "CREDITDESK_UPLOAD_FILES_PER_DAY", default=1_000, least=1, most=1_000_000
        ),
        "CREDITDESK_UPLOAD_MEGABYTES_PER_DAY": lambda: env.whole_number(
            "CREDITDESK_UPLOAD_MEGABYTES_PER_DAY", default=5_000, least=1, most=10_000_000
        ),
        "CREDITDESK_INBOX": lambda: env.existing_directory("CREDITDESK_INBOX"),
        "CREDITDESK_INBOX_USER": lambda: env.user_name("CREDITDESK_INBOX_USER", default="machine"),
        "CREDITDESK_INBOX_POSTS": lambda: env.flag("CREDITDESK_INBOX_POSTS"),
        "CREDITDESK_THREADS": lambda: env.whole_number("CREDITDESK_THREADS", default=8, least=1, most=64),
    }
    return readers[name]()


@pytest.mark.parametrize(("name", "value", "sentence"), NONSENSE, ids=lambda part: str(part)[:40])
def test_nonsense_is_refused_with_a_sentence(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, sentence: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured, match=re.escape(sentence)):
        read(name)


def test_every_setting_of_the_list_is_tried_with_nonsense() -> None:
    listed = set(re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs/settings.md").read_text(), flags=re.MULTILINE))
    tried = {name for name, _, _ in NONSENSE} | {"CREDITDESK_DATA_DIR"}
    assert listed == tried


def test_a_refused_database_url_does_not_repeat_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://desk:hunter2-hunter2@db:port/creditdesk")
    with pytest.raises(ImproperlyConfigured) as caught:
        read("DATABASE_URL")
    assert "hunter2" not in str(caught.value)


def test_a_data_directory_that_is_a_file_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for path in (tmp_path / "file", tmp_path / "file" / "below"):
        monkeypatch.setenv("CREDITDESK_DATA_DIR", str(path))
        with pytest.raises(ImproperlyConfigured, match=r"file is a file\. Name a directory that the desk may write to"):
            read("CREDITDESK_DATA_DIR")


def test_a_data_directory_that_cannot_be_written_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    monkeypatch.setenv("CREDITDESK_DATA_DIR", str(tmp_path / "var"))
    with permissions_hold_for_root(), pytest.raises(ImproperlyConfigured, match="cannot be written to"):
        read("CREDITDESK_DATA_DIR")


@pytest.mark.parametrize(
    ("name", "value", "read_as"),
    [
        ("CREDITDESK_HOSTS", "desk.example.com, .example.org,[::1]", ["desk.example.com", ".example.org", "[::1]"]),
        (
            "CREDITDESK_WEBHOOK_INTERNAL_HOSTS",
            "ERP.internal, 10.0.0.7,fc00::7",
            ["erp.internal", "10.0.0.7", "fc00::7"],
        ),
        ("CREDITDESK_WEBHOOK_INTERNAL_HOSTS", "", []),
        ("CREDITDESK_SECRET_KEY", GOOD_KEY, GOOD_KEY),
        ("CREDITDESK_TIME_ZONE", "Australia/Lord_Howe", "Australia/Lord_Howe"),
        ("CREDITDESK_TIME_ZONE", "", "America/New_York"),
        ("CREDITDESK_HTTPS", "No", False),
        ("CREDITDESK_DEMO", "yes", True),
        ("CREDITDESK_BIND", "::1", "[::1]"),
        ("CREDITDESK_BIND", "localhost", "localhost"),
        ("CREDITDESK_BIND", "", "127.0.0.1"),
        ("CREDITDESK_PORT", " 443 ", 443),
        ("CREDITDESK_WORKERS", "", 1),
    ],
)
def test_what_makes_sense_is_taken(monkeypatch: pytest.MonkeyPatch, name: str, value: str, read_as: object) -> None:
    monkeypatch.setenv(name, value)
    assert read(name) == read_as


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("", "/srv/creditdesk/creditdesk.sqlite3"),
        ("sqlite:///books.sqlite3", "/srv/creditdesk/books.sqlite3"),
        ("sqlite:////var/lib/desk/books.sqlite3", "/var/lib/desk/books.sqlite3"),
    ],
)
def test_sqlite_is_named_below_the_data_directory_or_by_its_whole_path(
    monkeypatch: pytest.MonkeyPatch, url: str, path: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    settings = env.database("DATABASE_URL", data_dir=Path("/srv/creditdesk"))
    assert settings["NAME"] == Path(path)


def test_postgresql_waits_twenty_seconds_for_a_lock_and_no_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://desk:secret@db.example.com:5433/books")
    settings = env.database("DATABASE_URL", data_dir=Path("/srv/creditdesk"))
    assert (settings["HOST"], settings["PORT"], settings["NAME"]) == ("db.example.com", 5433, "books")
    assert "lock_timeout=20s" in settings["OPTIONS"]["options"]  # type: ignore[index]


def test_the_demo_makes_its_own_key_once_and_only_its_owner_reads_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("CREDITDESK_SECRET_KEY", raising=False)
    first = env.secret_key("CREDITDESK_SECRET_KEY", demo=True, data_dir=tmp_path)
    assert len(first) >= 40
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
    assert env.secret_key("CREDITDESK_SECRET_KEY", demo=True, data_dir=tmp_path) == first
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def desk(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """The command line in an environment that holds nothing but the settings."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "creditdesk", *arguments],
        env=kept | settings, cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_a_start_without_settings_ends_with_one_sentence_and_no_traceback(tmp_path: Path) -> None:
    done = desk("verify", CREDITDESK_DATA_DIR=str(tmp_path))
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("Error: CREDITDESK_SECRET_KEY is not set.")
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_real_installation_passes_djangos_own_deployment_check(tmp_path: Path) -> None:
    done = desk(
        "manage", "check", "--deploy", "--database", "default", "--fail-level", "WARNING",
        CREDITDESK_SECRET_KEY=GOOD_KEY + GOOD_KEY, CREDITDESK_HOSTS="desk.example.com",
        CREDITDESK_DATA_DIR=str(tmp_path), CREDITDESK_BEHIND_PROXY="1",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout
