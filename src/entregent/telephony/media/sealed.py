"""The file of a recording: what it is made of, chunk by chunk. Pure.

A header of 32 bytes: ``ENTREC1\\n``, a salt, the frame at which this part begins. Then chunks of one second, each sealed with
AES-256-GCM; the last one, shorter, maybe empty, is sealed as the last. The file's own key is derived from the one given and the
salt (HKDF, RFC 5869), the nonce is the chunk's number: a chunk opens in its own file and its own place alone. A file that was
cut can be read up to the cut, and does not pass for whole.

A chunk of n frames: n bytes that say what became of each frame, n frames of the left side, n frames of the right, A-law.
"""

import os
import struct

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from entregent.telephony.media.g711 import FRAME, SECOND

KEPT, ASKED, LOST = 0, 1, 2  # of a frame: kept; silence, as nobody was to be recorded; silence, as it was lost

FRAME_BYTES = 1 + 2 * FRAME
_MAGIC = b"ENTREC1\n"
_header = struct.Struct("!8s16sQ")
_TAG = 16
CHUNK = SECOND * FRAME_BYTES + _TAG  # bytes in the file
HEADER = _header.size


class Unreadable(Exception):
    """Not a recording, not this key, or not as it was written."""


class Seal:
    """The seal of one file."""

    def __init__(self, key: bytes, header: bytes) -> None:
        """Raises Unreadable for a header that is not ours, ValueError for a key that is not of 32 bytes."""
        if len(key) != 32:
            raise ValueError("the key of a recording has 32 bytes")
        if len(header) != HEADER or not header.startswith(_MAGIC):
            raise Unreadable("not a recording")
        _magic, salt, self.begins = _header.unpack(header)
        self._header = header
        self._cipher = AESGCM(HKDF(SHA256(), 32, salt, b"entregent recording").derive(key))

    @staticmethod
    def header(begins: int) -> bytes:
        """The header of a new part, which begins so many frames after the recording."""
        return _header.pack(_MAGIC, os.urandom(16), begins)

    def close(self, number: int, data: bytes, last: bool = False) -> bytes:
        """The ``number``-th chunk, sealed."""
        return self._cipher.encrypt(number.to_bytes(12, "big"), data, self._header + bytes([last]))

    def open(self, number: int, sealed: bytes, last: bool = False) -> bytes:
        """The chunk again. Raises Unreadable."""
        try:
            return self._cipher.decrypt(number.to_bytes(12, "big"), sealed, self._header + bytes([last]))
        except InvalidTag as error:
            raise Unreadable(f"chunk {number}") from error
