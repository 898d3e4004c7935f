"""From which part of the net somebody comes, as coarsely as the question allows. Nothing of it is kept as it is."""

from ipaddress import IPv6Address, ip_address, ip_network

from django.utils.crypto import salted_hmac

from chophien.scans.copying import NETWORKS

NEIGHBOURS = {4: 24, 6: 48}
"""How much of an address its neighbours share: a house, an office, one mast's exit of a mobile net."""
CALLER = {4: 32, 6: 64}
"""How much of an address is one caller's own: a line of IPv6 has more addresses than anybody could count."""
_SALT = "scans.network"


def network_of(address: str) -> str:
    """The net that an address shares with its neighbours; a text that is no address stands for itself."""
    return _cut(address, NEIGHBOURS)


def caller_of(address: str) -> str:
    """Who calls, as far as an address tells one line from another."""
    return _cut(address, CALLER)


def network_mark(serial: str, network: str) -> int:
    """Which of `NETWORKS` marks a net has at one stamp. So few that each stands for hundreds of thousands of nets, and
    another for each stamp: two scans of one stamp can be told apart by it, and nobody is found by it.
    """
    digest = salted_hmac(_SALT, f"{serial}\0{network}", algorithm="sha256").digest()
    return int.from_bytes(digest[:4]) % NETWORKS


def _cut(address: str, lengths: dict[int, int]) -> str:
    try:
        read = ip_address(address)
    except ValueError:
        return address
    if isinstance(read, IPv6Address) and read.ipv4_mapped is not None:
        read = read.ipv4_mapped
    return str(ip_network((read, lengths[read.version]), strict=False))
