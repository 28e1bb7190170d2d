"""Mail, phone and social handles: one stored spelling, and a reason for each refusal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entregent.kernel.handles import (
    Handle,
    InvalidHandle,
    Kind,
    Reason,
    display,
    mail_handle,
    phone_handle,
    social_handle,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Jeanne.Martin@Example.ORG", "jeanne.martin@example.org"),
        ("  jeanne@example.org ", "jeanne@example.org"),
        ("jeanne+devis@example.org", "jeanne+devis@example.org"),
        ("e\u0301lodie@example.org", "élodie@example.org"),
        ("ÉLODIE@Forêt.Example", "élodie@xn--fort-ipa.example"),
        ("a@straße.example", "a@xn--strae-oqa.example"),
        ("a@XN--STRAE-OQA.example", "a@xn--strae-oqa.example"),
        ("a@ｅxample。org", "a@example.org"),
        ("a@example.org.", "a@example.org"),
        ("a@r3---sn.example.org", "a@r3---sn.example.org"),
        ('"jeanne"@example.org', "jeanne@example.org"),
        ("a..b.@example.org", "a..b.@example.org"),
        ("o'neil!#$%&*/=?^_`{|}~-@example.org", "o'neil!#$%&*/=?^_`{|}~-@example.org"),
        ("x" * 100 + "@reply.example.org", "x" * 100 + "@reply.example.org"),
    ],
)
def test_a_mail_address_has_one_spelling(text: str, value: str) -> None:
    assert mail_handle(text) == Handle(Kind.MAIL, value)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", Reason.EMPTY),
        ("   ", Reason.EMPTY),
        ("jeanne", Reason.NO_AT),
        ("@example.org", Reason.LOCAL_PART),
        ("a@b@example.org", Reason.LOCAL_PART),
        ("jeanne martin@example.org", Reason.LOCAL_PART),
        ("Jeanne <jeanne@example.org>", Reason.LOCAL_PART),
        ('"jeanne martin"@example.org', Reason.LOCAL_PART),
        ("a,b@example.org", Reason.LOCAL_PART),
        ("a@", Reason.DOMAIN),
        ("a@localhost", Reason.DOMAIN),
        ("a@example..org", Reason.DOMAIN),
        ("a@-example.org", Reason.DOMAIN),
        ("a@exa mple.org", Reason.DOMAIN),
        ("a@exa_mple.org", Reason.DOMAIN),
        ("a@[192.0.2.1]", Reason.DOMAIN),
        ("a@192.0.2.1", Reason.DOMAIN),
        ("a@xn--zz.org", Reason.DOMAIN),
        ("a@☃.example", Reason.DOMAIN),
        ("a@" + "b" * 64 + ".org", Reason.DOMAIN),
        ("a" * 250 + "@example.org", Reason.TOO_LONG),
        ("é" * 130 + "@example.org", Reason.TOO_LONG),
        ("a@example.org\nBcc: b@example.org", Reason.CONTROL),
        ("a@example.org\n", Reason.CONTROL),
        ("a\r@example.org", Reason.CONTROL),
        ("a\u0000@example.org", Reason.CONTROL),
        ("a\u200b@example.org", Reason.CONTROL),
        ("a\u202eb@example.org", Reason.CONTROL),
        ("a\u2028@example.org", Reason.CONTROL),
        ("a\ud800@example.org", Reason.CONTROL),
    ],
)
def test_a_refused_mail_address_says_why(text: str, reason: Reason) -> None:
    with pytest.raises(InvalidHandle) as refusal:
        mail_handle(text)
    assert refusal.value.reason is reason


def test_a_refusal_never_repeats_the_text() -> None:
    with pytest.raises(InvalidHandle) as refusal:
        mail_handle("secret address@example.org")
    assert "secret" not in str(refusal.value)


@given(st.text(max_size=60))
def test_a_kept_mail_address_is_safe_and_is_its_own_spelling(text: str) -> None:
    for candidate in (text, f"{text}@example.org", f"a@{text}.org"):
        try:
            handle = mail_handle(candidate)
        except InvalidHandle:
            continue
        assert mail_handle(handle.value) == handle
        assert handle.value.count("@") == 1
        assert handle.value.isprintable()
        assert " " not in handle.value


@pytest.mark.parametrize(
    ("value", "root"),
    [
        ("jeanne+devis+2@example.org", "jeanne@example.org"),
        ("jeanne@example.org", "jeanne@example.org"),
        ("+devis@example.org", "+devis@example.org"),
    ],
)
def test_the_root_leaves_the_tag(value: str, root: str) -> None:
    assert mail_handle(value).root == Handle(Kind.MAIL, root)


def test_the_root_of_a_number_is_itself() -> None:
    number = phone_handle("01 99 00 12 34", "FR")
    assert number.root is number


@pytest.mark.parametrize(
    ("text", "region", "value"),
    [
        ("06 39 98 01 02", "FR", "+33639980102"),
        ("06.39.98.01.02", "FR", "+33639980102"),
        ("+33 (0)6 39 98 01 02", "CH", "+33639980102"),
        ("0033 6 39 98 01 02", "FR", "+33639980102"),
        ("tel:+33-1-99-00-12-34", "FR", "+33199001234"),
        ("\u202a01\u00a099\u202f00 12-34\u202c", "FR", "+33199001234"),
        ("０１ ９９ ００ １２ ３４", "FR", "+33199001234"),
        ("02 61 91 00 00", "FR", "+33261910000"),
        ("03 53 01 00 00", "FR", "+33353010000"),
        ("04 65 71 00 00", "FR", "+33465710000"),
        ("05 36 49 00 00", "FR", "+33536490000"),
        ("0800 94 12 34", "FR", "+33800941234"),
        ("0590 27 12 34", "GP", "+590590271234"),
        ("0590 27 12 34", "FR", "+590590271234"),
        ("0596 70 12 34", "FR", "+596596701234"),
        ("0594 30 12 34", "FR", "+594594301234"),
        ("0692 12 34 56", "FR", "+262692123456"),
        ("+33 692 12 34 56", "FR", "+262692123456"),
        ("0639 01 02 03", "FR", "+262639010203"),
        ("+590 691 99 12 34", "FR", "+590691991234"),
        ("06 39 98 01 02", "RE", "+33639980102"),
        ("07 09 10 12 34", "FR", "+596709101234"),
        ("0800 94 12 34", "GP", "+33800941234"),
        ("01 99 00 12 34", "MQ", "+33199001234"),
        ("022 791 12 34", "CH", "+41227911234"),
        ("02 511 12 34", "BE", "+3225111234"),
        ("0522 12 34 56", "MA", "+212522123456"),
        ("0612-345678", "MA", "+212612345678"),
        ("034 12 345 67", "MG", "+261341234567"),
        ("+41 22 791 12 34", "FR", "+41227911234"),
        ("(202) 555-0143", "US", "+12025550143"),
    ],
)
def test_a_number_has_one_spelling(text: str, region: str, value: str) -> None:
    assert phone_handle(text, region) == Handle(Kind.PHONE, value)


@pytest.mark.parametrize(
    ("text", "region", "reason"),
    [
        ("", "FR", Reason.EMPTY),
        ("\u202a\u202c", "FR", Reason.EMPTY),
        ("3631", "FR", Reason.SHORT_CODE),
        ("3949", "FR", Reason.SHORT_CODE),
        ("112", "FR", Reason.SHORT_CODE),
        ("118 218", "FR", Reason.SHORT_CODE),
        ("+33 3631", "FR", Reason.SHORT_CODE),
        ("144", "CH", Reason.SHORT_CODE),
        ("06 39 98 01", "FR", Reason.TOO_SHORT),
        ("06 39 98 01 02 03", "FR", Reason.TOO_LONG),
        ("06 39 98 01 02 / 01 99 00 12 34 56", "FR", Reason.TOO_LONG),
        ("+999 12 34 56 78", "FR", Reason.COUNTRY),
        ("bonjour", "FR", Reason.NOT_A_NUMBER),
        ("06 39 98 01 02 (bureau)", "FR", Reason.NOT_A_NUMBER),
        ("1-800-FLOWERS", "US", Reason.NOT_A_NUMBER),
        ("--", "FR", Reason.NOT_A_NUMBER),
        ("01 99 00 12 34 ext 12", "FR", Reason.EXTENSION),
        ("01 99 00 12 34 poste 12", "FR", Reason.EXTENSION),
        ("tel:+33199001234;ext=12", "FR", Reason.EXTENSION),
        ("06 39 98 01 02\r\nX: y", "FR", Reason.CONTROL),
        ("0" * 65, "FR", Reason.TOO_LONG),
    ],
)
def test_a_refused_number_says_why(text: str, region: str, reason: Reason) -> None:
    with pytest.raises(InvalidHandle) as refusal:
        phone_handle(text, region)
    assert refusal.value.reason is reason


def test_an_unknown_region_is_a_programming_error() -> None:
    with pytest.raises(ValueError, match="region") as error:
        phone_handle("01 99 00 12 34", "XX")
    assert not isinstance(error.value, InvalidHandle)


@given(
    st.text(st.sampled_from("0123456789+ ().-/;*#x\u00a0\u202a٣"), max_size=30),
    st.sampled_from(["FR", "RE", "CH", "MA"]),
)
def test_a_kept_number_is_its_own_spelling_anywhere(text: str, region: str) -> None:
    try:
        handle = phone_handle(text, region)
    except InvalidHandle:
        return
    assert handle.value[0] == "+"
    assert handle.value[1:].isascii()
    assert handle.value[1:].isdigit()
    assert phone_handle(handle.value, "FR") == handle


@pytest.mark.parametrize("territory", ["FR", "GP", "MQ", "GF", "RE", "YT"])
@given(st.integers(0, 999_999))
def test_fictional_numbers_stay_in_the_mainland(territory: str, rest: int) -> None:
    digits = f"{rest:06d}"
    assert phone_handle(f"0199{digits}", territory).value == f"+33199{digits}"
    assert phone_handle(f"063998{digits[:4]}", territory).value == f"+3363998{digits[:4]}"


@pytest.mark.parametrize(
    ("value", "region", "shown"),
    [
        ("+33639980102", "FR", "06 39 98 01 02"),
        ("+33800941234", "FR", "08 00 94 12 34"),
        ("+33639980102", "CH", "+33 6 39 98 01 02"),
        ("+33639980102", "RE", "06 39 98 01 02"),
        ("+262692123456", "FR", "06 92 12 34 56"),
        ("+41227911234", "CH", "022 791 12 34"),
        ("+41227911234", "FR", "+41 22 791 12 34"),
        ("+12025550143", "CA", "(202) 555-0143"),
    ],
)
def test_a_number_is_shown_as_its_readers_write_it(value: str, region: str, shown: str) -> None:
    assert display(Handle(Kind.PHONE, value), region) == shown.replace(" ", "\u00a0")


def test_mail_and_social_handles_are_shown_readable() -> None:
    assert display(mail_handle("a@Forêt.example"), "FR") == "a@forêt.example"
    assert display(mail_handle("a@example.org"), "FR") == "a@example.org"
    assert display(social_handle("Mastodon", "@Jeanne@Example.org"), "FR") == "@jeanne@example.org"


def test_social_handles() -> None:
    assert social_handle("Mastodon", "@Jeanne@Example.org") == Handle(Kind.SOCIAL, "mastodon:@jeanne@example.org")
    assert social_handle("messenger", "aB12:x").value == "messenger:aB12:x"


@pytest.mark.parametrize(
    ("network", "account", "reason"),
    [
        ("", "a", Reason.NETWORK),
        ("a:b", "a", Reason.NETWORK),
        ("x", " ", Reason.EMPTY),
        ("x", "@", Reason.EMPTY),
        ("x", "a\nb", Reason.CONTROL),
        ("x", "a" * 201, Reason.TOO_LONG),
    ],
)
def test_a_refused_account_says_why(network: str, account: str, reason: Reason) -> None:
    with pytest.raises(InvalidHandle) as refusal:
        social_handle(network, account)
    assert refusal.value.reason is reason


def test_handles_sort_hash_and_compare_by_value() -> None:
    one, same = mail_handle("A@example.org"), mail_handle("a@example.org")
    assert len({one, same}) == 1
    assert sorted([phone_handle("0199001234", "FR"), one])[0] is one
