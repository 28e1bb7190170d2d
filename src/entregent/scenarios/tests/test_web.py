"""The editor's pages: what is typed is saved, nobody's words are lost, what is done can be undone."""

import json
import re
from collections.abc import Callable
from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from entregent.access.models import Staff
from entregent.brands.models import Brand
from entregent.scenarios import actions, queries
from entregent.scenarios.medium import Leave
from entregent.scenarios.models import Connector, Scenario, Version
from entregent.scenarios.starting_points import NAMES
from entregent.scenarios.web.wording import KINDS

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(brand: Brand, make_staff: Callable[..., Staff], visit: Callable[..., Client]) -> Client:
    return visit(make_staff(brand, "administrator", name="Solène Kerbrat"))


@pytest.fixture
def colleague(brand: Brand, make_staff: Callable[..., Staff], visit: Callable[..., Client]) -> Client:
    return visit(make_staff(brand, "administrator", name="Awa Diop"))


def shown(answer: HttpResponse, status: int = 200) -> str:
    assert answer.status_code == status, (answer.status_code, answer.content[:300])
    return answer.content.decode()


def toast(answer: HttpResponse) -> dict[str, str]:
    return json.loads(answer["HX-Trigger"])["toast"]


def draft(page: str) -> dict[str, object]:
    version = queries.version(Scenario.objects.get(id=page.split("/")[2]).id)
    assert version is not None
    return version.form


def digest(client: Client, page: str, node: str) -> str:
    found = re.search(r'id="panel-digest" name="digest" value="(\w+)"', shown(client.get(f"{page}?node={node}")))
    assert found
    return found[1]


def saved(client: Client, page: str, node: str, **fields: str) -> HttpResponse:
    return client.post(f"{page}save/", {"node": node, "digest": digest(client, page, node), **fields})


@pytest.fixture
def page(client: Client, brand: Brand, connector: Connector) -> str:
    made = client.post("/scenarios/new/", {"brand": brand.slug, "from": "suivi-de-commande", "name": "Où est mon colis"})
    assert made.status_code == 302
    return str(made["Location"])


def test_the_list_begins_empty_and_each_model_can_be_begun_copied_put_aside_and_taken_back(
    client: Client, brand: Brand, connector: Connector
) -> None:
    assert "Pas encore de scénario" in shown(client.get("/scenarios/"))
    for source in (*NAMES, ""):
        client.post("/scenarios/new/", {"brand": brand.slug, "from": source})
    assert Scenario.objects.count() == len(NAMES) + 1
    scenario = Scenario.objects.get(name="Suivi de commande")
    assert client.post(f"/scenarios/{scenario.id}/duplicate/").status_code == 302
    assert Scenario.objects.filter(slug="suivi-de-commande-copie", name="Suivi de commande (copie)").exists()
    client.post(f"/scenarios/{scenario.id}/publish/", {"base": "1.1"})
    gone = client.post(f"/scenarios/{scenario.id}/archive/")
    assert "a été mis de côté" in shown(client.get(gone["Location"]))
    assert not Version.objects.filter(scenario=scenario, state="published").exists()
    assert "(copie)" not in shown(client.get("/scenarios/?aside=1"))
    client.post(f"/scenarios/{scenario.id}/take-back/", {"performed": "1"})
    assert "Publié, version 1" in shown(client.get("/scenarios/"))


def test_a_file_goes_out_and_comes_in_and_a_bad_one_is_refused(client: Client, brand: Brand, page: str) -> None:
    file = client.get(f"{page}export.json").content
    answer = client.post("/scenarios/import/", {"brand": brand.slug, "file": SimpleUploadedFile("suivi-colis.json", file)})
    assert draft(answer["Location"]) == draft(page)
    assert Scenario.objects.filter(name="Suivi colis").exists()
    for content in (b"{", b"[]", b'{"form": 9}', b"\xff\xfe", b"9" * 1_000_001):
        upload = {"brand": brand.slug, "file": SimpleUploadedFile("x.json", content)}
        refused = client.post("/scenarios/import/", upload, follow=True)
        assert "toast bad" in shown(refused)
        client.post(f"{page}replace/", {"file": SimpleUploadedFile("x.json", content)})
    assert Scenario.objects.count() == 2
    assert json.loads(file) == draft(page)


