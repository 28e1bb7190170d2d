"""Whose call it is, by the address that it comes from."""

import asyncio

import pytest

from entregent.telephony.sip.dialog import Dialog
from entregent.telephony.sip.directory import Directory, Trunk
from entregent.telephony.sip.tests.house import heard_back, house, invite

ONE = Trunk("one", addresses=("192.0.2.0/28", "2001:db8::1"), user="111")
TWO = Trunk("two", addresses=("192.0.2.4",), user="222")


def test_a_trunk_is_known_by_its_addresses_and_networks_and_by_its_account_where_several_share_them() -> None:
    directory = Directory([ONE, TWO])
    assert directory.trunk_calling("192.0.2.5", ()) == directory.trunk_calling("2001:db8::1", ()) == ONE
    assert directory.trunk_calling("192.0.2.4", ("0199000001", "111")) == ONE
    assert directory.trunk_calling("192.0.2.4", ("222",)) == TWO
    assert directory.in_network("192.0.2.5") and not directory.in_network("192.0.2.99")
    assert directory.trunk_calling("192.0.2.99", ("111",)) is None
    with pytest.raises(ValueError, match="does not appear to be"):
        Directory([Trunk("bad", addresses=("operator.example",))])


def test_the_operator_with_whom_a_trunk_registers_may_call_by_it_and_names_the_number_in_to() -> None:
    async def play() -> None:
        line = Trunk("line", host="127.0.0.1", port=9, register=True, user="0033199", password="x")
        async with house(trunks=[line]) as ours:
            (answer,) = await heard_back(ours.at, invite("a").replace("INVITE sip:0199000001@", "INVITE sip:0033199@"))
            call: Dialog = await ours.calls.next(Dialog)
            assert answer.startswith("SIP/2.0 100 ") and (call.trunk, call.called) == ("line", "0199000001")
            ours.sip.know([Trunk("line", host="127.0.0.1")], [])
            (answer,) = await heard_back(ours.at, invite("b", call="two"))
            assert answer.startswith("SIP/2.0 403 ")

    asyncio.run(play())
