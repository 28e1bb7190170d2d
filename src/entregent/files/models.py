"""Uploads and attachments: the bytes are in the storage, named by their digest; the row says whose they are."""

from django.db import models

from entregent.brands.models import Branded


class StoredFile(Branded):
    """A file of a brand, served only as a download, from its own path."""

    name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=120)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=200)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["brand", "sha256"])]

    def __str__(self) -> str:
        return self.name
