"""Mails as programs write them, by hand: the shapes are real, the people and places are not."""

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

GMAIL_REPLY = mail(
    USUAL
    + """In-Reply-To: <e.one@altiphone.invalid>
References: <first@example.org>
 <e.one@altiphone.invalid>
Content-Type: multipart/alternative; boundary="000000000000aabbcc"
""",
    """--000000000000aabbcc
Content-Type: text/plain; charset="UTF-8"
Content-Transfer-Encoding: quoted-printable

Merci, cela fonctionne =C3=A0 nouveau.

Le lun. 6 janv. 2025 =C3=A0 09:58, Service clients <contact@altiphone.invalid>
a =C3=A9crit :

> Bonjour,
> avez-vous red=C3=A9marr=C3=A9 la box ?
--000000000000aabbcc
Content-Type: text/html; charset="UTF-8"
Content-Transfer-Encoding: quoted-printable

<div dir=3D"ltr">Merci, cela fonctionne =C3=A0 nouveau.</div><br><div class=3D"gmail_quote gmail_quote_container"><div di=
r=3D"ltr" class=3D"gmail_attr">Le lun. 6 janv. 2025 =C3=A0 09:58, Service clients &lt;<a href=3D"mailto:contact@altiphone.=
invalid">contact@altiphone.invalid</a>&gt; a =C3=A9crit :<br></div><blockquote class=3D"gmail_quote" style=3D"margin:0px 0p=
x 0px 0.8ex">Bonjour,<br>avez-vous red=C3=A9marr=C3=A9 la box ?</blockquote></div>
--000000000000aabbcc--
""",
)

GMAIL_FORWARD = mail(
    USUAL + 'Content-Type: text/plain; charset="UTF-8"\n',
    """---------- Forwarded message ---------
De : Paul Petit <paul@example.org>
Date: dim. 5 janv. 2025 à 18:00
Subject: Ma facture
To: Anaïs Martin <anais.martin@example.org>

La facture est fausse.
""",
)

OUTLOOK_REPLY = mail(
    USUAL
    + """Thread-Topic: Panne
X-MS-Has-Attach: yes
Content-Language: fr-FR
Content-Type: multipart/related; boundary="_004_AB_"; type="multipart/alternative"
""",
    """--_004_AB_
Content-Type: multipart/alternative; boundary="_000_AB_"

--_000_AB_
Content-Type: text/plain; charset="iso-8859-1"
Content-Transfer-Encoding: quoted-printable

Bonjour,

La panne dure depuis hier, c'est inadmissible=A0!

Cordialement,
Ana=EFs

________________________________
De : Service clients <contact@altiphone.invalid>
Envoy=E9 : lundi 6 janvier 2025 09:58
=C0 : Ana=EFs Martin <anais.martin@example.org>
Objet : RE: Panne

Bonjour, avez-vous red=E9marr=E9 ?

--_000_AB_
Content-Type: text/html; charset="iso-8859-1"
Content-Transfer-Encoding: quoted-printable

<html><head><style>p.MsoNormal {margin:0cm}</style></head><body lang=3D"FR"><div class=3D"WordSection1">
<p class=3D"MsoNormal">La panne dure depuis hier<o:p></o:p></p><p><img src=3D"cid:image001.png@01DB.AB" width=3D"10"></p>
<div><div style=3D"border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class=3D"MsoNormal"><b>De=A0:<=
/b> Service clients &lt;contact@altiphone.invalid&gt; <br><b>Envoy=E9=A0:</b> lundi 6 janvier 2025 09:58<br><b>=C0=A0:</b>=
 Ana=EFs Martin<br><b>Objet=A0:</b> RE: Panne</p></div></div><p class=3D"MsoNormal">Bonjour, avez-vous red=E9marr=E9 ?</p>
</div></body></html>

--_000_AB_--

--_004_AB_
Content-Type: image/png; name="image001.png"
Content-Description: image001.png
Content-Disposition: inline; filename="image001.png"; size=70
Content-ID: <image001.png@01DB.AB>
Content-Transfer-Encoding: base64

iVBORw0KGgo=

--_004_AB_--
""",
)

OUTLOOK_ENGLISH = mail(
    USUAL + "Content-Type: text/plain; charset=utf-8\n",
    """Please call me back.

From: Customer care <contact@altiphone.invalid>
Sent: Monday, January 6, 2025 9:58 AM
To: Ann Martin <ann@example.org>
Subject: RE: Outage

Have you tried to restart it?
""",
)

APPLE_REPLY = mail(
    USUAL + "X-Mailer: iPhone Mail (21F90)\nContent-Type: text/plain; charset=utf-8\n",
    """Toujours rien ce matin.

Envoyé de mon iPhone

> Le 6 janv. 2025 à 09:58, Service clients <contact@altiphone.invalid> a écrit :
> 
> \ufeffBonjour, avez-vous redémarré ?
""",
)

