"""Replies and forwards, as mail programs write them."""

from entregent.channels.mail.tests.corpus.writing import USUAL, mail

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