def test_texts_choices_and_ways_are_written_without_an_id(client: Client, page: str) -> None:
    words = {"/title": "Adieu", "/text/fr/written": "À bientôt !", "/text/fr/spoken": "À très vite"}
    answer = shown(saved(client, page, "au_revoir", **words))
    assert "Adieu" in answer and "Enregistré à" in answer
    nodes = draft(page)["nodes"]
    assert nodes["au_revoir"]["text"]["fr"] == {"written": "À bientôt !", "spoken": "À très vite"}
    saved(client, page, "au_revoir", **{"/text/fr/spoken": "", "/text/en/written": ""})
    assert draft(page)["nodes"]["au_revoir"]["text"] == {"fr": "À bientôt !"}
    assert "Le texte « Texte » manque en Anglais" in shown(client.get(f"{page}?node=au_revoir")).replace("\u202f", " ")
    client.post(f"{page}act/", {"op": "more", "node": "livree", "rows": "options"})
    option = {"label/fr/written": "Je ne sais pas", "synonyms/fr": "bof, aucune idée", "next": "+hand"}
    made = saved(client, page, "livree", **{f"/options/2/{name}": value for name, value in option.items()})
    assert "panel-title" in shown(made)
    made = draft(page)["nodes"]["livree"]["options"][2]
    assert made["key"] == "3" and made["synonyms"] == {"fr": ["bof", "aucune idée"]}
    assert draft(page)["nodes"][made["next"]]["kind"] == "hand"
    plain = shown(saved(client, page, "statut", **{"/cases/0/when/0/value": "livree"}))
    assert 'id="panel-title"' not in plain  # the fields stay, and who types in them
    known = shown(saved(client, page, "statut", **{"/cases/0/when/0/op": "known"}))
    assert 'id="panel-title"' in known and draft(page)["nodes"]["statut"]["cases"][0]["when"] == {
        "op": "known", "variable": "commande.statut",
    }  # fmt: skip
    client.post(f"{page}act/", {"op": "row", "node": "livree", "rows": "options", "place": "2", "way": "up"})
    assert [one["key"] for one in draft(page)["nodes"]["livree"]["options"]] == ["1", "3", "2"]
    assert toast(client.post(f"{page}act/", {"op": "less", "node": "livree", "rows": "options", "place": "1"}))["undo"]


def test_a_condition_of_several_comparisons_is_written_line_by_line(client: Client, page: str) -> None:
    act = {"op": "condition", "node": "statut", "rows": "cases", "place": "0"}
    for _ in range(2):
        assert "all of" not in shown(client.post(f"{page}act/", act))
    lines = {"1/op": "not_known", "2/variable": "person.known", "2/op": "is", "joined": "any"}
    kept = shown(saved(client, page, "statut", **{f"/cases/0/when/{path}": value for path, value in lines.items()}))
    assert "inconnu" in kept or "n’est pas connu" in kept
    statut = draft(page)["nodes"]["statut"]["cases"]
    assert statut[0]["when"] == {
        "any": [
            {"variable": "commande.statut", "op": "in", "value": ["expediee", "shipped"]},
            {"not": {"variable": "commande.statut", "op": "known"}},
            {"variable": "person.known", "op": "is", "value": False},
        ]
    }
    assert '<option value="false" selected>' in shown(client.get(f"{page}?node=statut"))
    for _ in range(2):
        client.post(f"{page}act/", {**act, "at": "1"})
    assert draft(page)["nodes"]["statut"]["cases"][0]["when"]["op"] == "in"
    assert "Il doit en rester un" in toast(client.post(f"{page}act/", {**act, "at": "0"}))["text"]
    assert draft(page)["nodes"]["statut"]["cases"][1:] == statut[1:]

    offered = {"op": "condition", "node": "livree", "rows": "options", "place": "0"}
    client.post(f"{page}act/", offered)
    saved(client, page, "livree", **{"/options/0/when/0/variable": "commande.numero", "/options/0/when/0/op": "not_contains",
                                     "/options/0/when/0/value": "PRO"})  # fmt: skip
    assert draft(page)["nodes"]["livree"]["options"][0]["when"] == {
        "not": {"variable": "commande.numero", "op": "contains", "value": "PRO"}
    }
    client.post(f"{page}act/", {**offered, "at": "0"})
    assert "when" not in draft(page)["nodes"]["livree"]["options"][0]


