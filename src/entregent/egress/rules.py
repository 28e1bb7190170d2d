"""Which addresses may be reached from inside the house. Pure."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

_TRANSLATING = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"), IPv6Network("2002::/16"), IPv6Network("2001::/32"))


def url_is_sound(url: str, private: bool) -> bool:
    """Whether an address has the form of one that may be sent to; ``private`` also lets http and inner hosts through.

    Where its name leads is judged at each sending: a name may change its address.
    """
    if not url.isascii() or any(letter <= " " or letter == "\\" for letter in url) or len(url) > 500:
        return False
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return False
    if parts.scheme not in ({"https", "http"} if private else {"https"}) or not host or parts.fragment or "@" in parts.netloc:
        return False
    try:
        return private or address_is_public(str(ip_address(host)))
    except ValueError:
        return private or ("." in host and not host.rstrip(".").endswith((".localhost", ".local", ".internal")))


def address_is_public(text: str) -> bool:
    """Whether an IP address is out on the Internet; forms that may hide an inner one are refused. Raises ValueError."""
    address = ip_address(text.partition("%")[0])
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return _is_public(address.ipv4_mapped)
        if any(address in network for network in _TRANSLATING):
            return False
    return _is_public(address)


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    return address.is_global and not address.is_multicast and not address.is_reserved
