"""How the mails of the corpus are written."""

from base64 import encodebytes


def mail(headers: str, body: str | bytes, charset: str = "utf-8") -> bytes:
    """A raw mail from headers and body written with LF."""
    data = body.encode(charset) if isinstance(body, str) else body
    head = headers.strip("\n").encode("utf-8").replace(b"\n", b"\r\n")
    return head + b"\r\n\r\n" + data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def base64_lines(data: bytes) -> str:
    """Base64 in lines of 76."""
    return encodebytes(data).decode("ascii")


USUAL = """
Received: from mx.example.org (mx.example.org [192.0.2.1]) by mail.altiphone.invalid; Mon, 6 Jan 2025 10:12:04 +0100
From: =?UTF-8?Q?Ana=C3=AFs_Martin?= <anais.martin@example.org>
To: Service clients <contact@altiphone.invalid>
Subject: =?UTF-8?B?UGFubmUgw6AgTGlsbGUg4oCUIGRvc3NpZXIgMTI=?=
Date: Mon, 6 Jan 2025 10:12:00 +0100
Message-ID: <abc123@mail.example.org>
MIME-Version: 1.0
"""
