"""To which addresses a webhook may go. A name is looked up once, and what was found is connected to: a name that means
another address a moment later (DNS rebinding) gains nothing. All that it means have to be fit, not only the first."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Iterator

from adjourn.notify.undelivered import Undelivered

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
#: Through which a translator of the network reaches the address of IPv4 that is in the last four bytes.
_NAT64 = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("64:ff9b:1::/48"))


async def of(host: str, port: int, *, private: bool) -> list[str]:
    """As they are written in a URL's place of the host, in the order to try them. Raises Undelivered."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no name"
        raise Undelivered(f"the name of the host {host} cannot be looked up: {reason}") from None
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not private:
        for address in addresses:
            if not is_public(address):
                raise Undelivered(
                    f"{host} is at {address}, which is no public address: "
                    f"if it may be, adjourn subscriptions allow {host} --private"
                )
    return [f"[{address}]" if ":" in address else address for address in addresses]


def is_public(address: str) -> bool:
    return all(
        each.is_global and not each.is_multicast and not each.is_reserved and not getattr(each, "is_site_local", False)
        for each in _meant(ipaddress.ip_address(address))
    )


def _meant(address: _Address) -> Iterator[_Address]:
    """Itself, unless it stands for another one; then that."""
    if isinstance(address, ipaddress.IPv4Address):
        yield address
        return
    inner = address.ipv4_mapped or address.sixtofour
    if address.teredo:
        yield from address.teredo
    elif inner is not None:
        yield inner
    elif any(address in network for network in _NAT64) or address.packed[:12] == bytes(12):
        yield ipaddress.IPv4Address(address.packed[12:])
    else:
        yield address