APPLE_MIXED = mail(
    USUAL + 'Content-Type: multipart/alternative; boundary="Apple-Mail=_1"\n',
    """--Apple-Mail=_1
Content-Type: text/plain; charset=utf-8

Voici la photo et la suite.
--Apple-Mail=_1
Content-Type: multipart/mixed; boundary="Apple-Mail=_2"

--Apple-Mail=_2
Content-Type: text/html; charset=utf-8

<html><body>Voici la photo</body></html>
--Apple-Mail=_2
Content-Type: image/jpeg; x-unix-mode=0644; name=photo.jpg
Content-Disposition: inline; filename=photo.jpg
Content-Transfer-Encoding: base64

/9j/4AAQ
--Apple-Mail=_2
Content-Type: text/html; charset=utf-8

<html><body>et la suite.</body></html>
--Apple-Mail=_2--
--Apple-Mail=_1--
""",
)

THUNDERBIRD_REPLY = mail(
    USUAL + "User-Agent: Mozilla Thunderbird\nContent-Type: text/plain; charset=UTF-8; format=flowed\n",
    """Le 06/01/2025 à 09:58, Service clients a écrit :
> Bonjour,
> avez-vous redémarré ?

Oui, deux fois, et la lumière rouge de la box clignote encore, ce qui me \nsemble anormal.

-- \nAnaïs Martin
12 rue des Lilas, Lille
""",
)

ENGLISH_INLINE = mail(
    USUAL + "Content-Type: text/plain; charset=us-ascii\n",
    """On Mon, Jan 6, 2025 at 9:58 AM Customer care
<contact@altiphone.invalid> wrote:

> Have you restarted it?

Yes.

> Which colour is the light?

Red.
""",
)

YAHOO_HTML = mail(
    USUAL + "Content-Type: text/html; charset=utf-8\n",
    """<html><body><div class="ydp1yahoo-style-wrap"><div>Je voudrais r&eacute;silier.</div></div>
<div id="ydp2yahoo_quoted" class="yahoo_quoted"><div>Le lundi 6 janvier 2025 &agrave; 09:58:00 UTC+1, Service
a &eacute;crit :</div>
<div>Bonjour</div></div></body></html>""",
)

POSTFIX_DSN = mail(
    """
Return-Path: <>
From: MAILER-DAEMON@mail.altiphone.invalid (Mail Delivery System)
To: contact@altiphone.invalid
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
Message-Id: <20250106.dsn@mail.altiphone.invalid.relay.example.org>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="DSN.1/mail"
""",
    """This is a MIME-encapsulated message.

--DSN.1/mail
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--DSN.1/mail
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.altiphone.invalid
Arrival-Date: Mon,  6 Jan 2025 10:00:00 +0100 (CET)

Final-Recipient: rfc822; paul.petit@example.org
Original-Recipient: rfc822;paul.petit@Example.org
Action: failed
Status: 5.1.1
Remote-MTA: dns; mx.example.org
Diagnostic-Code: smtp; 550 5.1.1 <paul.petit@example.org>: Recipient address
    rejected: User unknown in virtual mailbox table

--DSN.1/mail
Content-Description: Undelivered Message
Content-Type: message/rfc822

From: Service clients <contact@altiphone.invalid>
To: paul.petit@example.org
Subject: =?utf-8?q?R=C3=A9ponse?=
Message-ID: <e.sent-by-us@altiphone.invalid>

Bonjour
--DSN.1/mail--
""",
)

POSTFIX_DELAYED = (
    POSTFIX_DSN.replace(b"Action: failed", b"Action: delayed")
    .replace(b"Status: 5.1.1", b"Status: 4.4.1")
    .replace(
        b"550 5.1.1 <paul.petit@example.org>: Recipient address\r\n    rejected: User unknown in virtual mailbox table",
        b"timeout",
    )
)

REPUTATION_DSN = (
    POSTFIX_DSN.replace(b"Status: 5.1.1", b"Status: 5.7.1")
    .replace(b"550 5.1.1 <paul.petit@example.org>: Recipient address", b"554 5.7.1 Service unavailable; Client host")
    .replace(b"rejected: User unknown in virtual mailbox table", b"[192.0.2.7] blocked using zen.spamhaus.org")
)

