"""Which addresses a hook may lead to: public ones, looked at after the name was resolved and just before connecting."""

import socket
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from ipaddress import IPv4Address, IPv6Address, ip_address
from threading import Thread

Address = IPv4Address | IPv6Address
Resolve = Callable[[str, int], Sequence[str]]


def resolve(host: str, port: int) -> list[str]:
    """Return the addresses of a name; OSError where it has none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


def resolved(look_up: Resolve, host: str, port: int, seconds: float) -> Sequence[str]:
    """Return the addresses of a name; TimeoutError where that takes longer.

    Nothing ends a look-up of the system's, so it has a thread of its own, which nobody waits for any more.
    """
    found: Future[Sequence[str]] = Future()

    def look() -> None:
        try:
            found.set_result(look_up(host, port))
        except Exception as error:
            found.set_exception(error)

    Thread(target=look, name="resolve", daemon=True).start()
    return found.result(seconds)


def is_public(address: str) -> bool:
    """Tell whether an address belongs to a machine of the internet, not to this one or its network.

    What is an IPv4 address in IPv6 clothes (mapped, 6to4, Teredo) is judged by that too; NAT64 counts as reserved.

    >>> is_public("8.8.8.8"), is_public("10.0.0.1"), is_public("::ffff:127.0.0.1"), is_public("64:ff9b::a00:1")
    (True, False, False, False)
    """
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return all(_is_public(one) for one in (found, *_inner(found)))


def _is_public(address: Address) -> bool:
    if isinstance(address, IPv6Address) and address.is_site_local:
        return False
    return address.is_global and not (
        address.is_multicast or address.is_reserved or address.is_private or address.is_loopback
        or address.is_link_local or address.is_unspecified
    )  # fmt: skip


def _inner(address: Address) -> list[Address]:
    """Return the IPv4 addresses an IPv6 one stands for."""
    if isinstance(address, IPv4Address):
        return []
    inner: list[Address] = [one for one in (address.ipv4_mapped, address.sixtofour) if one is not None]
    if address.teredo is not None:
        inner += address.teredo
    return inner
