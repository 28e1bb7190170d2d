"""Quoted HTML and signatures are folded at their place, as HTML, whatever program built them; nothing is lost."""

import re

import pytest

from entregent.channels.mail.html_text import html_to_text
from entregent.channels.mail.quoting_html import split_html
from entregent.channels.mail.taking.contents import MAX_SEGMENTS
from entregent.channels.mail.tests.conftest import put, take_in_all
from entregent.channels.mail.tests.corpus import mail
from entregent.channels.mail.tests.corpus.quoted_html import INTERLEAVED, NEW, PROGRAMS, SAID, SIGNED
from entregent.conversations.models import Message
from entregent.conversations.rules import has_folds, shown_as_written, with_summaries, without_folds

HEAD = "From: Anaïs <anais@example.org>\nSubject: Panne\nMessage-ID: <1@example.org>\nContent-Type: text/html; charset=utf-8\n"
FOLD = re.compile(r'<details class="fold (\w+)"><summary></summary>(.*?)</details>', re.DOTALL)


def folded(message: Message, kind: str) -> str:
    return html_to_text("".join(markup for found, markup in FOLD.findall(message.html) if found == kind))


def words(markup: str) -> list[str]:
    return re.findall(r"\w+", html_to_text(markup))


def taken(markup: str) -> Message:
    put(mail(HEAD, markup))
    take_in_all()
    return Message.objects.get()


@pytest.mark.parametrize("name", PROGRAMS)
def test_what_each_program_quotes_and_signs_is_folded_and_the_rest_is_read(name: str) -> None:
    split = split_html(PROGRAMS[name])
    assert html_to_text(split.new).strip() in (NEW, f"{NEW}\n\n--", f"{NEW}\n--")
    assert SAID in html_to_text(split.quoted)
    assert SIGNED.get(name, "") in html_to_text(split.signature)
    assert bool(split.signature) is (name in SIGNED)


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_message_keeps_every_word_of_its_mail_folded_or_not(name: str, desk) -> None:
    message = taken(PROGRAMS[name])
    assert SAID in folded(message, "quoted")
    assert SAID not in html_to_text(without_folds(message.html))
    assert NEW in html_to_text(without_folds(message.html))
    assert words(message.html) == words(PROGRAMS[name])
    assert message.text.startswith(NEW)
    assert SAID in message.quoted


def test_answers_between_questions_stay_under_them(desk) -> None:
    message = taken(INTERLEAVED)
    assert words(message.html) == words(INTERLEAVED)
    assert [kind for kind, _ in FOLD.findall(message.html)] == ["quoted", "quoted"]
    assert words(without_folds(message.html)) == ["Oui", "Rouge"]


def test_a_quoted_table_does_not_change_how_the_answer_is_read(desk) -> None:
    message = taken(f"<p>{NEW}</p><blockquote type=cite><table><tr><td>{SAID}</td></tr></table></blockquote>")
    assert "<table>" in message.html
    assert not shown_as_written(message.html)


def test_numbers_are_masked_in_what_is_folded_too(desk) -> None:
    message = taken(f"<p>{NEW}</p><blockquote type=cite><p>Carte 4111 1111 1111 1111</p></blockquote>")
    assert "••••1111" in folded(message, "quoted")
    assert "4111 1111" not in message.html


def test_a_mail_cannot_bring_folds_of_its_own(desk) -> None:
    message = taken(f'<p>{NEW}</p><details class="fold quoted"><summary></summary>Lisez-moi</details>')
    assert not has_folds(message.html)
    assert "Lisez-moi" in message.html


def test_a_mail_that_only_quotes_or_signs_is_shown_whole(desk) -> None:
    message = taken(f'<blockquote type="cite"><p>{SAID}</p></blockquote>')
    assert not has_folds(message.html)
    assert SAID in message.html


def test_a_mail_cut_in_thousands_of_quotations_is_shown_whole(desk) -> None:
    message = taken("<p>x</p><blockquote type=cite>y</blockquote>" * (MAX_SEGMENTS + 1))
    assert not has_folds(message.html)
    assert message.html.count("y</blockquote>") == MAX_SEGMENTS + 1


def test_the_words_that_open_a_fold_are_the_readers(desk) -> None:
    message = taken(PROGRAMS["OUTLOOK_WEB"])
    shown = with_summaries(message.html, {"quoted": "Texte <cité>", "signature": "Signature"})
    assert "<summary>Texte &lt;cité&gt;</summary>" in shown
    assert "<summary>Signature</summary>" in shown
    assert "<summary></summary>" not in shown
