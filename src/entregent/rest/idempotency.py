"""A write sent twice is done once: the second gets the answer of the first."""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.http import HttpRequest, HttpResponse

from entregent.access.sealing import seal, unseal
from entregent.rest.models import KeptAnswer
from entregent.rest.problems import Refusal

HEADER = "Idempotency-Key"
KEPT = timedelta(hours=24)
SEAL = "kept answer"
"""What the answers are sealed for."""

_CONSTRAINT = "rest_one_answer_a_key"


def once(request: HttpRequest, caller: str, brand: UUID, now: datetime, run: Callable[[], HttpResponse]) -> HttpResponse:
    """Run a write, or give back the answer that the same key already got. Called in the transaction of the write.

    Only what succeeded is kept: a refused request changed nothing and may be corrected under the same key. Raises
    Refusal: the key was used for another request, or its first request is still being handled.
    """
    key = request.headers.get(HEADER)
    if key is None:
        return run()
    if not 0 < len(key) <= 255 or not key.isprintable():
        raise Refusal("invalid", errors=[{"in": "header", "pointer": f"/{HEADER}", "detail": "1 to 255 characters"}])
    digest = _digest(request)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 7))", [f"{brand} {caller} {key}"])
        if not cursor.fetchone()[0]:
            raise Refusal("in-progress", headers={"Retry-After": "1"})
    # Asked after the lock, in a statement of its own: it sees what the one who had the lock has committed.
    kept = KeptAnswer.objects.filter(brand=brand, caller=caller, key=key, at__gt=now - KEPT).first()
    if kept is not None:
        return _again(kept, digest)
    response = run()
    if response.status_code < 400:
        _keep(KeptAnswer(
            brand_id=brand, caller=caller, key=key, digest=digest, status=response.status_code,
            body=seal(response.content.decode(), SEAL), at=now,
        ))  # fmt: skip
    return response


def _keep(answer: KeptAnswer) -> None:
    try:
        with transaction.atomic():
            answer.save(force_insert=True)
    except IntegrityError:  # an older answer that is over, not yet swept away
        KeptAnswer.objects.filter(brand=answer.brand_id, caller=answer.caller, key=answer.key).delete()
        answer.save(force_insert=True)


def _again(kept: KeptAnswer, digest: str) -> HttpResponse:
    if kept.digest != digest:
        raise Refusal("key-reused")
    return HttpResponse(
        unseal(kept.body, SEAL),
        status=kept.status,
        content_type="application/json; charset=utf-8",
        headers={"Idempotency-Replayed": "true"},
    )


def _digest(request: HttpRequest) -> str:
    """What makes two requests the same: method, address and content; of a form its fields and files, not its boundary."""
    sha = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    if request.content_type == "multipart/form-data":
        for name, values in sorted(request.POST.lists()):
            sha.update(repr((name, values)).encode())
        for name, files in sorted(request.FILES.lists(), key=lambda item: item[0]):
            for file in files:
                sha.update(repr((name, file.name, file.content_type, file.size)).encode())
                for chunk in file.chunks():
                    sha.update(chunk)
                file.seek(0)
    else:
        sha.update(request.body)
    return sha.hexdigest()


def sweep(now: datetime, limit: int = 5000) -> int:
    """Forget answers older than a day; return how many."""
    old = KeptAnswer.objects.filter(at__lte=now - KEPT).order_by("at").values("id")[:limit]
    return KeptAnswer.objects.filter(id__in=list(old.values_list("id", flat=True))).delete()[0]
