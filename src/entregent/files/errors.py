"""What can go wrong with a file."""


class FileRefused(ValueError):
    """The file is too large or of a kind that is not kept; the message is for whoever sent it."""


class StorageFull(OSError):
    """No room is left for files. Nothing was written; the sender should try again later."""