EXCHANGE_DSN = mail(
    """
From: postmaster@outlook.example.org
To: contact@altiphone.invalid
Subject: =?iso-8859-1?Q?Non_remis=A0:_R=E9ponse?=
Message-ID: <exchange-dsn@example.org>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="EX"
""",
    """--EX
Content-Type: multipart/alternative; differences=Content-Type; boundary="EX2"

--EX2
Content-Type: text/plain; charset="iso-8859-1"
Content-Transfer-Encoding: quoted-printable

Votre message =E0 marie@example.org n'a pas pu =EAtre remis.
--EX2
Content-Type: text/html; charset="iso-8859-1"
Content-Transfer-Encoding: quoted-printable

<p>Votre message =E0 marie@example.org n'a pas pu =EAtre remis.</p>
--EX2--
--EX
Content-Type: message/delivery-status

Reporting-MTA: dns;outlook.example.org

Final-Recipient: rfc822;marie@example.org
Action: failed
Status: 5.1.10
Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup

--EX
Content-Type: text/rfc822-headers

Message-ID: <e.exchange@altiphone.invalid>
Subject: Reponse
--EX--
""",
)

EXIM_BOUNCE = mail(
    """
Return-path: <>
X-Failed-Recipients: luc@example.org
Auto-Submitted: auto-replied
From: Mail Delivery System <Mailer-Daemon@mx.example.org>
To: contact@altiphone.invalid
Subject: Mail delivery failed: returning message to sender
Message-Id: <E1exim@mx.example.org>
""",
    """This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  luc@example.org
    SMTP error from remote mail server after RCPT TO:<luc@example.org>:
    552 5.2.2 mailbox full: quota exceeded

------ This is a copy of the message, including all the headers. ------

Message-ID: <e.exim@altiphone.invalid>
Subject: Reponse
""",
)

QMAIL_BOUNCE = mail(
    """
Return-Path: <>
From: MAILER-DAEMON@mx.example.org
To: contact@altiphone.invalid
Subject: failure notice
Message-Id: <qmail@mx.example.org>
""",
    """Hi. This is the qmail-send program at mx.example.org.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<zoe@example.org>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

Message-ID: <e.qmail@altiphone.invalid>
""",
)

OOO_FRENCH = mail(
    USUAL.replace(
        "=?UTF-8?B?UGFubmUgw6AgTGlsbGUg4oCUIGRvc3NpZXIgMTI=?=", "=?utf-8?Q?R=C3=A9ponse_automatique=C2=A0:_votre_demande?="
    )
    + "X-Auto-Response-Suppress: All\nContent-Type: text/plain; charset=utf-8\n",
    "Je suis absente jusqu’au 15 janvier.\n",
)
OOO_RFC3834 = mail(USUAL + "Auto-Submitted: auto-replied (vacation)\nContent-Type: text/plain\n", "Away until Monday.\n")
OOO_ENGLISH = mail(
    USUAL.replace("Subject: =?UTF-8?B?UGFubmUgw6AgTGlsbGUg4oCUIGRvc3NpZXIgMTI=?=", "Subject: Out of Office: Re"), "Away.\n"
)

READ_RECEIPT = mail(
    USUAL + "Content-Type: multipart/report; report-type=disposition-notification; boundary=RR\n",
    """--RR
Content-Type: text/plain

Votre message a ete lu.
--RR
Content-Type: message/disposition-notification

Final-Recipient: rfc822;anais.martin@example.org
Original-Message-ID: <e.read@altiphone.invalid>
Disposition: manual-action/MDN-sent-manually; displayed
--RR--
""",
)

FEEDBACK_REPORT = mail(
    """
From: <feedback@fai.example.org>
To: abuse@altiphone.invalid
Subject: FW: votre avis
Message-ID: <arf@fai.example.org>
Content-Type: multipart/report; report-type=feedback-report; boundary=FB
""",
    """--FB
Content-Type: text/plain

This is an email abuse report.
--FB
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: SomeGenerator/1.0
Version: 1
Original-Rcpt-To: <leo@example.org>
--FB
Content-Type: message/rfc822

Message-ID: <e.survey@altiphone.invalid>
Subject: Votre avis

Bonjour
--FB--
""",
)

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
MAILING_LIST = mail(
    USUAL + "List-Id: <amis.example.org>\nList-Unsubscribe: <mailto:x@example.org>\nPrecedence: list\n", "Bonjour la liste"
)
NEWSLETTER = mail(
    USUAL.replace("anais.martin@", "no-reply@") + "Precedence: bulk\nList-Unsubscribe: <https://example.org/u>\n", "Soldes"
)
SPAM = mail(USUAL + "X-Spam-Flag: YES\nX-Spam-Status: Yes, score=12.3\n", "Gagnez")
LOOPED = mail("Received: from a by b; Mon\n" * 60 + USUAL.lstrip(), "Encore moi")
NO_SENDER = mail("To: contact@altiphone.invalid\nSubject: sans nom\nMessage-ID: <x@example.org>\n", "Bonjour")

ALL = {name: value for name, value in globals().items() if isinstance(value, bytes)}
