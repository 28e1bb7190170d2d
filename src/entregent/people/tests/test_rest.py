"""Persons over REST: by a program's key, behind the walls of its brand."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.people import actions
from entregent.people.models import Import, Person

ROOT = "/api/v1"
ALL = ("people.read", "people.write", "people.merge", "people.export", "people.import")


class Api:
    """A program that speaks JSON."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def __call__(self, method: str, path: str, body: Any = None, expect: int = 200) -> Any:
        options = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        answer = getattr(self.client, method)(ROOT + path, **options)
        assert answer.status_code == expect, answer.content
        return json.loads(answer.content) if getattr(answer, "content", b"") else None


@pytest.fixture
def api(brand: Brand, program) -> Api:
    return Api(program(brand, *ALL))


def claire(api: Api, **more: Any) -> dict[str, Any]:
    body = {
        "given_name": "Claire", "family_name": "Morvan", "tags": ["VIP"],
        "handles": [{"kind": "mail", "value": "Claire@Example.org"}, {"kind": "phone", "value": "06 39 98 01 02"}],
    } | more  # fmt: skip
    return api("post", "/persons", body, 201)


def test_a_person_is_made_found_changed_and_listed(api: Api) -> None:
    made = claire(api)
    assert [handle["value"] for handle in made["handles"]] == ["claire@example.org", "+33639980102"]
    assert made["tags"] == ["vip"]
    found = api("get", "/persons/search?q=morvn")["items"]
    assert [item["person"]["id"] for item in found] == [made["id"]]
    changed = api(
        "patch", f"/persons/{made['id']}", {"city": "Brest", "stage": "active", "custom": {"a": 1}, "given_name": None}
    )
    assert (changed["city"], changed["stage"], changed["given_name"], changed["custom"]) == (
        "Brest",
        "active",
        "Claire",
        {"a": 1},
    )
    assert api("put", f"/persons/{made['id']}/tags", {"tags": ["Late"]})["tags"] == ["late"]
    assert [person["id"] for person in api("get", "/persons?tag=late")["items"]] == [made["id"]]
    assert api("get", "/persons?stage=lost")["items"] == []


def test_the_list_goes_on_by_cursor(api: Api) -> None:
    ids = {claire(api, handles=[], given_name=f"P{n}")["id"] for n in range(5)}
    seen, cursor = [], ""
    while cursor is not None:
        page = api("get", f"/persons?limit=2&cursor={cursor}".replace("+", "%2B"))
        seen += [person["id"] for person in page["items"]]
        cursor = page["next"]
    assert (len(seen), set(seen)) == (5, ids)
    assert api("get", "/persons?cursor=nonsense", expect=400)["code"] == "bad-cursor"


def test_identifying_finds_or_makes(api: Api) -> None:
    body = {"handle": {"kind": "mail", "value": "new@example.org"}, "display_name": "LE GOFF Anne"}
    first = api("post", "/identify", body)
    again = api("post", "/identify", body)
    assert (first["created"], again["created"], again["person_id"]) == (True, False, first["person_id"])
    assert Person.objects.get().family_name == "LE GOFF"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"handles": [{"kind": "mail", "value": "x"}]}, "/handles/0/value"),
        ({"stage": "king"}, "/stage"),
        ({"country": "France"}, "/country"),
        ({"given_name": "a\u0000b"}, "/given_name"),
        ({"tags": [" "]}, "/tags/0"),
    ],
)
def test_a_bad_value_is_named(api: Api, body: dict[str, Any], pointer: str) -> None:
    refused = api("post", "/persons", body, 422)
    assert pointer in [error["pointer"] for error in refused["errors"]]
    assert not Person.objects.exists()


