import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entregent.channels.mail.html import html_to_text
from entregent.channels.mail.parse import parse_mail
from entregent.channels.mail.quoting import Kind, split_text
from entregent.channels.mail.quoting_html import split_html
from entregent.channels.mail.tests import corpus


@pytest.mark.parametrize(
    ("name", "new", "quoted", "signature"),
    [
        ("GMAIL_REPLY", "Merci, cela fonctionne à nouveau.", "Le lun. 6 janv. 2025 à 09:58", ""),
        ("OUTLOOK_REPLY", "Cordialement,\nAnaïs", "____", ""),
        ("OUTLOOK_ENGLISH", "Please call me back.", "From: Customer care", ""),
        ("APPLE_REPLY", "Toujours rien ce matin.", "> Le 6 janv. 2025", "Envoyé de mon iPhone"),
        ("THUNDERBIRD_REPLY", "Oui, deux fois", "Le 06/01/2025 à 09:58", "-- \nAnaïs Martin\n12 rue"),
        ("ENGLISH_INLINE", "Yes.", "On Mon, Jan 6, 2025", ""),
    ],
)
def test_plain_replies(name: str, new: str, quoted: str, signature: str) -> None:
    split = split_text(parse_mail(corpus.ALL[name]).text)
    assert new in split.new
    assert quoted in split.quoted
    assert signature in split.signature
    assert quoted not in split.new
    assert bool(split.signature) is bool(signature)


def test_answers_between_the_quoted_lines_are_new() -> None:
    split = split_text(parse_mail(corpus.ENGLISH_INLINE).text)
    assert [line for line in split.new.split("\n") if line] == ["Yes.", "Red."]
    assert "wrote:" in split.quoted
    assert [s.kind for s in split.segments] == [Kind.QUOTED, Kind.NEW, Kind.QUOTED, Kind.NEW]


def test_what_is_forwarded_is_shown() -> None:
    split = split_text(parse_mail(corpus.GMAIL_FORWARD).text)
    assert "La facture est fausse." in split.new
    assert split.quoted == ""


def test_a_mail_with_nothing_new_is_shown_whole() -> None:
    split = split_text("De : Paul <paul@example.org>\nEnvoyé : lundi\nÀ : Anaïs\nObjet : Facture\n\nVoilà.\n")
    assert "Voilà." in split.new


@pytest.mark.parametrize(
    "text",
    [
        "Bonjour,\nLe conseiller a écrit :\nvotre dossier est clos.\nEst-ce vrai ?\n",
        "Mon trajet :\nDe : Paris\nÀ : Lille\nDate : 3 mars\nPrix : 50 €\n",
        "Envoyé de Lyon par la poste il y a trois semaines, toujours rien.\n",
        "Liste :\n- un\n- deux\n--- fin\n",
        "On n'a rien reçu.\nLe 3 mars, on m'a dit d'attendre.\n",
    ],
)
def test_ordinary_sentences_are_not_folded(text: str) -> None:
    assert split_text(text).new == text


@pytest.mark.parametrize(
    "line",
    [
        "Envoyé de mon iPhone", "Envoyé depuis mon téléphone Huawei", "Sent from my iPad", "Sent from Outlook for Android",
        "Envoyé à partir de Outlook pour iOS", "Envoyé depuis mon mobile Orange",
        "Get Outlook for iOS<https://aka.example.org>",
        "Provenance : Courrier pour Windows", "Envoyé depuis Yahoo Mail pour Android",
        "Envoyé avec la messagerie sécurisée Proton Mail.",
    ],
)  # fmt: skip
def test_lines_of_telephones(line: str) -> None:
    split = split_text(f"Bonjour\n\n{line}\n\n> cité\n")
    assert split.new.strip() == "Bonjour"
    assert split.signature.strip() == line


@pytest.mark.parametrize(
    "line",
    [
        "Le lun. 6 janv. 2025 à 10:12, X <x@example.org> a écrit :", "Le 06/01/2025 à 10:12, X a écrit\u202f:",
        "On 6 Jan 2025, at 10:12, X <x@example.org> wrote:", "-----Message d'origine-----", "----- Message d’origine -----",
        "-----Original Message-----", "Am 06.01.2025 um 10:12 schrieb X <x@example.org>:",
        "El 6/1/2025 a las 10:12, X escribió:",
        "Il giorno lun 6 gen 2025 alle ore 10:12 X ha scritto:", "2025-01-06 10:12 GMT+01:00 X <x@example.org>:\n> a",
    ],
)  # fmt: skip
def test_lines_that_introduce_a_quotation(line: str) -> None:
    split = split_text(f"Nouveau.\n\n{line}\n\nAncien.\n" if "\n" not in line else f"Nouveau.\n\n{line}\n")
    assert split.new.startswith("Nouveau.")
    assert "Ancien." not in split.new


def shown(markup: str) -> str:
    return html_to_text(markup).strip()


