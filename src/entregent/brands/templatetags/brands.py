"""The brand's own word for its customers, in templates."""

from django import template
from django.utils.translation import get_language

from entregent.brands.models import Brand
from entregent.brands.rules import DEFAULT_WORD, customer_word

register = template.Library()


@register.simple_tag
def customer(brand: Brand | None, form: str = "singular") -> str:
    """`{% customer brand "of the" %}` → « du sociétaire »; without a brand (or with several), « du client ».

    Forms: brands.rules.FORMS. `{% customer brand "the" as word %}{{ word|capfirst }}` begins a sentence.
    """
    return customer_word(brand.vocabulary if brand else DEFAULT_WORD, form, get_language() or "fr")