def test_addresses_consents_remarks_and_roles(api: Api, brand: Brand, make_staff) -> None:
    person = claire(api)["id"]
    handle = api("post", f"/persons/{person}/handles", {"kind": "social", "value": "mastodon:@claire@example.org"}, 201)
    assert api("post", f"/persons/{person}/handles", {"kind": "mail", "value": "claire@example.org"}, 409)["code"] == "conflict"
    assert (
        api("post", f"/persons/{person}/choose", {"kind": "mail", "value": "claire@example.org"})["value"]
        == "claire@example.org"
    )
    api("delete", f"/handles/{handle['id']}", expect=204)
    consent = {"purpose": "survey", "channel": "mail", "wording": "J’accepte", "source": "form"}
    given = api("post", f"/persons/{person}/consents", consent, 201)
    assert api("post", f"/consents/{given['id']}/revoke")["revoked_at"]
    assert len(api("get", f"/persons/{person}/consents")["items"]) == 1
    api("post", f"/persons/{person}/remarks", {"text": "Matin"}, 422)
    api("post", f"/persons/{person}/remarks", {"text": "Matin", "author": str(make_staff(brand).id)}, 201)
    assert [remark["text"] for remark in api("get", f"/persons/{person}/remarks")["items"]] == ["Matin"]
    company = api("post", "/organisations", {"name": "Altiphone", "registration": "732829320"}, 201)
    reseller = api("post", "/organisations", {"name": "Revendeur"}, 201)
    assert api("patch", f"/organisations/{company['id']}", {"reseller": reseller["id"]})["reseller_id"] == reseller["id"]
    assert api("patch", f"/organisations/{company['id']}", {"registration": "1"}, 409)["code"] == "conflict"
    role = api("post", f"/persons/{person}/positions", {"organisation": company["id"], "role": "buyer"}, 201)
    api("post", f"/persons/{person}/positions", {"organisation": company["id"], "role": "buyer"}, 409)
    assert len(api("get", f"/organisations/{company['id']}/positions")["items"]) == 1
    assert len(api("get", f"/persons/{person}/positions")["items"]) == 1
    api("delete", f"/positions/{role['id']}", expect=204)
    assert [row["name"] for row in api("get", "/organisations")["items"]] == ["Altiphone", "Revendeur"]
    assert api("put", f"/organisations/{company['id']}/tags", {"tags": ["Licorne", "licorne"]})["tags"] == ["licorne"]
    assert [row["name"] for row in api("get", "/organisations?tag=licorne")["items"]] == ["Altiphone"]
    assert api("post", "/organisations", {"name": "Robin", "tags": ["dragon"]}, 201)["tags"] == ["dragon"]


def test_merging_and_undoing(api: Api, brand: Brand, now, make_staff) -> None:
    kept, absorbed = claire(api)["id"], claire(api)["id"]
    person = Person.objects.get(id=kept)
    actions.find_duplicates(person, now=now, actor="system:test")
    proposal = api("get", "/duplicates")["items"][0]
    assert {proposal["first_id"], proposal["second_id"]} == {kept, absorbed}
    merge = api("post", f"/persons/{kept}/merge", {"absorbed": absorbed}, 201)
    assert api("get", f"/persons/{absorbed}")["merged_into_id"] == kept
    assert api("post", f"/persons/{kept}/merge", {"absorbed": absorbed}, 409)["code"] == "conflict"
    assert api("post", f"/merges/{merge['id']}/undo")["undone_at"]
    assert api("post", f"/merges/{merge['id']}/undo", expect=409)["code"] == "conflict"
    assert len(api("get", f"/persons/{kept}/merges")["items"]) == 1
    api("post", f"/duplicates/{proposal['id']}/dismiss", {"author": str(make_staff(brand).id)}, 204)
    assert api("get", "/duplicates")["items"] == []


def test_files_come_in_and_go_out(api: Api, brand: Brand, now) -> None:
    content = SimpleUploadedFile("x.csv", b"Nom;E-mail\nMorvan;claire@example.org\nRiou;bad\n", "text/csv")
    answer = api.client.post(f"{ROOT}/person-imports", {"file": content})
    assert answer.status_code == 201, answer.content
    sent = answer.json()
    assert (sent["state"], sent["total"], sent["columns"]) == ("uploaded", 2, {"Nom": "family_name", "E-mail": "mail"})
    api("post", f"/person-imports/{sent['id']}/start", {"columns": {"Nom": "city"}}, 409)
    assert api("post", f"/person-imports/{sent['id']}/start", {"all_or_nothing": False})["state"] == "queued"
    actions.run_import(brand.id, Import.objects.get().id, now=now)
    done = api("get", f"/person-imports/{sent['id']}")
    assert (done["state"], done["created"], done["refusals"]) == (
        "done",
        1,
        [{"line": 3, "column": "E-mail", "reason": "no_at"}],
    )
    answer = api.client.get(f"{ROOT}/persons.csv")
    assert answer.status_code == 200, answer.content
    text = b"".join(answer.streaming_content).decode()
    assert "Morvan" in text
    assert "BEGIN:VCARD" in b"".join(api.client.get(f"{ROOT}/persons.vcf").streaming_content).decode()


def test_a_key_of_another_brand_or_without_the_scope_sees_nothing(brand: Brand, other_brand: Brand, program, api: Api) -> None:
    person = claire(api)["id"]
    with visible([other_brand.id]):
        foreign = Api(program(other_brand, *ALL))
    assert foreign("get", f"/persons/{person}", expect=404)["code"] == "not-found"
    assert foreign("get", "/persons/search?q=morvan")["items"] == []
    assert foreign("get", "/persons")["items"] == []
    assert foreign("patch", f"/persons/{person}", {"city": "x"}, 404)["code"] == "not-found"
    assert foreign("post", "/persons", {"brand": str(brand.id)}, 422)["code"] == "invalid"
    reader = Api(program(brand, "people.read"))
    assert reader("get", f"/persons/{person}")["id"] == person
    assert reader("patch", f"/persons/{person}", {"city": "x"}, 403)["code"] == "forbidden"
    assert reader("get", "/persons.csv", expect=403)["code"] == "forbidden"
