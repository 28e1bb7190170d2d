"""Queues, pauses, and how many things an agent takes at once."""

from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from entregent.access.models import Membership, Skill, Staff
from entregent.access.rules import PERMISSIONS
from entregent.routing.actions.queues import Required, save_queue
from entregent.routing.errors import OverflowRing
from entregent.routing.models import Capacity, PauseReason, Queue, QueueMember, QueueSkill
from entregent.studio.fields import MinutesField
from entregent.studio.forms import StudioForm
from entregent.studio.resource import Column, Resource


class QueueForm(StudioForm):
    """A queue, the skills it asks for (one line a skill of the brand) and the agents who serve it."""

    target_seconds = MinutesField(label=_("Taken within"), seconds=True, help_text=_("How soon an agent should take an item."))
    wrap_up_seconds = MinutesField(
        label=_("Wrap-up"), seconds=True, required=False, help_text=_("Time kept after each item to finish its paperwork.")
    )
    wrap_up_more_seconds = MinutesField(
        label=_("Wrap-up made longer by"), seconds=True, required=False,
        help_text=_("By its agent, by hand: at most so much in all. Empty: never."),
    )  # fmt: skip
    overflow_after_seconds = MinutesField(label=_("Overflows after"), seconds=True, required=False)
    members = forms.ModelMultipleChoiceField(
        label=_("Agents"), queryset=Staff.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Queue
        fields = [
            "name", "priority", "target_seconds", "offer_seconds", "wrap_up_seconds", "wrap_up_more_seconds",
            "misses_before_pause", "prefers_last_agent", "calendar",
            "overflow_to", "overflow_after_seconds", "is_default", "active",
        ]  # fmt: skip
        labels = {
            "name": _("Name"),
            "priority": _("Priority"),
            "offer_seconds": _("An offer rings for (seconds)"),
            "misses_before_pause": _("Paused after so many missed"),
            "prefers_last_agent": _("Prefer the agent who knows the person"),
            "calendar": _("Business hours"),
            "overflow_to": _("Overflows to"),
            "is_default": _("Default queue"),
            "active": _("In service"),
        }
        help_texts = {"is_default": _("Receives what no rule sends elsewhere.")}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["calendar"].empty_label = _("Those of the brand")
        self.fields["overflow_to"].empty_label = _("Nowhere")
        self.fields["members"].queryset = workers_of(self.brand)
        self.asked = _asked(self.instance)
        if not self.created:
            self.initial["members"] = list(QueueMember.objects.filter(queue=self.instance).values_list("staff_id", flat=True))
        self.skill_rows = [self._skill_row(skill) for skill in Skill.objects.filter(brand=self.brand)]

    def _skill_row(self, skill: Skill) -> dict[str, Any]:
        held = self.asked.get(skill.id)
        level, relax = f"level_{skill.id}", f"relax_{skill.id}"
        self.fields[level] = forms.IntegerField(
            label=_("Level of %(skill)s") % {"skill": skill.name}, min_value=1, max_value=5, required=False,
            initial=held.level if held else None,
        )  # fmt: skip
        self.fields[relax] = MinutesField(
            label=_("Lowered after, for %(skill)s") % {"skill": skill.name}, seconds=True, required=False,
            initial=held.relax_seconds if held else None,
        )  # fmt: skip
        return {"skill": skill, "level": self[level], "relax": self[relax]}

    def plain_fields(self) -> list[forms.BoundField]:
        """The fields that are not in the table of skills nor the list of agents."""
        return [self[name] for name in self.Meta.fields]

    def clean_offer_seconds(self) -> int:
        seconds = self.cleaned_data["offer_seconds"]
        if not 5 <= seconds <= 3600:
            raise forms.ValidationError(_("From 5 seconds to an hour."), code="range")
        return seconds

    def clean_misses_before_pause(self) -> int | None:
        misses: int | None = self.cleaned_data["misses_before_pause"]
        if misses is not None and not 1 <= misses <= 20:
            raise forms.ValidationError(_("From 1 to 20."), code="range")
        return misses

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in ("wrap_up_seconds", "wrap_up_more_seconds"):
            if cleaned.get(name) is None:
                cleaned[name] = 0
        if bool(cleaned.get("overflow_to")) != bool(cleaned.get("overflow_after_seconds")):
            self.add_error("overflow_after_seconds", _("An overflow needs both a queue and a delay."))
        return cleaned

    def store(self, *, now: Any, by: Staff) -> Queue:
        skills: dict[UUID, Required] = {}
        for row in self.skill_rows:
            level = self.cleaned_data[row["level"].name]
            if level:
                skills[row["skill"].id] = Required(level, self.cleaned_data[row["relax"].name])
        queue = self.save(commit=False)
        save_queue(queue, skills, [staff.id for staff in self.cleaned_data["members"]])
        self.note(queue, now=now, by=by)
        return queue

    def refuse(self, error: Exception) -> None:
        if isinstance(error, OverflowRing):
            self.add_error("overflow_to", str(error))
        else:
            super().refuse(error)

    def changes(self) -> dict[str, tuple[object, object]]:
        told = super().changes()
        if "members" in told:
            told["members"] = (told["members"][0], [str(staff.id) for staff in self.cleaned_data["members"]])
        return told


class PauseReasonForm(StudioForm):
    """Why an agent is not available."""

    class Meta:
        model = PauseReason
        fields = ["name", "is_paid", "position", "active"]
        labels = {
            "name": _("Name"),
            "is_paid": _("Counted as work"),
            "position": _("Order in the list"),
            "active": _("In service"),
        }


class CapacityForm(StudioForm):
    """How many items of a channel an agent takes at once, unless a rule of their own says otherwise."""

    class Meta:
        model = Capacity
        fields = ["channel", "limit", "alone"]
        labels = {"channel": _("Channel"), "limit": _("At once"), "alone": _("Alone")}
        help_texts = {"alone": _("While one is in hand, nothing of another channel is offered.")}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        others = Capacity.objects.filter(staff=None, channel=cleaned.get("channel")).exclude(pk=self.instance.pk)
        if others.exists():
            self.add_error("channel", _("This channel has its rule already."))
        if cleaned.get("limit") is not None and not 0 <= cleaned["limit"] <= 20:
            self.add_error("limit", _("From 0 to 20."))
        return cleaned


def workers_of(brand: Any) -> QuerySet[Staff]:
    """The open accounts whose role for the brand lets them take work."""
    roles = [role for role, permissions in PERMISSIONS.items() if "work" in permissions]
    members = Membership.objects.filter(of_brand=brand, role__in=roles).values("staff")
    return Staff.objects.filter(id__in=members, is_active=True)


def _asked(queue: Queue) -> dict[UUID, QueueSkill]:
    if queue._state.adding:
        return {}
    return {asked.skill_id: asked for asked in QueueSkill.objects.filter(queue=queue)}


QUEUES = Resource(
    slug="queues", icon="queue", title=_("Queues"), singular=_("queue"),
    intro=_("Where requests wait: who serves them, with which skills, how soon, and what happens when it is too long."),
    model=Queue, form=QueueForm, removable=False, form_template="studio/queue.html",
    rows=lambda rows: rows.select_related("calendar", "overflow_to").annotate(people=Count("members")).order_by("name", "id"),
    columns=(
        Column(_("Name"), lambda queue: queue.name), Column(_("Taken within"), lambda queue: queue.target_seconds, "duration"),
        Column(_("Agents"), lambda queue: queue.people, "number"),
        Column(_("Overflows to"), lambda queue: queue.overflow_to.name if queue.overflow_to else "—"),
        Column(_("Default"), lambda queue: queue.is_default, "yes"), Column(_("In service"), lambda queue: queue.active, "yes"),
    ),
)  # fmt: skip
PAUSES = Resource(
    slug="pauses", icon="coffee", title=_("Pause reasons"), singular=_("pause reason"), shared=True,
    intro=_("What agents may choose when they stop taking work."),
    model=PauseReason, form=PauseReasonForm,
    columns=(
        Column(_("Name"), lambda reason: reason.name), Column(_("Counted as work"), lambda reason: reason.is_paid, "yes"),
        Column(_("In service"), lambda reason: reason.active, "yes"),
    ),
)  # fmt: skip
CAPACITIES = Resource(
    slug="capacities", icon="gauge", title=_("Capacities"), singular=_("capacity"), shared=True,
    intro=_("How many items of each channel an agent takes at once."),
    model=Capacity, form=CapacityForm, search=("channel",), rows=lambda rows: rows.filter(staff=None).order_by("channel"),
    columns=(
        Column(_("Channel"), lambda capacity: capacity.get_channel_display()),
        Column(_("At once"), lambda capacity: capacity.limit, "number"),
        Column(_("Alone"), lambda capacity: capacity.alone, "yes"),
    ),
)  # fmt: skip
