"""HTML answers as mail programs build them: (markup, what is new, what is quoted, what signs), each in plain words.

The marks are those of the programs; the words, the people and the places are ours.
"""

SAID = "Avez-vous redémarré la box ?"
NEW = "Oui, deux fois."

GMAIL = (
    f'<div dir="ltr">{NEW}</div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">Le lun. 6'
    ' janv. 2025 à 09:58, Service &lt;<a href="mailto:s@ponant.example">s@ponant.example</a>&gt; a écrit&nbsp;:<br></div>'
    f'<blockquote class="gmail_quote" style="margin:0 0 0 .8ex;border-left:1px solid #ccc">{SAID}</blockquote></div>'
)
GMAIL_SIGNED = (
    f'<div dir="ltr">{NEW}<br clear="all"><div><br></div><span class="gmail_signature_prefix">-- </span><br><div dir="ltr"'
    ' class="gmail_signature"><div>Anaïs Martin</div></div></div><br><div class="gmail_quote"><div class="gmail_attr">On Mon,'
    f' Jan 6, 2025 at 9:58 AM Service wrote:<br></div><blockquote class="gmail_quote">{SAID}</blockquote></div>'
)
APPLE_MAIL = (
    f'<html><body style="overflow-wrap: break-word;">{NEW}<br id="lineBreakAtBeginningOfMessage"><div><br><blockquote'
    ' type="cite"><div>Le 6 janv. 2025 à 09:58, Service &lt;s@ponant.example&gt; a écrit :</div><br'
    f' class="Apple-interchange-newline"><div><div>{SAID}</div></div></blockquote></div><br></body></html>'
)
IPHONE = (
    f'<html><body dir="auto">{NEW}<br id="lineBreakAtBeginningOfSignature"><div dir="ltr">Envoyé de mon iPhone</div><div'
    ' dir="ltr"><br><blockquote type="cite">Le 6 janv. 2025 à 09:58, Service &lt;s@ponant.example&gt; a écrit'
    f' :<br><br></blockquote></div><blockquote type="cite"><div dir="ltr">{SAID}</div></blockquote></body></html>'
)
APPLE_ENGLISH = (
    f"<html><body>{NEW}<div><br><blockquote type='cite'><div>On 6 Jan 2025, at 09:58, Service &lt;s@ponant.example&gt;"
    f" wrote:</div><br><div>{SAID}</div></blockquote></div></body></html>"
)
OUTLOOK_FRENCH = (
    f'<html><body lang="FR"><div class="WordSection1"><p class="MsoNormal">{NEW}<o:p></o:p></p><div><div style="border:none;'
    'border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal"><b>De&nbsp;:</b> Service'
    " &lt;s@ponant.example&gt;<br><b>Envoyé&nbsp;:</b> lundi 6 janvier 2025 09:58<br><b>À&nbsp;:</b>"
    " Anaïs<br><b>Objet&nbsp;:</b>"
    f' RE: Panne</p></div></div><p class="MsoNormal">{SAID}</p></div></body></html>'
)
OUTLOOK_ENGLISH = (
    f'<html><body><div class="WordSection1"><p class="MsoNormal">{NEW}</p><div style="border:none;border-top:solid #B5C4DF'
    ' 1.0pt;padding:3.0pt 0in 0in 0in"><p><b>From:</b> Service<br><b>Sent:</b> Monday, January 6, 2025 9:58'
    " AM<br><b>To:</b> Ann"
    f"<br><b>Subject:</b> RE: Outage</p></div><p>{SAID}</p></div></body></html>"
)
OUTLOOK_DUTCH = (  # labels we have no word for: the line above them is enough
    f'<div><p>{NEW}</p><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p><b>Van:</b> Service'
    f"<br><b>Verzonden:</b> maandag 6 januari 2025 9:58<br><b>Aan:</b> Ann<br><b>Onderwerp:</b> RE:"
    f" Storing</p></div><p>{SAID}</p>"
    "</div>"
)
OUTLOOK_WEB = (
    f'<div class="elementToProof">{NEW}</div><div id="Signature"><p>Anaïs Martin</p></div><div id="appendonsend"></div><hr'
    ' tabindex="-1" style="display:inline-block; width:98%"><div id="divRplyFwdMsg" dir="ltr"><font><b>De :</b> Service<br><b>'
    f"Envoyé :</b> lundi 6 janvier 2025 09:58<br><b>À :</b> Anaïs<br><b>Objet :</b> RE: Panne</font></div><div>{SAID}</div>"
)
OUTLOOK_NEW = (
    f'<div>{NEW}</div><div id="mail-editor-reference-message-container"><div style="border-top:1px solid"><b>De :'
    f" </b>Service<br>"
    f"<b>Date : </b>lundi, 6 janvier 2025 à 09:58<br><b>Objet : </b>Re: Panne</div><div>{SAID}</div></div>"
)
OUTLOOK_PHONE = (
    f'<div dir="auto">{NEW}</div><div id="ms-outlook-mobile-signature">Obtenez <a href="https://aka.example.org">Outlook pour'
    ' Android</a></div><hr><div class="ms-outlook-mobile-reference-message skipProofing"><b>From:</b> Service<br><b>Sent:</b>'
    f" Monday<br><b>Subject:</b> Panne<br>{SAID}</div>"
)
OUTLOOK_BARE = (  # no mark at all, the head in paragraphs
    f"<p>{NEW}</p><p>De : Service</p><p>Envoyé : lundi 6 janvier 2025 09:58</p><p>À : Anaïs</p><p>Objet :"
    f" Panne</p><p>{SAID}</p>"
)
YAHOO = (
    f'<div class="ydp1wrap"><div>{NEW}</div></div><div id="ydp7yahoo_quoted_1" class="ydp7yahoo_quoted"><div><div>Le lundi 6'
    f" janvier 2025 à 09:58:00 UTC+1, Service &lt;s@ponant.example&gt; a écrit :</div><div>{SAID}</div></div></div>"
)
YAHOO_PHONE = (
    f'{NEW}<br><br><div id="ymail_android_signature"><a href="https://go.example.org">Envoyé à partir de Yahoo Mail sur Android'
    '</a></div><br><blockquote style="margin:0 0 20px 0"><div>Le lun. 6 janv. 2025 à 9:58,'
    " Service<br>&lt;s@ponant.example&gt; a"
    f" écrit :</div><div>{SAID}</div></blockquote>"
)
THUNDERBIRD = (
    '<html><body><div class="moz-cite-prefix">Le 06/01/2025 à 09:58, Service a écrit :<br></div><blockquote type="cite"'
    f' cite="mid:1@ponant.example"><p>{SAID}</p></blockquote><p>{NEW}</p><pre class="moz-signature" cols="72">-- \nAnaïs'
    " Martin</pre></body></html>"
)
ROUNDCUBE = (
    f'<html><body><p id="reply-intro">Le 2025-01-06 09:58, Service a écrit&nbsp;:</p><blockquote type="cite" style="padding: 0'
    f' 0.4em"><div>{SAID}</div></blockquote><p>{NEW}</p></body></html>'
)
ZIMBRA = (
    f'<html><body><div style="font-family: arial">{NEW}<br><br><hr id="zwchr" data-marker="__DIVIDER__"><div'
    ' data-marker="__HEADERS__"><b>De: </b>"Service"<br><b>À: </b>"Anaïs"<br><b>Envoyé: </b>Lundi 6 Janvier 2025 09:58<br><b>'
    f'Objet: </b>Panne</div><div data-marker="__QUOTED_TEXT__">{SAID}</div></div></body></html>'
)
FREE = f"<div>{NEW}<br>----- Mail original -----<br>De: &quot;Service&quot;<br>Objet: Panne<br><br>{SAID}</div>"
ORANGE = (
    f"<p>{NEW}</p><blockquote>&gt; Message du 06/01/25 09:58<br>&gt; De : Service<br>&gt; A : Anaïs<br>&gt; Objet :"
    f" Panne<br>&gt;<br>&gt; {SAID}</blockquote>"
)
ORANGE_NEW = (
    f"<div>{NEW}</div><div><br>envoyé : 6 janvier 2025 à 09:58<br>de : Service &lt;s@ponant.example&gt;<br>à : Anaïs<br>objet :"
    f" Panne<br><br>{SAID}</div>"
)
SAMSUNG = (
    f'<div dir="auto">{NEW}</div><div id="composer_signature"><div>Envoyé depuis mon appareil Galaxy</div></div><div>--------'
    f" Message d'origine --------</div><div>De : Service</div><div>Objet : Panne</div><div>{SAID}</div>"
)
PROTON = (
    f'<div>{NEW}</div><div class="protonmail_signature_block"><div class="protonmail_signature_block-proton">Envoyé avec la'
    ' messagerie sécurisée Proton Mail.</div></div><div class="protonmail_quote">On Monday, January 6th, 2025 at 09:58, Service'
    f' wrote:<br><blockquote class="protonmail_quote" type="cite">{SAID}</blockquote></div>'
)
SPARK = (
    f'<div name="messageBodySection">{NEW}</div><div name="messageSignatureSection">Anaïs Martin</div><div'
    f' name="messageReplySection">On 6 Jan 2025 at 09:58, Service wrote:<br><blockquote type="cite">{SAID}</blockquote></div>'
)
NO_MARK_FRENCH = (
    f"<p>{NEW}</p><p>Le 6 janvier 2025 à 09:58, Service &lt;s@ponant.example&gt; a écrit&nbsp;:</p><div>{SAID}</div>"
)
NO_MARK_ENGLISH = f"<p>{NEW}</p><p>On Mon, 6 Jan 2025 at 09:58, Service &lt;s@ponant.example&gt; wrote:</p><div>{SAID}</div>"
NAME_FIRST = (
    f"<p>{NEW}</p><p>Service &lt;s@ponant.example&gt; a écrit le 6 janvier 2025 à 09:58 :</p><blockquote>{SAID}</blockquote>"
)
X_RENAMED = (  # read and answered again through Outlook, which puts x_ before every mark
    f'<div>{NEW}</div><div class="x_gmail_quote"><div class="x_gmail_attr">Le 6 janv. 2025 à 09:58, Service a écrit :</div>'
    f'<blockquote class="x_gmail_quote">{SAID}</blockquote></div>'
)

PROGRAMS = {name: markup for name, markup in vars().copy().items() if name.isupper() and name not in ("SAID", "NEW")}
SIGNED = {
    "GMAIL_SIGNED": "Anaïs Martin", "IPHONE": "Envoyé de mon iPhone", "OUTLOOK_WEB": "Anaïs Martin",
    "OUTLOOK_PHONE": "Obtenez Outlook pour Android", "YAHOO_PHONE": "Yahoo Mail sur Android", "THUNDERBIRD": "Anaïs Martin",
    "SAMSUNG": "mon appareil Galaxy", "PROTON": "Proton Mail", "SPARK": "Anaïs Martin",
}  # fmt: skip

INTERLEAVED = (
    '<div class="moz-cite-prefix">Le 06/01/2025 à 09:58, Service a écrit :</div><blockquote type="cite"><p>Avez-vous redémarré'
    ' ?</p></blockquote><p>Oui.</p><blockquote type="cite"><p>De quelle couleur est le voyant ?</p></blockquote><p>Rouge.</p>'
)
"""Answers between the questions: each stays under the question that it answers."""
