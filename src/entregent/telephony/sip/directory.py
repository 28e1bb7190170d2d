"""Who may call, and who may be called: trunks known by their addresses, telephones known by their passwords."""

import ipaddress
from collections.abc import Collection
from dataclasses import dataclass, field

REALM = "entregent"  # of every password of ours


@dataclass(frozen=True)
class Trunk:
    """A line to an operator."""

    id: str
    addresses: tuple[str, ...] = ()  # IP addresses and networks that it calls from
    host: str = ""  # where we call to and register; name or address
    port: int = 5060
    register: bool = False
    user: str = ""
    password: str = field(default="", repr=False)
    caller: str = ""  # the number shown when a call names none


@dataclass(frozen=True)
class Device:
    """A telephone that registers here."""

    id: str
    user: str
    ha1: str = field(repr=False)  # MD5 of "user:entregent:password"


@dataclass(frozen=True)
class Binding:
    """Where a telephone may be reached from now on, or, without contact, that it no longer may."""

    device: str
    contact: str = field(repr=False)
    expires: float  # seconds from now
    agent: str = ""


@dataclass(frozen=True)
class TrunkState:
    """What became of a registration."""

    trunk: str
    state: str  # registered, refused, unreachable
    code: int = 0


class Directory:
    """The trunks and devices of this moment. Raises ValueError on an address that is none."""

    def __init__(self, trunks: Collection[Trunk] = (), devices: Collection[Device] = ()) -> None:
        self.trunks = {trunk.id: trunk for trunk in trunks}
        self.devices = {device.id: device for device in devices}
        self.users = {device.user: device for device in devices}
        self._addresses: dict[str, list[Trunk]] = {}
        self._networks: list[tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, Trunk]] = []
        for trunk in trunks:
            for address in trunk.addresses:
                network = ipaddress.ip_network(address, strict=False)
                if network.num_addresses == 1:
                    self._addresses.setdefault(str(network.network_address), []).append(trunk)
                else:
                    self._networks.append((network, trunk))

    def learn(self, host: str, address: str) -> None:
        """Where a name leads. The operator with whom a trunk registers may call by it."""
        for trunk in self.trunks.values():
            if trunk.host == host and trunk.register and trunk not in self._addresses.setdefault(address, []):
                self._addresses[address].append(trunk)

    def addresses(self) -> set[str]:
        """Every single address that a trunk may call from."""
        return set(self._addresses)

    def in_network(self, address: str) -> bool:
        """Whether it lies in a network that a trunk may call from."""
        if not self._networks:
            return False
        ip = ipaddress.ip_address(address)
        return any(ip in network for network, _ in self._networks)

    def trunks_at(self, address: str) -> list[Trunk]:
        """The trunks that may call from there."""
        found = list(self._addresses.get(address, ()))
        if self._networks:
            ip = ipaddress.ip_address(address)
            found += [trunk for network, trunk in self._networks if ip in network]
        return found

    def trunk_calling(self, address: str, users: Collection[str]) -> Trunk | None:
        """The trunk that a call comes by: of several accounts with one operator, the one whose user the call names."""
        found = self.trunks_at(address)
        return next((trunk for trunk in found if trunk.user and trunk.user in users), found[0] if found else None)
