"""What robots send: bounces, absences, receipts, complaints, lists, spam."""

from entregent.channels.mail.tests.corpus.writing import USUAL, mail

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

MAILING_LIST = mail(
    USUAL + "List-Id: <amis.example.org>\nList-Unsubscribe: <mailto:x@example.org>\nPrecedence: list\n", "Bonjour la liste"
)

NEWSLETTER = mail(
    USUAL.replace("anais.martin@", "no-reply@") + "Precedence: bulk\nList-Unsubscribe: <https://example.org/u>\n", "Soldes"
)

SPAM = mail(USUAL + "X-Spam-Flag: YES\nX-Spam-Status: Yes, score=12.3\n", "Gagnez")

LOOPED = mail("Received: from a by b; Mon\n" * 60 + USUAL.lstrip(), "Encore moi")

NO_SENDER = mail("To: contact@altiphone.invalid\nSubject: sans nom\nMessage-ID: <x@example.org>\n", "Bonjour")