def test_objections_are_added_answered_led_elsewhere_and_removed(client: Client, page: str) -> None:
    assert "Objections" not in shown(client.get(page))
    client.post(f"{page}act/", {"op": "settings", "media": ["chat", "script"]})
    act = {"op": "objection"}
    assert "Objections" in shown(client.post(f"{page}act/", {**act, "title": "C’est trop cher !"}))
    client.post(f"{page}act/", {**act, "title": "C’est trop cher"})
    assert "Dites quelle est l’objection" in toast(client.post(f"{page}act/", {**act, "title": " … "}))["text"]
    assert list(draft(page)["objections"]) == ["c_est_trop_cher", "c_est_trop_cher_2"]
    words = {"answer/fr": "Je comprends, {person.given_name}.", "answer/en": "I see.", "next": "au_revoir", "title": ""}
    client.post(f"{page}act/", {**act, "which": "c_est_trop_cher", **words})
    assert draft(page)["objections"]["c_est_trop_cher"] == {
        "title": "C’est trop cher !",
        "answer": {"fr": "Je comprends, {person.given_name}.", "en": "I see."},
        "next": "au_revoir",
    }
    client.post(f"{page}act/", {**act, "which": "c_est_trop_cher", "answer/en": "", "next": ""})
    left = draft(page)["objections"]["c_est_trop_cher"]
    assert left["answer"] == {"fr": "Je comprends, {person.given_name}."} and "next" not in left
    gone = client.post(f"{page}act/", {**act, "which": "c_est_trop_cher_2", "gone": "1"})
    assert toast(gone)["undo"] and list(draft(page)["objections"]) == ["c_est_trop_cher"]
    assert client.post(f"{page}act/", {**act, "which": "nulle_part", "title": "x"}).status_code == 200


def test_what_is_looked_up_by_and_kept_is_written_pair_by_pair(client: Client, page: str) -> None:
    before = draft(page)["nodes"]["chercher"]
    place = len(before["saves"])
    pairs = {f"/saves/{at}/{half}": words for at, pair in enumerate(before["saves"].items())
             for half, words in zip(("from", "to"), pair, strict=True)}  # fmt: skip
    half = saved(client, page, "chercher", **pairs, **{f"/saves/{place}/from": "person.given_name", f"/saves/{place}/to": ""})
    assert 'id="panel-title"' not in shown(half) and draft(page)["nodes"]["chercher"] == before
    whole = {f"/saves/{place}/from": "person.given_name", f"/saves/{place}/to": "prenom"}
    assert 'id="panel-title"' in shown(saved(client, page, "chercher", **pairs, **whole))
    assert draft(page)["nodes"]["chercher"]["saves"] == {**before["saves"], "person.given_name": "prenom"}
    saved(client, page, "chercher", **pairs, **{f"/saves/{place}/from": "", f"/saves/{place}/to": ""})
    assert draft(page)["nodes"]["chercher"] == before


def test_a_node_is_added_moved_removed_and_everything_is_undone(client: Client, page: str) -> None:
    before = draft(page)
    client.post(f"{page}act/", {"op": "add", "kind": "say", "owner": "bonjour", "exit": "next"})
    nodes = draft(page)["nodes"]
    assert nodes["bonjour"]["next"] == "say_1" and nodes["say_1"]["next"] == "numero"
    client.post(f"{page}act/", {"op": "shift", "node": "say_1", "way": "down"})
    nodes = draft(page)["nodes"]
    assert (nodes["bonjour"]["next"], nodes["numero"]["next"], nodes["say_1"]["next"]) == ("numero", "say_1", "chercher")
    client.post(f"{page}act/", {"op": "shift", "node": "say_1", "way": "up"})
    client.post(f"{page}act/", {"op": "put", "node": "say_1", "owner": "", "exit": "start"})
    assert draft(page)["start"] == "say_1"
    gone = client.post(f"{page}act/", {"op": "remove", "node": "say_1"})
    assert draft(page) == before
    assert "supprimée" in toast(gone)["text"]
    for _ in range(5):
        client.post(toast(gone)["undo"])
    assert draft(page) == before
    assert "Rien à annuler" in toast(client.post(f"{page}undo/"))["text"]


