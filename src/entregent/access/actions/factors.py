"""Second factors: taken away from someone who lost them."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction

from entregent.access.actions.audit import audit
from entregent.access.models import Staff


@transaction.atomic
def reset_second_factor(staff: Staff, *, now: datetime, by: Staff | None) -> bool:
    """Take away someone's app, keys and recovery codes, which are lost: the password alone signs them in, up to setting up
    others where their role owes one. Whether there were any."""
    there_were = Authenticator.objects.filter(user=staff).delete()[0] > 0
    if there_were:
        audit("second_factor.reset", now=now, staff=by, of=str(staff.id))
    return there_were
