"""Who asks: one bucket for an IPv4 address, one for an IPv6 network of a customer, none for the machine itself."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

CUSTOMER = 64
"""Bits of an IPv6 address that a provider gives out at least (RFC 6177): whoever has one has all addresses in it."""

Networks = Sequence[IPv4Network | IPv6Network]


def client_of(host: str | None, unlimited: Networks = ()) -> str | None:
    """The name of the bucket of whoever is at `host`, the address that the server tells; None for who has none.

    That is the machine itself (what watches it, a proxy that does not say for whom it asks), a caller without an
    address (a Unix socket), and the `unlimited` networks.
    """
    try:
        address = ip_address((host or "").partition("%")[0])
    except ValueError:
        return None
    address = _plain(address)
    if address.is_loopback or any(address in network for network in unlimited):
        return None
    return str(address if address.version == 4 else ip_network((int(address), 128 - (128 - CUSTOMER)), strict=False))


def _plain(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """An IPv4 address as such, also where a socket for both kinds writes it as an IPv6 one."""
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address