@pytest.mark.parametrize(
    ("name", "new", "quoted"),
    [
        ("GMAIL_REPLY", "Merci, cela fonctionne à nouveau.", "Le lun. 6 janv. 2025"),
        ("OUTLOOK_REPLY", "La panne dure depuis hier", "De : Service clients"),
        ("YAHOO_HTML", "Je voudrais résilier.", "Bonjour"),
    ],
)
def test_html_replies(name: str, new: str, quoted: str) -> None:
    split = split_html(parse_mail(corpus.ALL[name]).html)
    assert shown(split.new) == new
    assert quoted in shown(split.quoted)


APPLE = (
    '<html><body>Toujours rien.<br><br>Envoyé de mon iPhone<div><br><blockquote type="cite"><div>Le 6 janv. 2025 à 09:58, '
    'Service a écrit :<br><br></div></blockquote></div><blockquote type="cite"><div>Bonjour</div></blockquote></body></html>'
)
THUNDERBIRD = (
    '<html><body><div class="moz-cite-prefix">Le 06/01/2025 à 09:58, <a'
    ' href="mailto:x@example.org">Service</a> a écrit :<br></div>'
    '<blockquote type="cite" cite="mid:1@example.org"><p>Bonjour'
    " <blockquote>dedans</blockquote></p></blockquote><p>Oui, deux fois.</p>"
    '<pre class="moz-signature">-- \nAnaïs</pre></body></html>'
)
OUTLOOK_WEB = (
    '<div>Merci.</div><div id="Signature"><p>Anaïs, Lilas</p></div><div id="appendonsend"></div><hr><div id="divRplyFwdMsg">'
    "<b>De :</b> Service<br><b>Envoyé :</b> lundi<br></div><div>Bonjour</div>"
)
NO_MARK = "<p>Merci.</p><p>Le 6 janvier 2025 à 09:58, Service &lt;x@example.org&gt; a écrit&nbsp;:</p><div>Bonjour</div>"
GMAIL_FORWARD = (
    '<div dir="ltr">Pour info</div><div class="gmail_quote"><div class="gmail_attr">----------'
    " Forwarded message ---------<br>De : Paul"
    "</div>La facture est fausse.</div>"
)


@pytest.mark.parametrize(
    ("markup", "new", "quoted", "signature"),
    [
        (APPLE, "Toujours rien.", "Bonjour", "Envoyé de mon iPhone"),
        (THUNDERBIRD, "Oui, deux fois.", "dedans", "Anaïs"),
        (OUTLOOK_WEB, "Merci.", "Bonjour", "Anaïs, Lilas"),
        (NO_MARK, "Merci.", "Bonjour", ""),
        (GMAIL_FORWARD, "La facture est fausse.", "", ""),
    ],
    ids=["apple", "thunderbird", "outlook-web", "no-mark", "gmail-forward"],
)
def test_html_of_programs(markup: str, new: str, quoted: str, signature: str) -> None:
    split = split_html(markup)
    assert new in shown(split.new)
    assert quoted in shown(split.quoted)
    assert signature in shown(split.signature)
    assert "a écrit" not in shown(split.new)


def test_a_quotation_that_the_sender_set_himself_stays() -> None:
    markup = "<p>Votre contrat dit :</p><blockquote>article 4</blockquote><p>Est-ce vrai ?</p>"
    assert split_html(markup).new == markup


LINES = st.lists(
    st.sampled_from(
        ["> cité", ">", "", "-- ", "--", "Bonjour", "Le 6 janv. 2025 à 10:12, X a écrit :", "De : x", "Envoyé : lundi",
         "Objet : y",
         "-----Message d'origine-----", "____________", "Envoyé de mon iPhone", "On Mon, Jan 6, 2025",
         "X <x@example.org> wrote:", "\r", "\x0c"]
    )
    | st.text(max_size=20)
).map("\n".join)  # fmt: skip


@settings(max_examples=300)
@given(LINES)
def test_nothing_of_a_text_is_lost(body: str) -> None:
    assert "".join(segment.text for segment in split_text(body).segments) == body


PIECES = st.lists(
    st.sampled_from(
        ["<div>", "</div>", '<div class="gmail_quote">', "<blockquote type=cite>", "</blockquote>", "<p>", "</p>",
         "<br>", "Bonjour",
         "Le 6 janv. 2025 à 10:12, X a écrit :", "<b>De :</b>", "Envoyé : x<br>",
         "Objet : y<br>", '<div id="appendonsend">', "<img src=x>",
         '<div class="moz-signature">', "-----Message d'origine-----", "--", "Envoyé de mon iPhone", "<!-- x -->",
         "<script>", "&nbsp;"]
    )
    | st.text(max_size=10)
).map("".join)  # fmt: skip


@settings(max_examples=300)
@given(PIECES)
def test_nothing_of_a_markup_is_lost(markup: str) -> None:
    assert "".join(segment.text for segment in split_html(markup).segments) == markup


def test_a_megabyte_of_introductions_is_split_whole() -> None:
    body = "Le 6 janv. 2025 à 10:12, schrieb schrieb X <x@example.org> a écrit :\n" * 15_000
    assert "".join(segment.text for segment in split_text(body).segments) == body
