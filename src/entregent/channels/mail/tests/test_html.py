from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entregent.channels.mail.html import clean, html_to_text
from entregent.channels.mail.html_tokens import tags
from entregent.channels.mail.parse import parse_mail
from entregent.channels.mail.tests import corpus

URLS = {"image001.png@01DB.AB": "/fichiers/1"}
FORBIDDEN = (
    "<script",
    "<style",
    "<iframe",
    "<form",
    "<input",
    "<svg",
    "<math",
    "javascript:",
    "onerror",
    "onload",
    'src="data:',
)


def test_scripts_forms_and_frames_are_gone_and_the_words_stay() -> None:
    safe = clean(parse_mail(corpus.SCRIPT_IN_HTML).html, {})
    assert not [word for word in FORBIDDEN if word in safe.html.lower()]
    assert "alert" not in safe.html
    assert "Bonjour" in safe.html
    assert "tracker.example.org/p.gif" in safe.html
    assert ' src="' not in safe.html
    assert safe.blocked_remote == 1
    assert '<a href="https://example.org" target="_blank" rel="noopener noreferrer nofollow">bon</a>' in safe.html
    assert '<p style="color:red">' in safe.html


def test_remote_images_come_when_asked() -> None:
    safe = clean('<img src="https://example.org/a.png" alt="A"><img src="//example.org/b.png">', {}, show_remote=True)
    assert safe.html == '<img src="https://example.org/a.png" alt="A"><img src="https://example.org/b.png">'
    assert safe.blocked_remote == 0


def test_images_of_the_mail_are_served_by_us() -> None:
    safe = clean(parse_mail(corpus.OUTLOOK_REPLY).html, URLS)
    assert '<img src="/fichiers/1" width="10">' in safe.html
    assert clean('<img src="cid:inconnu" alt="x">', URLS).html == '<img alt="x">'


@pytest.mark.parametrize(
    "markup",
    [
        '<a href="java&#115;cript:alert(1)">x</a>',
        '<a href=" javascript:alert(1)">x</a>',
        '<a href="data:text/html,<script>alert(1)</script>">x</a>',
        '<a href="/admin/supprimer">x</a>',
        '<a href="//evil.example.org">x</a>',
        '<img src="data:image/svg+xml,<svg onload=alert(1)>">',
        '<img src="/admin/supprimer">',
        "<img src=x onerror=alert(1)>",
        "<svg><script>alert(1)</script></svg>",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
        '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
        "<div style=\"background-image:url('http://tracker.example.org')\">",
        '<div style="width:expression(alert(1))">',
        '<div style="color:\\75rl(http://tracker.example.org)">',
        '<div style="margin-top:-900px">',
        "<link rel=stylesheet href=http://evil.example.org><base href=http://evil.example.org>",
        '<meta http-equiv="refresh" content="0;url=http://evil.example.org">',
        "<scr<script>ipt>alert(1)</script>",
        '<a title="x" "onmouseover=alert(1)" href=#>x',
        "<td background=http://tracker.example.org/t.gif>",
    ],
)
def test_attacks_leave_nothing_active(markup: str) -> None:
    safe = clean(markup, URLS).html
    for tag in tags(safe):
        assert not any(
            word in tag.attributes.lower()
            for word in ("script", "onerror", "evil", "tracker", "admin", "data:", "on", "url", "-900")
        )
        assert tag.name in ("a", "img", "div", "p", "td", "table", "tbody", "tr")


def deep(opening: str, number: int) -> str:
    return opening * number


@pytest.mark.parametrize(
    ("markup", "as_text"),
    [
        (deep("<div>", 200_000), True),
        (deep("<b>", 15_000), False),
        (deep("<table><tr><td>", 300), True),
        (deep("<", 1_000_000), True),
        (deep("&", 1_000_000), True),
        (deep('<a "', 200_000), True),
        (deep("<!--", 19_000), False),
        (deep("<script>", 19_000), False),
        ("<p " + "x='" * 300_000 + ">", False),
        ("<p>" + "".join(f"<b title={n}>" for n in range(100)) + "<div>x</div>" * 9_000, False),
        ("<table><tr>" + "".join(f"<i title={n}>" for n in range(100)) + "<p>x" * 9_000, False),
    ],
    ids=["div", "b", "table", "lt", "amp", "attribute", "comment", "script", "quotes", "formatting", "foster"],
)
def test_hostile_markup_stays_small(markup: str, as_text: bool) -> None:
    safe = clean(markup, {})
    assert safe.as_text is as_text
    assert len(safe.html) < 6_000_000
    html_to_text(markup)


def test_unclosed_paragraphs_and_cells_of_old_programs_are_no_depth() -> None:
    safe = clean("<p>un" * 1_000 + "<ul>" + "<li>deux" * 1_000 + "</ul><table>" + "<tr><td>a<td>b" * 1_000, {})
    assert not safe.as_text
    assert safe.html.count("<td>b</td>") == 1_000


def test_text_of_markup() -> None:
    markup = (
        "<html><head><title>T</title></head><body><p>Bonjour&nbsp;!</p><p>Deux<br>lignes</p><ul><li>un<li>deux</ul>"
        "<blockquote>cité<br>encore</blockquote><table><tr><td>a</td><td>b</td></tr></table><pre>x\n  y</pre></body></html>"
    )
    assert html_to_text(markup) == "Bonjour !\n\nDeux\nlignes\n\n- un\n- deux\n> cité\n> encore\na b\nx\n  y"


MARKUP = st.lists(
    st.sampled_from(
        ["<div>", "</div>", "<p>", "</p>", "<b>", "</b>", "<a href='x'>", "</a>", "<table>", "<tr>", "<td>", "</td>",
         "</table>", "<li>",
         "<ul>", "</ul>", "texte", "<script>", "</script>", "<!--", "-->", "<", ">", '"', "'", "=", "&lt;", "<img src='cid:a'>",
         "<img src=http://x.example.org>", "<blockquote>", "</blockquote>", "<svg>", "<style>", "\n", "on", "<p onclick='x'>"]
    ),
    max_size=60,
).map("".join)  # fmt: skip


def clean_again(markup: str) -> str:
    return clean(markup.replace('src="/f/1"', 'src="cid:a"').replace("data-remote-src", "src"), {"a": "/f/1"}).html


@settings(max_examples=300)
@given(MARKUP)
def test_cleaning_is_final(markup: str) -> None:
    safe = clean(markup, {"a": "/f/1"})
    again = clean_again(clean_again(safe.html))
    assert again == clean_again(again)
    assert html_to_text(again) == html_to_text(safe.html)
    for tag in tags(safe.html):
        assert "onclick" not in tag.attributes
        assert tag.name not in ("script", "style", "svg", "")


@settings(max_examples=200)
@given(MARKUP)
def test_tags_follow_each_other(markup: str) -> None:
    found = list(tags(markup))
    assert all(before.end <= after.start for before, after in pairwise(found))
