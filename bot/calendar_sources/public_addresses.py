"""Telling addresses of the public internet from those inside a network."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

# The last 32 bits are an IPv4 address: https://www.rfc-editor.org/rfc/rfc6052
_NAT64 = IPv6Network("64:ff9b::/96")
# Not public, although not every version of Python says so, or public but served by the machine's
# own host: https://www.iana.org/assignments/iana-ipv6-special-registry
_REFUSED = tuple(
    ip_network(network)
    for network in (
        "168.63.129.16/32",  # the host of a virtual machine in Azure
        "192.0.0.0/24",
        "192.88.99.0/24",
        "64:ff9b:1::/48",
        "3fff::/20",
        "5f00::/16",
    )
)


def is_public(text: str) -> bool:
    """Return whether an IP address is one of the public internet: not private, shared (CGNAT),
    loopback, link-local (where cloud hosts serve their metadata), multicast, reserved, or an IPv6
    form of such an IPv4 address."""
    try:
        address = ip_address(text)
    except ValueError:
        return False
    if isinstance(address, IPv6Address):
        if address.scope_id is not None or address.teredo is not None or address.is_site_local:
            return False
        embedded = address.ipv4_mapped or address.sixtofour
        if embedded is None and address in _NAT64:
            embedded = IPv4Address(int(address) & 0xFFFF_FFFF)
        if embedded is not None:
            return is_public(str(embedded))
    if address.is_multicast or address.is_reserved or not address.is_global:
        return False
    return not any(address in network for network in _REFUSED)


def is_loopback(text: str) -> bool:
    """Return whether a text is an IP address of this machine itself."""
    try:
        return ip_address(text).is_loopback
    except ValueError:
        return False
