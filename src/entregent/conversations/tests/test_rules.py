"""How a mail is shown, who is called."""

import pytest

from entregent.conversations.rules import remote_images, shown_as_written, still_called, with_remote_images


@pytest.mark.parametrize(
    ("html", "shown"),
    [("<p>Bonjour <b>à tous</b></p>", False), ("<table><tr><td>x</td></tr></table>", True), ('<img src="x">', True),
     ('<div style="background-color:red">x</div>', True), ("<div>x<br>y</div>", False)],
)  # fmt: skip
def test_a_mail_of_paragraphs_reads_as_text(html: str, shown: bool) -> None:
    assert shown_as_written(html) is shown


def test_remote_images_come_in_only_when_asked() -> None:
    html = '<img data-remote-src="https://example.org/a.png"><img src="/files/1/b.png">'
    assert remote_images(html) == 1
    shown, count = with_remote_images(html)
    assert (shown, count) == ('<img src="https://example.org/a.png"><img src="/files/1/b.png">', 1)


def test_only_those_whose_name_still_stands_are_called_once() -> None:
    names = [("1", "Claire Morvan"), ("2", "Samir A"), ("3", "Awa")]
    assert still_called("@claire morvan et @Awa, puis @Claire Morvan", names) == ["1", "3"]
    assert still_called("Claire Morvan, sans arobase", names) == []
