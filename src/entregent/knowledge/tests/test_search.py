"""Finding articles: accents, slips, synonyms, what is for colleagues, and the wall."""

from collections.abc import Callable

import pytest

from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.knowledge import actions
from entregent.knowledge.models import Article, Category, Home, Indexed, Passage, Synonym, Word
from entregent.knowledge.queries import search
from entregent.knowledge.queries.related import related

pytestmark = pytest.mark.django_db
Write = Callable[..., Article]


@pytest.fixture
def shelf_of_three(write: Write) -> dict[str, Article]:
    return {
        "delay": write(
            "Délai de remboursement des soins",
            "<p>Nous remboursons sous cinq jours ouvrés.</p><h2>Télétransmission</h2><p>Avec la carte Vitale, vous n’avez rien "
            "à envoyer.</p><h2>Feuille de soins</h2><p>Envoyez l’original par courrier ; gardez une copie.</p>",
            summary="Cinq jours ouvrés après l’accord de l’Assurance maladie.",
        ),
        "card": write(
            "Carte de tiers payant perdue", "<p>Demandez un duplicata dans votre espace.</p>", keywords="attestation"
        ),
        "gesture": write(
            "Geste commercial pour un retard", "<p>Jusqu’à 30 € sans accord du superviseur.</p>", audience="internal"
        ),
    }


def titles(brand: Brand, words: str, **options: object) -> list[str]:
    return [hit.title for hit in search(brand.id, words, **{"public_only": True} | options)]


@pytest.mark.parametrize(
    "words",
    ["délai remboursement", "DELAI DE REMBOURSEMENT ?", "quand serai-je rembourse", "remboursemnet", "delais rembousement soin",
     "feuille de soins originale"],
)  # fmt: skip
def test_a_question_is_understood_however_it_is_spelt(words: str, brand: Brand, shelf_of_three: dict[str, Article]) -> None:
    assert titles(brand, words)[0] == "Délai de remboursement des soins"


def test_the_passage_that_answers_comes_with_it(brand: Brand, shelf_of_three: dict[str, Article]) -> None:
    hit = search(brand.id, "carte vitale télétransmission", public_only=True)[0]
    assert (hit.article, hit.heading) == (shelf_of_three["delay"].public_id, "Télétransmission")
    assert "rien à envoyer" in hit.passage
    assert hit.url == "/aide/ponant/remboursements/delai-de-remboursement-des-soins/"
    assert 0.5 < hit.score <= 1


def test_what_is_for_colleagues_is_found_by_colleagues_alone(
    brand: Brand, write: Write, shelf_of_three: dict[str, Article]
) -> None:
    write("Résiliation", "<p>À l’échéance, ou après un an.</p>", note="<p>Proposer la formule Essentiel avant tout.</p>")
    assert titles(brand, "geste commercial") == []
    assert titles(brand, "geste commercial", public_only=False) == ["Geste commercial pour un retard"]
    assert titles(brand, "formule essentiel") == []
    inside = search(brand.id, "proposer formule essentiel", public_only=False)[0]
    assert (inside.title, inside.passage) == ("Résiliation", "Proposer la formule Essentiel avant tout.")
    outside = search(brand.id, "résiliation formule essentiel", public_only=True)[0]
    assert "Essentiel" not in outside.passage


def test_synonyms_and_other_words_lead_there(brand: Brand, shelf_of_three: dict[str, Article]) -> None:
    assert titles(brand, "attestation") == ["Carte de tiers payant perdue"]
    assert titles(brand, "duplicata de ma carte mutuelle")[0] == "Carte de tiers payant perdue"
    assert titles(brand, "volée", fuzzy=False) == []
    Synonym.objects.create(brand=brand, words=["perdue", "volée", "plus de carte"])
    assert titles(brand, "volée", fuzzy=False) == ["Carte de tiers payant perdue"]
    assert titles(brand, "je n’ai plus de carte")[0] == "Carte de tiers payant perdue"


def test_what_is_being_typed_is_completed(brand: Brand, shelf_of_three: dict[str, Article]) -> None:
    assert titles(brand, "dupli", unfinished=True) == ["Carte de tiers payant perdue"]
    assert titles(brand, "telet", unfinished=True) == ["Délai de remboursement des soins"]


@pytest.mark.parametrize("words", ["", "  ", "de la", "zzzzqqqq", "' OR 1=1 --", "\x00", "a & b | !c"])
def test_nothing_is_found_for_nothing(words: str, brand: Brand, shelf_of_three: dict[str, Article]) -> None:
    assert titles(brand, words) == []


def test_another_brand_finds_nothing_even_when_it_asks_for_ours(
    brand: Brand, other_brand: Brand, shelf_of_three: dict[str, Article]
) -> None:
    with visible([other_brand.id]):
        assert search(brand.id, "remboursement", public_only=False) == []
        assert search(other_brand.id, "remboursement", public_only=False) == []


def test_a_new_version_replaces_the_old_words_and_one_withdrawn_is_not_found(brand: Brand, write: Write) -> None:
    article = write("Lunettes", "<p>Un équipement tous les deux ans, monture comprise.</p>")
    assert titles(brand, "monture") == ["Lunettes"]
    article.body = [("text", "<p>Un équipement par an pour les enfants.</p>")]
    draft = article.save_revision()
    assert titles(brand, "monture") == ["Lunettes"]
    draft.publish()
    assert (titles(brand, "monture", fuzzy=False), titles(brand, "enfant")) == ([], ["Lunettes"])
    assert not Word.objects.filter(word="monture").exists()
    Article.objects.get(pk=article.pk).unpublish()
    assert titles(brand, "enfant") == []
    Article.objects.get(pk=article.pk).delete()
    assert (Indexed.objects.count(), Passage.objects.count()) == (0, 0)


def test_an_article_is_found_in_its_language(brand: Brand, home: Home, write: Write) -> None:
    english = actions.open_help(brand, "en")
    under = actions.write(english, Category, title="Refunds")
    actions.write(
        under, Article, title="When am I refunded?", summary="Within five days.", body=[("text", "<p>Refunds take time.</p>")]
    )
    assert titles(brand, "refund", language="en") == ["When am I refunded?"]
    assert titles(brand, "refund") == []
    assert actions.open_help(brand, "en") == english


def test_what_is_close_shares_words_and_its_own_shelf_comes_first(
    brand: Brand, home: Home, shelf: Category, write: Callable[..., Article]
) -> None:
    here = write("Remboursement des lunettes", summary="Monture et verres.")
    write("Lunettes perdues", summary="Que faire.")
    write("Changer d’adresse", summary="Dans votre espace.")
    elsewhere = actions.write(home, Category, title="Contrats")
    actions.write(elsewhere, Article, title="Garantie des lunettes", summary="Deux ans.", body=[])
    found = [one.title for one in related(here, limit=3)]
    assert found == ["Lunettes perdues", "Garantie des lunettes", "Changer d’adresse"], "words and shelf, words, shelf"
