"""Which addresses on the network we may be sent to by somebody else's word."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

# They lead through a gateway to whatever IPv4 address is written inside them (RFC 6052, RFC 8215, RFC 4291).
_CARRIERS_OF_IPV4 = tuple(map(IPv6Network, ("64:ff9b::/96", "64:ff9b:1::/48", "::/96")))


def is_public(address: str) -> bool:
    """Whether `address` is one of the open internet's: not loopback, private, link-local, multicast or reserved."""
    found = ip_address(address.partition("%")[0])  # a zone is a link's own affair
    if isinstance(found, IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour
        if inner is not None:
            return _is_open(inner)
        if found.teredo is not None or found.is_site_local or any(found in network for network in _CARRIERS_OF_IPV4):
            return False
    return _is_open(found)


def _is_open(address: IPv4Address | IPv6Address) -> bool:
    return address.is_global and not address.is_multicast and not address.is_reserved
