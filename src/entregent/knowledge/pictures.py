"""Where the pictures of articles are kept, and their address."""

from django.core.files.storage import DefaultStorage
from django.urls import reverse


class Pictures(DefaultStorage):
    """The house's own store of files; a picture is asked for at an address of ours, wherever its bytes lie."""

    def url(self, name: str) -> str:
        """Where a browser asks for it: ``web.views.media`` says who is given it."""
        return reverse("help_picture", args=[name])
