"""What is not kept: old searches, lost addresses that nobody asks for, articles put in answers that never left, pictures in
sizes that nothing shows."""

from datetime import datetime, timedelta

from django.contrib.contenttypes.models import ContentType
from wagtail.images.models import Image, Rendition
from wagtail.models import ReferenceIndex

from entregent.knowledge.actions.giving import KEPT
from entregent.knowledge.models import Lost, Reading, Search, Use

SEARCHES = timedelta(days=400)
"""A year and a month: what was looked for is compared with the same season before."""
LOST = timedelta(days=180)
READINGS = timedelta(days=800)


def forget(now: datetime) -> None:
    """Forget what is too old. The brands must be open."""
    Search.objects.filter(at__lt=now - SEARCHES).delete()
    Lost.objects.filter(last_at__lt=now - LOST).delete()
    Reading.objects.filter(on__lt=(now - READINGS).date()).delete()
    Use.objects.filter(given_at=None, at__lt=now - 2 * KEPT).delete()


def forget_sizes() -> int:
    """Remove the sizes of pictures that no page shows: one that is shown again is made again. Returns how many."""
    to_pictures = ReferenceIndex.objects.filter(to_content_type=ContentType.objects.get_for_model(Image))
    shown = [int(one) for one in to_pictures.values_list("to_object_id", flat=True).distinct()]
    idle = list(Rendition.objects.exclude(image_id__in=shown))
    for one in idle:  # one by one: its file goes with it
        one.delete()
    return len(idle)
