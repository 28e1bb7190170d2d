"""How a call of ours, or a registration, presents itself: to an operator, to a telephone."""

from secrets import token_hex

from entregent.telephony.sip import messages
from entregent.telephony.sip.directory import Device, Trunk
from entregent.telephony.sip.endpoint import Address
from entregent.telephony.sip.path import PLAIN_PORT, Path
from entregent.telephony.sip.registrar import Place

WITHHELD = "anonymous"


def contact(us: Address, user: str = "") -> str:
    """Where we are to be reached."""
    return f"<sip:{messages.user_part(user) if user else 'entregent'}@{us[0]}:{us[1]}>"


def by_trunk(us: Address, trunk: Trunk, to: str, caller: str, name: str) -> tuple[Path, dict[str, str]]:
    """A call to a number: the caller in From and asserted; withheld (RFC 3325) it is asserted to the operator alone."""
    shown = trunk.caller or trunk.user if caller in ("", WITHHELD) else caller
    path = _path(us, trunk, f"sip:{messages.user_part(to)}@{_host(trunk)}", shown, "" if caller == WITHHELD else name)
    headers = {"P-Asserted-Identity": path.local}
    if caller == WITHHELD:
        path.local = '"Anonymous" <sip:anonymous@anonymous.invalid>'
        headers["Privacy"] = "id"
    return path, headers


def to_register(us: Address, trunk: Trunk) -> Path:
    """A registration: from the account to itself."""
    path = _path(us, trunk, f"sip:{_host(trunk)}", trunk.user, "")
    path.remote = path.local
    return path


def to_device(us: Address, device: Device, place: Place, caller: str, name: str) -> Path:
    """A call to a telephone, sent to where it registered from."""
    host = f"{us[0]}:{us[1]}"
    return Path(
        us=us,
        call_id=token_hex(16),
        local=messages.named(name, f"sip:{messages.shown(caller)}@{host}"),
        local_tag=token_hex(8),
        remote=f"<sip:{messages.user_part(device.user)}@{host}>",
        remote_tag="",
        target=place.contact,
        hop=place.source,
        contact=contact(us),
        routes=place.routes,
        keeps_source=True,
    )


def _path(us: Address, trunk: Trunk, target: str, shown: str, name: str) -> Path:
    return Path(
        us=us,
        call_id=token_hex(16),
        local=messages.named(name, f"sip:{messages.shown(shown)}@{trunk.host}"),
        local_tag=token_hex(8),
        remote=f"<{target}>",
        remote_tag="",
        target=target,
        hop=(trunk.host, trunk.port),
        contact=contact(us, trunk.user),
    )


def _host(trunk: Trunk) -> str:
    return trunk.host if trunk.port == PLAIN_PORT else f"{trunk.host}:{trunk.port}"
