"""The door out: one POST to an address that a subscription names, and to no other.

The name is looked up once, every address that it has is judged, and the connection goes to the very address that was
judged, so that a name which changes its mind between the two questions gains nothing. Certificates are verified for the
name. Nobody is followed elsewhere, proxies of the environment are not used, and of the answer only the status counts.
docs/rules/webhooks.md.
"""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from time import perf_counter
from urllib.parse import urlsplit

from django.conf import settings

from creditdesk.domain.addresses import may_send_to
from creditdesk.domain.deliveries import Outcome, outcome_of
from creditdesk.domain.reasons import Refusal, refuse
from creditdesk.parties.connecting import ForbiddenAddressError, connected, cut_off_after, is_number, trusted

URL_LONGEST = 500
# Seconds that one step may take, and that all of them may take together from the connection on.
STEP_SECONDS = 10.0
WHOLE_SECONDS = 20.0
_ANSWER_BYTES = 1024
_SCHEMES = {"https": 443, "http": 80}


@dataclass(frozen=True, slots=True)
class Target:
    """An address in its parts. `inside`: the operator says that the host stands in the own network."""

    secure: bool
    host: str
    port: int
    path: str
    inside: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of the attempt; a status only where the receiver answered."""

    outcome: Outcome
    status: int | None
    milliseconds: int


def target_of(url: str) -> Target:
    """The parts of an address that something may be sent to, as far as the text tells. Raises Refusal.

    What the name leads to is asked anew with every message.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise _no_address() from error
    host = (parts.hostname or "").rstrip(".")
    plain = url.isascii() and url.isprintable() and " " not in url and len(url) <= URL_LONGEST
    if not plain or parts.scheme not in _SCHEMES or not host or parts.fragment or port == 0:
        raise _no_address()
    if parts.username is not None or parts.password is not None:
        raise refuse("webhook.address_password", "an address holds no user name or password")
    inside = host in settings.WEBHOOK_INTERNAL_HOSTS
    if parts.scheme == "http" and not inside:
        raise refuse("webhook.address_plain", "the address must begin with https://")
    if is_number(host) and not may_send_to(host, inside=inside):
        raise refuse("webhook.address_inside", "the address lies in a network that nothing is sent to")
    path = parts.path or "/"
    query = f"?{parts.query}" if parts.query else ""
    return Target(parts.scheme == "https", host, port or _SCHEMES[parts.scheme], path + query, inside)


def post(url: str, *, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Send the body once, and say what came of it. Raises nothing that the receiver or the network could cause."""
    began = perf_counter()
    status = None
    try:
        status = _send(target_of(url), body=body, headers=headers)
        outcome = outcome_of(status)
    except (Refusal, ForbiddenAddressError):
        outcome = Outcome.FORBIDDEN_ADDRESS
    except socket.gaierror:
        outcome = Outcome.NOT_FOUND
    except (TimeoutError, ssl.SSLEOFError, http.client.HTTPException):
        outcome = Outcome.NO_ANSWER
    except ssl.SSLError:
        outcome = Outcome.NOT_TRUSTED
    except (OSError, ValueError):
        outcome = Outcome.NO_CONNECTION
    return Answer(outcome, status, round((perf_counter() - began) * 1000))


def _send(target: Target, *, body: bytes, headers: Mapping[str, str]) -> int:
    place = connected(target.host, target.port, inside=target.inside, seconds=STEP_SECONDS)
    with place as plain, cut_off_after(plain, WHOLE_SECONDS):
        wire = trusted(plain, target.host) if target.secure else plain
        connection = http.client.HTTPConnection(target.host, target.port)
        connection.sock = wire
        try:
            connection.request("POST", target.path, body=body, headers=dict(headers))
            answer = connection.getresponse()
            answer.read(_ANSWER_BYTES)  # a receiver may want to be listened to; what it says is not kept
            return answer.status
        finally:
            connection.close()


def _no_address() -> Refusal:
    text = "this is no address: write https://, the host and the path, of at most %(most)d letters"
    return refuse("webhook.address", text, most=URL_LONGEST)
