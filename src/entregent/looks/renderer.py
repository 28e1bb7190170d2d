"""Django forms rendered in the house's look wherever `{{ form }}` is written. Set FORM_RENDERER to this class' path."""

from django.forms.renderers import TemplatesSetting


class LooksRenderer(TemplatesSetting):
    """`django.forms` must be installed, so that widgets' own templates are found beside ours."""

    form_template_name = "looks/form.html"
    field_template_name = "looks/field.html"
