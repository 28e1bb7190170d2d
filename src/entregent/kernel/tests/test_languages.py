"""The language of a text is told from its little words, or not at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from entregent.kernel.languages import guess


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Bonjour, je n’ai pas reçu la carte que vous avez envoyée. Merci pour votre aide.", "fr"),
        ("Hello, I have not received the card that you sent to my address. Thanks for your help.", "en"),
        ("Guten Tag, ich habe die Karte nicht erhalten, die Sie mir für das Konto geschickt haben.", "de"),
        ("Buongiorno, non ho ricevuto il documento che mi avete mandato per la mia carta.", "it"),
        ("Hola, no tengo la tarjeta que usted me envió para mi cuenta, gracias por su ayuda.", "es"),
        ("OK", None), ("", None), ("4 982 317", None), ("merci thanks danke", None),
    ],
)  # fmt: skip
def test_a_letter_shows_its_language(text: str, language: str | None) -> None:
    assert guess(text) == language


@given(some.text(max_size=5000))
def test_any_text_is_read(text: str) -> None:
    assert guess(text) in {"fr", "en", "de", "it", "es", None}
