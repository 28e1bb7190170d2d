from django.apps import AppConfig


class LooksConfig(AppConfig):
    """The house's look: stylesheets, icons, base templates, template tags and small scripts. Owns no table."""

    name = "entregent.looks"
    label = "looks"
