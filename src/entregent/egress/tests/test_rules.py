"""Which addresses may be reached."""

import pytest

from entregent.egress.rules import address_is_public, url_is_sound


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/", "https://127.0.0.1/", "https://10.1.2.3/", "https://[::1]/", "https://localhost/",
        "https://user:secret@example.org/", "https://example.org/#a", "ftp://example.org/",
        "https:///x", "https://exa mple.org",
        "https://169.254.169.254/latest/", "https://printer.local/", "https://db.internal/", "https://[::ffff:10.0.0.1]/",
        "https://example.org:99999/", "https://0.0.0.0/", "https://example.org\\@10.0.0.1/", "",
    ],
)  # fmt: skip
def test_what_may_lead_inside_is_refused(url: str) -> None:
    assert not url_is_sound(url, private=False)


@pytest.mark.parametrize("url", ["https://hooks.example.org/facts?a=1", "https://hooks.example.org:8443/", "https://1.1.1.1/"])
def test_what_leads_outside_is_taken(url: str) -> None:
    assert url_is_sound(url, private=False)


def test_an_installation_may_let_inner_addresses_through() -> None:
    assert url_is_sound("http://127.0.0.1:8080/", private=True)
    assert not url_is_sound("ftp://127.0.0.1/", private=True)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "::1",
     "fe80::1%eth0", "fd00::1", "::ffff:127.0.0.1", "64:ff9b::a00:1", "2002:a00:1::", "ff02::1", "240.0.0.1"],
)  # fmt: skip
def test_inner_addresses_in_all_their_disguises(address: str) -> None:
    assert not address_is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "2606:4700:4700::1111", "::ffff:1.1.1.1"])
def test_outer_addresses(address: str) -> None:
    assert address_is_public(address)
