"""Internet addresses as `cidrmatch` and the blocks in a search read them."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network


@lru_cache(maxsize=65_536)
def address(text: str) -> IPv4Address | IPv6Address | None:
    """The address that a text is, wholly and plainly; None for any other text."""
    try:
        return None if "%" in text else ip_address(text)
    except ValueError:
        return None


def block(text: str) -> IPv4Network | IPv6Network | None:
    """The block that a text with a slash names; None for any other text."""
    try:
        return ip_network(text, strict=False) if "/" in text else None
    except ValueError:
        return None
