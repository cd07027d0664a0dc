"""Make .venv and fill it from the locked, hashed requirements; a second call finds its stamp and takes no time.

    scripts/bootstrap runtime    what a demo or an installation needs
    scripts/bootstrap dev        that, and what the tests and checks need

Steps: is the stamp of this lock file there? If not, one process at a time: the environment, the packages by hash
through plain pip (which honours a company's mirror in pip.conf), the project itself by a path file (a build backend
would have to be fetched outside the lock), and the stamp last, so that an interrupted run is simply run again.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"
REQUIREMENTS = {"runtime": ("runtime.txt",), "dev": ("runtime.txt", "dev.txt")}

LAUNCHER = """\
#!/bin/sh
exec "$(dirname "$0")/python" -P -m creditdesk "$@"
"""


def main(arguments: list[str]) -> int:
    """Bring the environment in step with the lock; returns the exit status."""
    if len(arguments) != 1 or arguments[0] not in REQUIREMENTS:
        print("usage: scripts/bootstrap runtime|dev", file=sys.stderr)
        return 2
    kind = arguments[0]
    if is_ready(kind):
        return 0
    with one_at_a_time():
        if is_ready(kind):  # another make finished while we waited
            return 0
        make_environment()
        install_packages(kind)
        install_project()
        for part, files in REQUIREMENTS.items():
            if set(files) <= set(REQUIREMENTS[kind]):
                stamp_path(part).write_text(fingerprint(part))
    return 0


def is_ready(kind: str) -> bool:
    """Whether the environment was filled from exactly this lock, by a Python that is still there."""
    stamp = stamp_path(kind)
    return stamp.exists() and stamp.read_text() == fingerprint(kind) and python_works()


def stamp_path(kind: str) -> Path:
    return ENVIRONMENT / f"installed-{kind}.sha256"


def fingerprint(kind: str) -> str:
    """A hash of the lock files, of this script and of where the environment stands (it cannot be moved)."""
    digest = hashlib.sha256(str(ENVIRONMENT).encode())
    for path in [Path(__file__), *(ROOT / "requirements" / name for name in REQUIREMENTS[kind])]:
        digest.update(path.read_bytes())
    return digest.hexdigest()


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Hold the lock of this work tree. The system frees it when the process dies, however it dies."""
    with (ROOT / ".bootstrap.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def python_works() -> bool:
    supported = "import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))"
    return PYTHON.exists() and subprocess.run([PYTHON, "-c", supported], check=False).returncode == 0


def make_environment() -> None:
    """Create .venv, or create it again where its Python is gone or cannot run pip."""
    if (
        python_works()
        and subprocess.run([PYTHON, "-c", "import pip"], check=False, capture_output=True).returncode == 0
    ):
        return
    require_ensurepip()
    print(f"Making .venv with Python {sys.version.split()[0]} ...", flush=True)
    shutil.rmtree(ENVIRONMENT, ignore_errors=True)
    venv.create(ENVIRONMENT, with_pip=True, symlinks=True)


def require_ensurepip() -> None:
    """Debian ships Python without ensurepip: install the package as root, else say what to type."""
    if find_spec("ensurepip"):
        return
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    apt_get = shutil.which("apt-get")
    if apt_get is None or os.geteuid() != 0:
        how = f"sudo apt-get install {package}" if apt_get else f"your system's package like {package}"
        sys.exit(f"This Python ({sys.executable}) cannot make environments: ensurepip is missing.\nInstall it: {how}")
    print(f"Installing {package} through apt ...", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run([apt_get, "update", "-q"], check=True, env=quiet)
    subprocess.run([apt_get, "install", "-y", "-q", "--no-install-recommends", package], check=True, env=quiet)


def install_packages(kind: str) -> None:
    """Install the locked packages; a package whose hash is not in the lock is refused by pip."""
    pip = [
        str(PYTHON),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--no-input",
        "--require-hashes",
    ]
    for name in REQUIREMENTS[kind]:
        print(f"Installing requirements/{name} ...", flush=True)
        done = subprocess.run([*pip, "-r", str(ROOT / "requirements" / name)], check=False)
        if done.returncode != 0:
            sys.exit(
                f"pip could not install requirements/{name}; its message stands above. Nothing was stamped: run again."
            )


def install_project() -> None:
    """Put the work tree on the environment's path, and the `creditdesk` command beside its Python."""
    find_packages = [str(PYTHON), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    packages = Path(subprocess.run(find_packages, check=True, capture_output=True, text=True).stdout.strip())
    (packages / "creditdesk-work-tree.pth").write_text(f"{ROOT}\n")
    command = ENVIRONMENT / "bin" / "creditdesk"
    command.write_text(LAUNCHER)
    command.chmod(0o755)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
