"""Passwords proved without being sent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entregent.telephony.sip import digest

CHALLENGE = 'Digest realm="testrealm@host.com", qop="auth,auth-int", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc"'
WORDS = st.text(st.characters(blacklist_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=20).filter(str.isprintable)


def test_the_example_of_the_standard() -> None:
    said = digest.answer([CHALLENGE], "GET", "/dir/index.html", "Mufasa", "Circle Of Life", cnonce="0a4f113b")
    assert said is not None and digest.read(said)["response"] == "6629fae49393a05397450978507c4ef1"


def test_of_several_challenges_the_first_that_we_know_is_answered() -> None:
    strange = 'Digest realm="a", nonce="b", algorithm=SHA3, qop="auth"'
    said = digest.answer(
        ["Basic x", strange, "Digest x", CHALLENGE + ", algorithm=SHA-256"], "BYE", "sip:x", "u", "p", cnonce="c"
    )
    assert said is not None and "algorithm=SHA-256" in said and len(digest.read(said)["response"]) == 64
    assert digest.answer([strange], "BYE", "sip:x", "u", "p", cnonce="c") is None
    plain = digest.answer(['Digest realm="a", nonce="b"'], "BYE", "sip:x", "u", "p", cnonce="c")  # without qop, as old ones ask
    assert plain is not None and "nc=" not in plain


@given(WORDS, WORDS, WORDS)
def test_what_we_answer_is_what_we_accept_and_nothing_else(user: str, password: str, other: str) -> None:
    nonces = digest.Nonces(b"secret")
    challenge = nonces.challenge("entregent", 1000.0, "salt")
    said = digest.read(digest.answer([challenge], "REGISTER", "sip:x", user, password, cnonce="c") or "")
    ha1 = digest.ha1(user, "entregent", password)
    assert said["username"] == user and digest.matches(said, ha1, "REGISTER") and not digest.matches(said, ha1, "INVITE")
    assert digest.matches(said, digest.ha1(user, "entregent", other), "REGISTER") == (other == password)
    assert not digest.matches({**said, "algorithm": "SHA-256"}, ha1, "REGISTER")
    assert not digest.matches({**said, "qop": "auth-int"}, ha1, "REGISTER")


def test_a_nonce_is_ours_lives_a_while_and_each_count_serves_once() -> None:
    nonces = digest.Nonces(b"secret")
    nonce = nonces.issue(1000.0, "salt")
    assert nonces.ours(nonce) and not nonces.ours("f" + nonce) and not digest.Nonces(b"other").ours(nonce)
    assert nonces.fresh(nonce, 1000.0 + digest.LIFE) and not nonces.fresh(nonce, 1001.0 + digest.LIFE)
    assert not nonces.fresh(nonce, 999.0)
    assert [nonces.count(nonce, nc) for nc in ("00000001", "00000001", "00000003", "00000002", "x", "0000000b")] == [
        True,
        False,
        True,
        False,
        False,
        True,
    ]
    for i in range(2 * digest.REMEMBERED):
        nonces.count(str(i), "00000001")
    assert len(nonces._counts) == digest.REMEMBERED


@given(st.text())
def test_nothing_but_malformed_is_ever_raised(text: str) -> None:
    for said in (text, "Digest " + text):
        try:
            digest.read(said)
        except digest.Malformed:
            continue
    assert not digest.Nonces(b"s").ours(text) and not digest.Nonces(b"s").fresh(text, -1.0)


@pytest.mark.parametrize("text", ["Basic abc", 'Digest a="b" c="d"', "Digest a=b, a=c", 'Digest a="b', "Digest ,"])
def test_what_is_no_digest(text: str) -> None:
    with pytest.raises(digest.Malformed):
        digest.read(text)
