"""The pure half: origins, words, addresses of pages, how long a chat goes on, who the site vouches for."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entregent.channels.chat.bundle import script
from entregent.channels.chat.identity import Identity, IdentityRefused, sign, verify
from entregent.channels.chat.rules import (
    LONGEST_TEXT,
    LONGEST_TITLE,
    RESUMES,
    clean_page,
    clean_text,
    goes_on,
    is_allowed,
    tidy_origin,
    title_of,
)  # fmt: skip

NOW = datetime(2026, 11, 20, 16, 50, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("https://www.exemple.fr/", "https://www.exemple.fr"), ("HTTPS://Exemple.FR:443", "https://exemple.fr"),
        ("http://127.0.0.1:8080/x?y", "http://127.0.0.1:8080"), ("https://*.exemple.fr", "https://*.exemple.fr"),
        ("exemple.fr", None), ("javascript:alert(1)", None), ("https://", None), ("https://a:b", None), ("*", None),
    ],
)  # fmt: skip
def test_an_origin_is_kept_as_browsers_write_it(typed: str, kept: str | None) -> None:
    assert tidy_origin(typed) == kept


def test_a_site_is_allowed_by_name_or_by_what_it_stands_under() -> None:
    allowed = ["https://exemple.fr", "https://*.ponant.example"]
    assert is_allowed("https://exemple.fr", allowed)
    assert is_allowed("https://a.b.ponant.example", allowed)
    for origin in (
        "http://exemple.fr",
        "https://ponant.example",
        "https://xponant.example",
        "http://a.ponant.example",
        "null",
        "",
    ):
        assert not is_allowed(origin, allowed)


@given(st.text(st.characters()))
def test_what_is_typed_can_always_be_kept(text: str) -> None:
    kept = clean_text(text)
    kept.encode()
    assert "\0" not in kept
    assert len(kept) <= LONGEST_TEXT
    assert clean_text(kept) == kept
    assert len(title_of(kept)) <= LONGEST_TITLE
    assert "\n" not in title_of(kept)


@given(st.text())
def test_the_address_of_a_page_says_nothing_of_who_looks(url: str) -> None:
    kept = clean_page(url)
    assert "?" not in kept
    assert "#" not in kept
    assert clean_page("https://jeanne:secret@exemple.fr/panier?client=4012#x") == "https://exemple.fr/panier"
    assert clean_page("javascript:alert(1)") == ""


def test_a_chat_goes_on_for_a_day_save_where_it_went_elsewhere() -> None:
    assert goes_on(None, "", NOW)
    assert goes_on(NOW - RESUMES + timedelta(seconds=1), "staff", NOW)
    assert not goes_on(NOW - RESUMES, "staff", NOW)
    assert not any(goes_on(NOW, why, NOW) for why in ("left", "merged", "blocked"))


CLAIMS = {"sub": "S0000012", "email": "jeanne@example.org", "name": "Jeanne Le Bihan", "exp": 1_000_600}


def test_a_signed_identity_is_believed() -> None:
    assert verify(sign(CLAIMS, "secret"), "secret", 1_000_000) == Identity("S0000012", "jeanne@example.org", "Jeanne Le Bihan")


@pytest.mark.parametrize(
    ("claims", "secret", "reason"),
    [
        (CLAIMS, "autre", "signature"), (CLAIMS | {"exp": 999_000}, "secret", "expired"),
        (CLAIMS | {"exp": 2_000_000}, "secret", "too-far"), (CLAIMS | {"exp": "demain"}, "secret", "no-expiry"),
        ({"exp": 1_000_600}, "secret", "nobody"), (CLAIMS | {"sub": ["x"]}, "secret", "sub"),
        (CLAIMS | {"exp": True}, "secret", "no-expiry"),
    ],
)  # fmt: skip
def test_another_identity_is_not(claims: dict[str, object], secret: str, reason: str) -> None:
    with pytest.raises(IdentityRefused) as refused:
        verify(sign(claims, secret), "secret", 1_000_000)
    assert refused.value.reason == reason


def test_no_algorithm_but_ours_and_no_secret_prove_nothing() -> None:
    none = "eyJhbGciOiJub25lIn0." + sign(CLAIMS, "x").split(".")[1] + "."
    for token, secret in ((none, "secret"), (sign(CLAIMS, ""), "")):
        with pytest.raises(IdentityRefused):
            verify(token, secret, 1_000_000)


@given(st.text() | st.tuples(st.text(), st.text(), st.text()).map(".".join))
def test_no_text_passes_for_an_identity_nor_breaks_it(token: str) -> None:
    with pytest.raises(IdentityRefused):
        verify(token, "secret", 1_000_000)


def test_the_script_is_light_and_has_no_way_to_make_markup_or_code_of_text() -> None:
    made = script()
    assert len(made.packed) < 40_000
    text = made.plain.decode()
    for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "document.cookie"):
        assert word not in text