def test_what_was_undone_is_done_again_until_something_else_is_changed(client: Client, colleague: Client, page: str) -> None:
    drafts = [draft(page)]
    for kind in ("say", "end", "hand"):
        client.post(f"{page}act/", {"op": "add", "kind": kind, "owner": "bonjour", "exit": "next"})
        drafts.append(draft(page))
    for step, there in (("undo", 2), ("undo", 1), ("redo", 2), ("undo", 1), ("undo", 0), ("redo", 1), ("redo", 2), ("redo", 3)):
        assert client.post(f"{page}{step}/").status_code == 200
        assert draft(page) == drafts[there]
    assert "Rien à rétablir" in toast(client.post(f"{page}redo/"))["text"]
    client.post(f"{page}undo/")
    assert "Rien à rétablir" in toast(colleague.post(f"{page}redo/"))["text"]
    colleague.post(f"{page}act/", {"op": "remove", "node": "say_1"})
    changed = draft(page)
    assert "Rien à rétablir" in toast(client.post(f"{page}redo/"))["text"]
    assert draft(page) == changed


def test_every_kind_can_be_added_anywhere_and_opened(client: Client, page: str) -> None:
    for kind in KINDS:
        answer = client.post(f"{page}act/", {"op": "add", "kind": kind, "owner": "bonjour", "exit": "next"})
        assert f"{kind}_1" in shown(answer)
        assert saved(client, page, f"{kind}_1", **{"/title": f"Nouveau {kind}"}).status_code == 200
        assert draft(page)["nodes"][f"{kind}_1"]["title"] == f"Nouveau {kind}"


def test_two_at_once_lose_no_word(client: Client, colleague: Client, page: str) -> None:
    mine, theirs = digest(client, page, "au_revoir"), digest(colleague, page, "ouvert")
    assert shown(colleague.post(f"{page}save/", {"node": "ouvert", "digest": theirs, "/title": "Chez elle"}))
    answer = client.post(f"{page}save/", {"node": "au_revoir", "digest": mine, "/title": "Chez moi"})
    assert "Chez elle" in shown(answer)  # another step: both are kept
    saved(colleague, page, "au_revoir", **{"/text/fr/written": "Ses mots"})
    words = {"node": "au_revoir", "digest": mine, "/text/fr/written": "Mes mots"}
    conflict = client.post(f"{page}save/", words)
    assert "Awa Diop a modifié cette étape" in shown(conflict, 422) and "Ses mots" in shown(conflict, 422)
    assert conflict["HX-Retarget"] == "#panel-told"  # the fields keep what was typed
    shown(client.post(f"{page}save/", {**words, "over": "1"}))
    assert draft(page)["nodes"]["au_revoir"]["text"]["fr"] == "Mes mots"
    colleague.post(f"{page}act/", {"op": "remove", "node": "annulee"})
    gone = client.post(f"{page}save/", {"node": "annulee", "digest": "0", "/title": "Trop tard"})
    assert "quelqu’un l’a supprimée" in shown(gone, 422)
    assert "Awa Diop" in toast(client.post(f"{page}undo/"))["text"]
    published = client.post(f"{page}publish/", {"base": "1.1"})
    assert "Awa Diop a modifié le brouillon" in toast(published)["text"]


