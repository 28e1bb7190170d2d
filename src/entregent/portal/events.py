"""The facts that the portal publishes."""

from entregent.journal.kinds import kind

account_opened = kind("portal.account_opened", "A customer has proved an address and has a place in the portal.")
entered = kind("portal.entered", "A customer entered the portal.", method="link, password or passkey")
password_set = kind("portal.password_set", "A customer chose a password, or took it away.", removed="whether it is gone")
passkey_added = kind("portal.passkey_added", "A customer enters by a device from now on.", passkey="its id")
passkey_removed = kind("portal.passkey_removed", "A device opens the portal no more.", passkey="its id")
sessions_ended = kind("portal.sessions_ended", "A customer signed out elsewhere.", count="how many sessions")
address_proved = kind("portal.address_proved", "A customer proved that an address is theirs.", handle="its id")
