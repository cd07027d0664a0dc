"""The README's pictures, made anew from the demo company: `make screenshots` writes docs/screenshots/*.png.

The desk is started as a newcomer starts it, with a data folder and a port of its own; a real Chromium signs in as the
people of the demo and takes one picture for each line of SHOTS.
"""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, StorageState, ViewportSize, sync_playwright

from creditdesk.demo.people import totp_code
from scripts.test import browser as installed_browser
from scripts.throwaway_postgres import free_port

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "screenshots"
# The first start makes two years of a company's life.
START_SECONDS_MAX = 600
WINDOWS = {"laptop": ViewportSize(width=1280, height=900), "phone": ViewportSize(width=390, height=844)}
FIRST_ACCOUNT = "main tr[data-row] a[data-open][href^='/accounts/']"


@dataclass(frozen=True)
class Shot:
    """One picture: who looks at which page, what is clicked first, and how it is shown."""

    name: str
    person: str
    path: str
    click: str | None = None
    theme: Literal["light", "dark"] = "light"
    window: Literal["laptop", "phone"] = "laptop"


SHOTS = (
    Shot("today", "rep", "/"),
    Shot("today-dark", "rep", "/", theme="dark"),
    Shot("account", "rep", "/", click=FIRST_ACCOUNT),
    Shot("account-phone", "rep", "/", click=FIRST_ACCOUNT, window="phone"),
    Shot("call", "rep", "/", click="main a[data-call]"),
    Shot("letters", "rep", "/letters/"),
    Shot("supervisor", "supervisor", "/"),
    Shot("imports", "manager", "/imports/"),
    Shot("policy", "manager", "/policy/"),
    Shot("cash", "cash", "/cash/"),
    Shot("journal", "auditor", "/journal/"),
    Shot("delinquent", "supervisor", "/delinquent/"),
    Shot("periods", "controller", "/periods/"),
)


def main(names: list[str]) -> int:
    """Take the pictures, or only those named; returns the exit status."""
    executable = installed_browser()
    if executable is None:
        print("No Chromium on this machine: install one, or name it in CHROMIUM.", file=sys.stderr)
        return 1
    unknown = set(names) - {shot.name for shot in SHOTS}
    if unknown:
        print(f"No such picture: {', '.join(sorted(unknown))}", file=sys.stderr)
        return 2
    PICTURES.mkdir(parents=True, exist_ok=True)
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with running_demo() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable, args=["--disable-background-networking", *sandbox]
        )
        signed_in: dict[str, StorageState] = {}
        for shot in SHOTS:
            if not names or shot.name in names:
                take(browser, shot, address, signed_in)
                print(f"docs/screenshots/{shot.name}.png", flush=True)
        browser.close()
    return 0


@contextmanager
def running_demo() -> Iterator[str]:
    """The desk of a fresh demo company; yields its address."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="creditdesk-screenshots-") as folder:
        environment = {**os.environ, "CREDITDESK_DATA_DIR": folder, "CREDITDESK_PORT": str(port), "DATABASE_URL": ""}
        process = subprocess.Popen([ROOT / ".venv" / "bin" / "creditdesk", "demo"], cwd=ROOT, env=environment)
        try:
            wait_for(f"http://127.0.0.1:{port}/", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=30)


def wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    """Wait until the desk answers. Raises RuntimeError if it ends instead or takes too long."""
    for _ in range(START_SECONDS_MAX):
        if process.poll() is not None:
            raise RuntimeError(f"creditdesk demo ended with {process.returncode}")
        try:
            urllib.request.urlopen(address, timeout=5).close()  # noqa: S310  (our own address)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(1)
        else:
            return
    raise RuntimeError(f"the desk did not answer within {START_SECONDS_MAX} seconds")


def take(browser: Browser, shot: Shot, address: str, signed_in: dict[str, StorageState]) -> None:
    """Go to the page as the person and take its picture at twice the resolution."""
    if shot.person not in signed_in:  # once for each: a code is good for one sign-in
        signed_in[shot.person] = sign_in(browser, shot.person, address)
    context = browser.new_context(
        storage_state=signed_in[shot.person],
        viewport=WINDOWS[shot.window],
        color_scheme=shot.theme,
        device_scale_factor=2,
        locale="en-US",
    )
    page = context.new_page()
    answer = page.goto(address + shot.path)
    if answer is None or not answer.ok:
        raise RuntimeError(f"{shot.name}: {shot.path} answered {answer.status if answer else 'nothing'}")
    if shot.click:
        page.locator(shot.click).first.click()
    page.wait_for_load_state("networkidle")
    page.screenshot(path=PICTURES / f"{shot.name}.png")
    context.close()


def sign_in(browser: Browser, person: str, address: str) -> StorageState:
    """Take the demo's card of the person; who approves types the code that an authenticator app would show."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(address)
    page.locator(f"[data-username='{person}']").click()
    page.wait_for_load_state("networkidle")
    code = page.locator("input[name='code']")
    if code.count():
        code.fill(totp_code(at=dt.datetime.now(dt.UTC)))
        code.press("Enter")
        code.wait_for(state="detached")
        page.wait_for_load_state("networkidle")
    state = context.storage_state()
    context.close()
    return state


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
