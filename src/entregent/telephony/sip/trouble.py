"""What is said of a failure: where it was, never what was in the message (numbers, names, credentials)."""

import logging
import sys
import traceback

log = logging.getLogger("entregent.telephony.sip")


def report(what: str) -> None:
    """Log the exception at hand by its kind and place."""
    kind, _, trace = sys.exc_info()
    last = traceback.extract_tb(trace)[-1] if trace is not None else None
    log.error("%s: %s at %s:%s", what, kind.__name__ if kind else "?", last and last.filename, last and last.lineno)
