"""J5: what the server needs for the pages that people open all day, cold customers each time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import perf_counter, process_time

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benchmarks.measuring import Figure, percentiles
from creditdesk.commands.serve import settle
from creditdesk.parties.models import User

SAMPLES = 60


def measure(customers: list[int]) -> Iterator[Figure]:
    """Today, the account page, the accounts list and search, each as a signed-in user, in a process that serves."""
    settle()
    analyst = User.objects.get(username="analyst")
    rep = User.objects.get(username="rep0")
    step = max(1, len(customers) // SAMPLES)
    accounts = customers[::step][:SAMPLES]
    largest = customers[0]
    yield _page("Today", rep, lambda index: reverse("today"))
    yield _page("Account", analyst, lambda index: reverse("account", args=[accounts[index % len(accounts)]]))
    yield _page("Account, the largest", analyst, lambda index: reverse("account", args=[largest]))
    yield _page("Accounts", analyst, lambda index: reverse("accounts"))
    yield _page("Search by name", analyst, lambda index: reverse("palette") + f"?q=retailer {index * 37 % 30000:06d}")
    yield _page("Search by amount", analyst, lambda index: reverse("palette") + f"?q={1000 + index}.50")


def _page(name: str, user: User, url: Callable[[int], str]) -> Figure:
    client = Client(HTTP_HOST="localhost")
    client.force_login(user)
    client.get(url(0))  # templates are compiled once in the life of a server
    samples, cpu = [], process_time()
    for index in range(SAMPLES):
        began = perf_counter()
        response = client.get(url(index))
        samples.append(perf_counter() - began)
        assert response.status_code == 200, f"{url(index)}: {response.status_code} {response.headers.get('Location')}"
    cpu = (process_time() - cpu) / SAMPLES
    with CaptureQueriesContext(connection) as queries:
        client.get(url(1))
    p50, p95 = percentiles(samples)
    return Figure("J5", f"{name}, p50 {p50 * 1000:.1f} ms, {len(queries)} queries", p95, cpu, goal="p95 < 50 ms")
