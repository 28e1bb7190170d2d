"""Attachments, invitations, cards, scripts, and everything that is torn or lies."""

from entregent.channels.mail.tests.corpus.writing import USUAL, base64_lines, mail

INVITATION = mail(
    USUAL + "Content-Type: multipart/alternative; boundary=CAL\n",
    """--CAL
Content-Type: text/plain; charset=utf-8

Rendez-vous
--CAL
Content-Type: text/calendar; charset=utf-8; method=REQUEST

BEGIN:VCALENDAR
METHOD:REQUEST
BEGIN:VTIMEZONE
TZID:Romance Standard Time
BEGIN:STANDARD
DTSTART:16010101T030000
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
UID:rdv-1@example.org
SUMMARY:Passage du technicien\\, box
DTSTART;TZID=Romance Standard Time:20250108T140000
DTEND;TZID=Romance Standard Time:20250108T153000
ORGANIZER;CN="Martin, Anaïs":mailto:anais.martin@example.org
LOCATION:12 rue des Lilas\\nLille
STATUS:CONFIRMED
BEGIN:VALARM
SUMMARY:rappel
END:VALARM
END:VEVENT
END:VCALENDAR
--CAL--
""",
)

VCARD = mail(
    USUAL + "Content-Type: multipart/mixed; boundary=VC\n",
    """--VC
Content-Type: text/plain

Ma carte
--VC
Content-Type: text/x-vcard; name="anais.vcf"
Content-Disposition: attachment; filename="anais.vcf"

BEGIN:VCARD
VERSION:2.1
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Martin;Ana=C3=
=AFs
TEL;CELL:06 39 98 12 34
TEL;WORK:01 99 00 12 34
EMAIL;INTERNET:anais.martin@example.org
ORG:Lilas SARL;Vente
PHOTO;ENCODING=BASE64:/9j/4AAQSkZJRg=
END:VCARD
--VC--
""",
)

SIGNED = mail(
    USUAL + 'Content-Type: multipart/signed; protocol="application/pgp-signature"; micalg=pgp-sha256; boundary=SG\n',
    """--SG
Content-Type: text/plain; charset=utf-8

Texte signé.
--SG
Content-Type: application/pgp-signature; name="signature.asc"

-----BEGIN PGP SIGNATURE-----
--SG--
""",
)

FORWARDED_AS_ATTACHMENT = mail(
    USUAL + "Content-Type: multipart/mixed; boundary=FA\n",
    """--FA
Content-Type: text/plain

Voir ci-joint.
--FA
Content-Type: message/rfc822; name="Ma facture.eml"
Content-Disposition: attachment; filename="Ma facture.eml"

From: paul@example.org
Subject: Ma facture
Message-ID: <inner@example.org>
Content-Type: multipart/mixed; boundary=IN

--IN
Content-Type: text/plain

Le corps du mail joint.
--IN--
--FA--
""",
)

ZIP_IN_ZIP = mail(
    USUAL + "Content-Type: multipart/mixed; boundary=ZZ\n",
    "--ZZ\nContent-Type: text/plain\n\nArchive\n--ZZ\n"
    'Content-Type: application/zip; name="poupée.zip"\nContent-Transfer-Encoding: base64\n'
    "Content-Disposition: attachment; filename*=UTF-8''poup%C3%A9e.zip\n\n"
    + base64_lines(b"PK\x03\x04" + b"PK\x03\x04" * 40)
    + "--ZZ--\n",
)

SCRIPT_IN_HTML = mail(
    USUAL + "Content-Type: text/html; charset=utf-8\n",
    """<html><head><script>alert(1)</script><style>body{background:url(http://tracker.example.org)}</style></head>
<body onload="x()"><form action="http://evil.example.org"><input name=a></form><iframe src="http://evil.example.org"></iframe>
<a href="javascript:alert(1)">clic</a><img src="http://tracker.example.org/p.gif" width=1 height=1 onerror="x()">
<a href="https://example.org">bon</a><p style="color:red;position:fixed;background:url(http://x)">Bonjour</p></body></html>""",
)

NO_CHARSET_LATIN = mail(USUAL + "Content-Type: text/plain\n", "Réclamation n° 12 : 50 € à rembourser", "cp1252")

NO_CHARSET_UTF8 = mail(USUAL, "Réclamation n° 12 : 50 € à rembourser")

LYING_LATIN = mail(USUAL + "Content-Type: text/plain; charset=iso-8859-1\n", "Réclamation : 50 € à rembourser")

LYING_UTF8 = mail(USUAL + "Content-Type: text/plain; charset=utf-8\n", "Réclamation : 50 € à rembourser", "cp1252")

UNKNOWN_CHARSET = mail(USUAL + "Content-Type: text/plain; charset=x-martien\n", "Réclamation à traiter")

DANGEROUS_CHARSET = mail(USUAL + "Content-Type: text/plain; charset=unicode_escape\n", "\\x41 é")

NO_CLOSING_BOUNDARY = mail(
    USUAL + "Content-Type: multipart/mixed; boundary=NC\n", "--NC\nContent-Type: text/plain\n\nCoupé en plein vol, à la fin"
)

WRONG_BOUNDARY = mail(USUAL + "Content-Type: multipart/mixed; boundary=AB\n", "--CD\n\nTexte sous une autre borne\n--CD--\n")

NO_BOUNDARY = mail(USUAL + "Content-Type: multipart/mixed\n", "Texte sans borne\n")

TORN_BASE64 = mail(
    USUAL + "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n",
    "Qm9uam91ciDDoCB0b3VzI!\nGV0IG1lcmNpL",
)

HEADER_INJECTION = mail(
    USUAL.replace(
        "=?UTF-8?B?UGFubmUgw6AgTGlsbGUg4oCUIGRvc3NpZXIgMTI=?=", "=?utf-8?q?Bonjour=0D=0ABcc:_victime=40example.org=00?="
    ),
    "Texte",
)

MANY_RECIPIENTS = mail(
    USUAL.replace(
        "To: Service clients <contact@altiphone.invalid>",
        "To: contact@altiphone.invalid,\n " + ",\n ".join(f"Client {n} <client{n}@example.org>" for n in range(1, 10_000)),
    ),
    "À tous",
)
