"""Page skeletons and forms, as the browser receives them."""

import pytest
from django import forms
from django.template.loader import render_to_string
from django.test import RequestFactory

from entregent.looks.renderer import LooksRenderer


class Settings(forms.Form):
    default_renderer = LooksRenderer

    name = forms.CharField(label="Name", help_text="As customers see it.")
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea)
    reply = forms.BooleanField(label="Reply", required=False)
    regime = forms.ChoiceField(label="Regime", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    token = forms.CharField(widget=forms.HiddenInput, required=False)


def test_errors_and_help_are_tied_to_their_field() -> None:
    form = Settings({"name": "", "regime": "a"})
    html = str(form)
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert "<legend>Regime" in html
    assert html.count('type="hidden"') == 1


def test_only_fields_that_may_stay_empty_say_so() -> None:
    html = str(Settings())
    assert html.count('class="optional"') == 1


@pytest.mark.parametrize("template", ["403.html", "403_csrf.html", "404.html", "500.html"])
def test_error_pages_need_no_context(template: str) -> None:
    html = render_to_string(template)
    assert html.lstrip().startswith("<!doctype html>")
    assert "<h1>" in html
    assert template.removesuffix(".html").removesuffix("_csrf") in html


def test_the_shell_marks_where_we_are_and_what_to_listen_to() -> None:
    request = RequestFactory().get("/tickets/")
    nav = [
        {"url": "/", "label": "Desk", "icon": "desk", "shortcut": "g d", "current": False},
        {"url": "/tickets/", "label": "Tickets", "icon": "ticket", "current": True, "count": 3},
    ]
    html = render_to_string(
        "looks/shell.html", {"main_nav": nav, "live_url": "/live/stream", "live_topics": "queue agent:7"}, request=request
    )
    assert html.count('aria-current="page"') == 1
    assert 'data-live="queue agent:7"' in html
    assert 'data-shortcut="g d"' in html
    assert "X-CSRFToken" in html


def test_pages_that_are_not_there_are_not_links() -> None:
    html = render_to_string("looks/pagination.html", {"total": 1, "next_url": "?after=x"})
    assert html.count("<a ") == 1
    assert 'rel="next"' in html
