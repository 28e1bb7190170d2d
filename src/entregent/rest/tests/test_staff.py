"""Programs read who works for their brand, and nobody else."""

from collections.abc import Callable

from django.test import Client

from entregent.access.models import Site, Skill, StaffSkill, Team, WorkingWeek
from entregent.brands.models import Brand
from entregent.brands.scope import visible


def test_staff_are_read_with_the_roles_and_skills_of_the_callers_brand(
    brand: Brand, other_brand: Brand, make_staff, program: Callable[..., Client]
) -> None:
    both = make_staff([brand, other_brand])
    both.team = Team.objects.create(
        name="Océan", site=Site.objects.create(name="Casablanca", abroad=True, time_zone="Africa/Casablanca")
    )
    both.save()
    make_staff(other_brand)
    week = {"mon": ["09:00-12:30", "13:30-17:00"]}
    WorkingWeek.objects.create(staff=both, week=week)
    skill = Skill.objects.create(brand=brand, name="Sinistres")
    StaffSkill.objects.create(brand=brand, staff=both, skill=skill, level=4)
    with visible([other_brand.id]):
        theirs = Skill.objects.create(brand=other_brand, name="Fibre")
        StaffSkill.objects.create(brand=other_brand, staff=both, skill=theirs, level=2)
    client = program(brand, "supervise")
    read = client.get(f"/api/v1/staff/{both.id}").json()
    assert read == {
        "id": str(both.id), "name": both.name, "short_name": "Claire", "email": both.email, "active": True, "team": "Océan",
        "site": "Casablanca", "outside_eu": True, "working_hours": {"zone": "Africa/Casablanca", "days": week},
        "roles": [{"brand_id": str(brand.id), "role": "agent"}],
        "skills": [{"skill_id": str(skill.id), "level": 4}],
    }  # fmt: skip
    listed = client.get("/api/v1/staff?role=agent&active=true&limit=1").json()
    assert listed == {"items": [read], "next": None}
    assert client.get("/api/v1/staff?active=false").json()["items"] == []
    assert client.get("/api/v1/staff?role=king").status_code == 422
    assert [one["name"] for one in client.get("/api/v1/skills").json()["items"]] == ["Sinistres"]


def test_strangers_are_not_found_and_other_scopes_not_enough(
    brand: Brand, other_brand: Brand, make_staff, program: Callable[..., Client]
) -> None:
    stranger = make_staff(other_brand)
    assert program(brand, "supervise").get(f"/api/v1/staff/{stranger.id}").status_code == 404
    assert program(brand, "tickets.read").get("/api/v1/staff").status_code == 403


def test_a_list_of_staff_costs_the_same_whatever_its_length(
    brand: Brand, make_staff, program: Callable[..., Client], django_assert_num_queries
) -> None:
    client = program(brand, "supervise")
    client.get("/api/v1/staff")
    for count in (1, 5):
        for _ in range(count):
            make_staff(brand)
        with django_assert_num_queries(8):
            client.get("/api/v1/staff")