def test_what_stands_in_the_way_is_said_in_french_and_corrected(client: Client, page: str) -> None:
    client.post(f"{page}act/", {"op": "remove", "node": "livree"})
    found = shown(client.get(page)).replace("\u202f", " ")
    assert "ne mène encore nulle part" in found and "à corriger avant de publier" in found
    refused = client.post(f"{page}publish/", {"base": "1.2"})
    assert toast(refused)["level"] == "bad"
    client.post(f"{page}undo/")
    done = client.post(f"{page}publish/", {"base": "1.3"})
    assert "La version 1 est publiée" in toast(done)["text"]
    client.post(f"{page}act/", {"op": "remove", "node": "annulee"})
    assert "Brouillon, version 2" in shown(client.get(page))
    compared = shown(client.get(f"{page}versions/"))
    assert "Étapes supprimées" in compared and "a été annulée" in compared
    client.post(f"{page}discard/", {"base": "2.1"})
    assert "Publié, version 1" in shown(client.get(page))


def test_settings_and_variables(client: Client, page: str) -> None:
    shown(client.post(f"{page}rename/", {"name": "Mon suivi", "purpose": "Où en est la commande"}))
    assert "garde" in toast(client.post(f"{page}rename/", {"name": " "}))["text"]
    wanted = {"media": ["chat", "script"], "languages": ["en", "fr"], "start": "numero", "agent": ""}
    client.post(f"{page}act/", {"op": "settings", **wanted})
    form = draft(page)
    assert (form["media"], form["languages"]) == (["chat", "script"], ["fr", "en"])
    assert (form["start"], form.get("agent")) == ("numero", None)
    client.post(f"{page}act/", {"op": "variable", "node": "numero", "about": "Référence d’achat", "type": "text"})
    assert draft(page)["nodes"]["numero"]["saves"] == "reference_d_achat"
    client.post(f"{page}act/", {"op": "forget", "name": "telephone"})
    assert "telephone" not in draft(page)["variables"]
    assert "Donnez un nom" in toast(client.post(f"{page}act/", {"op": "variable", "about": "!", "type": "text"}))["text"]


def test_each_medium_is_played_without_a_trace(client: Client, page: str) -> None:
    first = shown(client.get(f"{page}try/"))
    assert all(title in first for title in ("Téléphone", "Chat", "Page web"))
    state = re.search(r'value="chat".*?name="state" value="([^"]+)"', first, re.S)
    assert state

    def play(held: str, **given: str) -> tuple[str, str]:
        turn = shown(client.post(f"{page}try/step/", {"medium": "chat", "version": "1", "state": held, **given}))
        return turn, re.findall(r'name="state" value="([^"]+)"', turn)[-1]

    turn, held = play(state[1], text="CMD-12345")
    turn, held = play(held, text="oui")
    assert "Rechercherait" in turn and "Que rapporte-t-elle" in turn
    turn, held = play(held, result="found", **{"v:commande.statut": "livree"})
    assert "L’avez-vous reçue" in turn
    turn, held = play(held, key="1")
    assert "C’est terminé." in turn
    assert toast(client.post(f"{page}try/step/", {"medium": "chat", "state": "forged"}))["level"] == "bad"
    again = shown(client.post(f"{page}try/step/", {"medium": "phone", "again": "1"}))
    assert "Entendu jusqu’au bout" in again


def test_where_people_leave_is_drawn(client: Client, shop: Version, now: datetime) -> None:
    for medium in ("chat", "web"):
        turn = actions.begin(shop.scenario_id, medium, now=now)
        actions.answer(turn.session, Leave(), now)
    found = shown(client.get(f"/scenarios/{shop.scenario_id}/figures/")).replace("\u202f", " ")
    assert "100 % y viennent" in found and "loses" in found
    assert "50" not in shown(client.get(f"/scenarios/{shop.scenario_id}/figures/?medium=chat&days=7")).split("kpis")[1][:400]


def test_a_supervisor_reads_and_tries_and_writes_nothing(
    page: str, brand: Brand, make_staff: Callable[..., Staff], visit: Callable[..., Client]
) -> None:
    reader = visit(make_staff(brand, "supervisor", name="Youssef Amrani"))
    seen = shown(reader.get(f"{page}?node=numero"))
    assert "disabled" in seen and "draggable" not in seen and f'hx-post="{page}act/"' not in seen
    assert reader.get(f"{page}try/").status_code == 200
    assert reader.post(f"{page}save/", {"node": "numero"}).status_code == 403
