"""Places that a browser is told of, behind address translation."""

from entregent.telephony.media.client import also_at

HOST = "a=candidate:0f5 1 udp 2130706431 10.0.0.5 40112 typ host"
OTHER = "a=candidate:1a2 1 udp 1694498815 198.51.100.7 40112 typ srflx raddr 10.0.0.5 rport 40112"


def test_each_place_is_named_by_the_announced_address_too() -> None:
    told = also_at("\r\n".join(["v=0", HOST, OTHER, "a=end-of-candidates", ""]), "203.0.113.10").split("\r\n")
    assert told == [
        "v=0", HOST, "a=candidate:0f59 1 udp 1065353215 203.0.113.10 40112 typ host", OTHER, "a=end-of-candidates", "",
    ]  # fmt: skip
    assert also_at("v=0\r\n", "203.0.113.10") == "v=0\r\n"
