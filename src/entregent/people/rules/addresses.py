"""Reading an address as staff, a file or a program writes it."""

from entregent.kernel.handles import Handle, InvalidHandle, Kind, Reason, mail_handle, phone_handle, social_handle


def read_address(kind: str, text: str, region: str) -> Handle:
    """The handle of an address of a kind: a mail, a number typed in a region, or "network:account".

    Raises InvalidHandle for what is no address, its kind included.
    """
    if kind == Kind.MAIL:
        return mail_handle(text)
    if kind == Kind.PHONE:
        return phone_handle(text, region)
    if kind == Kind.SOCIAL:
        network, _, account = text.partition(":")
        return social_handle(network, account)
    raise InvalidHandle(Reason.NETWORK)


def guess_address(text: str, region: str) -> Handle:
    """The handle of an address whose kind is not said. Raises InvalidHandle."""
    plain = text.strip()
    network, colon, account = plain.partition(":")
    if colon and network.isalpha() and network.lower() not in ("tel", "mailto") and account:
        return social_handle(network, account)
    if "@" in plain:
        return mail_handle(plain.removeprefix("mailto:"))
    return phone_handle(plain, region)
