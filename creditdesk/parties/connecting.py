"""Connections to servers that somebody named: to addresses that were judged, with certificates that were checked.

The name is looked up once, every address that it has is judged, and the connection goes to the very address that was
judged, so that a name which changes its mind between the two questions gains nothing. docs/rules/webhooks.md.
"""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator

from creditdesk.domain.addresses import may_send_to

_ADDRESSES_TRIED = 4


class ForbiddenAddressError(OSError):
    """The name leads where nothing is sent."""


def connected(host: str, port: int, *, inside: bool, seconds: float) -> socket.socket:
    """A connection to an address that was judged; each step on it may take so many seconds.

    `inside`: the operator says that the host stands in the own network. Raises ForbiddenAddressError, and OSError
    where nobody is there.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    if not all(may_send_to(str(place[0]), inside=inside) for *_, place in found):
        raise ForbiddenAddressError(f"{host} leads to an address that nothing is sent to")
    failure: OSError | None = None
    for family, kind, protocol, _, place in found[:_ADDRESSES_TRIED]:
        connection = socket.socket(family, kind, protocol)
        try:
            connection.settimeout(seconds)
            connection.connect(place)
        except OSError as error:
            connection.close()
            failure = error
        else:
            return connection
    raise failure or ForbiddenAddressError(f"{host} leads nowhere")


def trust() -> ssl.SSLContext:
    """How certificates are checked: by the authorities that the machine trusts, for the very name that was asked."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def trusted(plain: socket.socket, host: str) -> ssl.SSLSocket:
    """The connection encrypted, its certificate checked for the host. Raises ssl.SSLError."""
    return trust().wrap_socket(plain, server_hostname=host)


@contextlib.contextmanager
def cut_off_after(connection: socket.socket, seconds: float) -> Iterator[None]:
    """Cut the connection off after so long: a server that drips its answer must not hold the others up."""
    # A second handle of the same connection: encryption takes the first one over.
    with connection.dup() as line:

        def cut_off() -> None:
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

        timer = threading.Timer(seconds, cut_off)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()


def is_number(host: str) -> bool:
    """Whether the host is a numeric address; a name is looked up when something is sent."""
    with contextlib.suppress(ValueError):
        return bool(ipaddress.ip_address(host))
    return False
