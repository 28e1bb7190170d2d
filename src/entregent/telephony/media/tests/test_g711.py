import hashlib
import sys
import warnings

import numpy as np
import pytest

from entregent.telephony.media.g711 import DECODED, ENCODED, SILENCE, decode, encode

TABLES = "634efdf6734a16dcfee091e9d870580500517ac5a02df8d9eb6d6fcb6becac57"  # SHA-256, for Pythons without audioop
EVERY = np.arange(65536, dtype=np.uint16).view(np.int16)


@pytest.mark.parametrize("codec", ["PCMA", "PCMU"])
def test_a_code_comes_back_as_itself(codec: str) -> None:
    codes = bytes(code for code in range(256) if code != 0x7F or codec == "PCMA")  # the second zero of the µ-law
    assert encode(codec, decode(codec, codes)) == codes
    heard = decode(codec, encode(codec, EVERY)).astype(int)
    assert (
        np.abs(heard - EVERY) <= np.maximum(np.abs(EVERY.astype(int)) / 16, 16) + (np.abs(EVERY.astype(int)) > 32000) * 700
    ).all()
    assert np.abs(decode(codec, SILENCE[codec])).max() <= 8


def test_the_tables_are_those_of_the_recommendation() -> None:
    if sys.version_info < (3, 13):
        with warnings.catch_warnings(action="ignore"):
            import audioop

        assert DECODED["PCMA"].tobytes() == audioop.alaw2lin(bytes(range(256)), 2)
        assert DECODED["PCMU"].tobytes() == audioop.ulaw2lin(bytes(range(256)), 2)
        assert ENCODED["PCMA"].tobytes() == audioop.lin2alaw(EVERY.tobytes(), 2)
        assert ENCODED["PCMU"].tobytes() == audioop.lin2ulaw(EVERY.tobytes(), 2)
    tables = b"".join(table[codec].tobytes() for table in (DECODED, ENCODED) for codec in ("PCMA", "PCMU"))
    assert hashlib.sha256(tables).hexdigest() == TABLES
