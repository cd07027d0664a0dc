"""Which network addresses a message may go to."""

from __future__ import annotations

import pytest

from creditdesk.domain.addresses import may_send_to

PUBLIC = ["93.184.216.34", "8.8.8.8", "2606:2800:220:1::1", "::ffff:8.8.8.8", "64:ff9b::808:808"]
OWN = [
    "127.0.0.1", "127.8.8.8", "10.0.0.7", "172.16.0.1", "192.168.1.1", "100.64.0.1", "::1", "fc00::7",
    "::ffff:10.0.0.7", "64:ff9b::a00:7", "64:ff9b:1::a00:7", "::10.0.0.7", "2002:0a00:0007::",
]  # fmt: skip
NEVER = [
    "169.254.169.254", "fe80::1", "fe80::1%eth0", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "fd00:ec2::254",
    "100.100.100.200", "0.0.0.0", "::", "224.0.0.1", "ff02::1",  # noqa: S104  (refused, not bound to)
]  # fmt: skip


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_may_be_sent_to(address: str) -> None:
    assert may_send_to(address, inside=False)


@pytest.mark.parametrize("address", OWN)
def test_an_address_of_the_own_network_only_where_the_operator_named_the_host(address: str) -> None:
    assert not may_send_to(address, inside=False)
    assert may_send_to(address, inside=True)


@pytest.mark.parametrize("address", NEVER)
def test_link_local_addresses_and_metadata_services_never(address: str) -> None:
    assert not may_send_to(address, inside=False)
    assert not may_send_to(address, inside=True)


def test_what_is_no_address_is_told_apart() -> None:
    with pytest.raises(ValueError, match="not appear"):
        may_send_to("hooks.example.com", inside=True)
