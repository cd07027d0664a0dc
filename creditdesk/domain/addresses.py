"""To which network addresses the desk may send: to public ones, and inside the own network where the operator says so.

Whoever subscribes names a host, and the desk stands where he may not: an address of the own network, of the machine
itself or of the cloud's metadata service must not be reached through it. Source: docs/rules/webhooks.md::

    may_send_to("93.184.216.34", inside=False)       # True
    may_send_to("10.0.0.7", inside=False)            # False; True with inside=True
    may_send_to("169.254.169.254", inside=True)      # False: nobody's receiver lives there
    may_send_to("::ffff:10.0.0.7", inside=False)     # False: the same machine, written otherwise
"""

from __future__ import annotations

import ipaddress

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
# Networks that carry an IPv4 address in their last four bytes: translation (RFC 6052) and what was meant to be it.
_CARRIERS = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("::/96"))
# For translation within a network (RFC 8215); older releases of Python take it for public.
_LOCAL_TRANSLATION = ipaddress.IPv6Network("64:ff9b:1::/48")
_METADATA = frozenset({ipaddress.ip_address("fd00:ec2::254"), ipaddress.ip_address("100.100.100.200")})


def may_send_to(address: str, *, inside: bool) -> bool:
    """Whether a message may go to the numeric address; `inside`: the operator named the host as one of the own network.

    Link-local addresses, metadata services, multicast and the unspecified address are refused in any case. Raises
    ValueError for a text that is no address.
    """
    found = ipaddress.ip_address(address.partition("%")[0])
    return all(_permitted(one, inside=inside) for one in _meanings(found))


def _permitted(one: _Address, *, inside: bool) -> bool:
    if one.is_link_local or one.is_multicast or one.is_unspecified or one in _METADATA:
        return False
    return inside or (one.is_global and not one.is_reserved and one not in _LOCAL_TRANSLATION)


def _meanings(address: _Address) -> list[_Address]:
    """The machines that the address may stand for: an IPv6 address can carry an IPv4 one."""
    if isinstance(address, ipaddress.IPv4Address):
        return [address]
    if address.ipv4_mapped is not None:
        return [address.ipv4_mapped]
    if address.is_loopback or address.is_unspecified:
        return [address]
    for carrier in _CARRIERS:
        if address in carrier:
            return [ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)]
    carried = [address.sixtofour, *(address.teredo or ())]
    return [address, *(one for one in carried if one is not None)]
