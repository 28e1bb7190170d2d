"""What is set up in the studio is told in the journal: which row, by whom; never the values."""

from datetime import datetime

import pytest
from django.core.exceptions import ValidationError

from entregent.access.actions import note_change, remove
from entregent.access.models import AuditEntry, Site, Skill
from entregent.brands.models import Brand
from entregent.brands.scope import visible, visible_brands
from entregent.journal.models import Event


def test_a_row_of_a_brand_is_told_to_that_brand(brand: Brand, other_brand: Brand, make_staff, now: datetime) -> None:
    by = make_staff(brand, "administrator")
    skill = Skill.objects.create(brand=brand, name="Sinistre")
    note_change(skill, created=True, changed={"name": (None, "Sinistre")}, brand_id=brand.id, now=now, by=by)
    note_change(skill, created=False, changed={}, brand_id=brand.id, now=now, by=by)
    remove(skill, brand_id=brand.id, now=now, by=by)
    facts = list(Event.objects.order_by("id"))
    assert [(fact.kind, fact.subject, fact.brand_id, fact.actor) for fact in facts] == [
        ("configuration.changed", facts[0].subject, brand.id, f"staff:{by.id}")
    ] * 2
    assert [fact.data for fact in facts] == [
        {"table": "access.skill", "id": str(facts[0].subject), "change": "created", "fields": ["name"]},
        {"table": "access.skill", "id": str(facts[0].subject), "change": "removed", "fields": []},
    ]
    assert "Sinistre" not in str([fact.data for fact in facts])
    assert visible_brands() == [brand.id]


def test_what_all_brands_share_is_told_to_each(brand: Brand, other_brand: Brand, make_staff, now: datetime) -> None:
    by = make_staff(brand, "administrator")
    site = Site.objects.create(name="Lille")
    note_change(site, created=True, changed={"name": (None, "Lille")}, brand_id=None, now=now, by=by)
    assert [fact.subject for fact in Event.objects.all()] == [brand.id]
    with visible([other_brand.id]):
        theirs = Event.objects.get()
    assert (theirs.subject, theirs.data["id"]) == (other_brand.id, str(site.id))


def test_a_change_that_fails_later_is_not_told(brand: Brand, make_staff, now: datetime) -> None:
    from django.db import transaction

    skill = Skill.objects.create(brand=brand, name="Sinistre")
    with pytest.raises(ValidationError), transaction.atomic():
        note_change(skill, created=True, changed={}, brand_id=brand.id, now=now, by=make_staff(brand))
        raise ValidationError("no")
    assert not Event.objects.exists() and not AuditEntry.objects.exists()
