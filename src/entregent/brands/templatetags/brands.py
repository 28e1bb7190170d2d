"""The brand's own word for its customers, in templates."""

from django import template
from django.utils.translation import get_language

from entregent.brands.models import Brand
from entregent.brands.rules import customer_word
from entregent.brands.vocabulary import in_force

register = template.Library()


@register.simple_tag
def customer(brand: Brand | None, form: str = "singular") -> str:
    """`{% customer brand "of the" %}` → « du sociétaire »; without a brand, the word of the visitor's brands.

    Forms: brands.rules.FORMS. `{% customer brand "the" as word %}{{ word|capfirst }}` begins a sentence.
    """
    return customer_word(brand.vocabulary if brand else in_force(), form, get_language() or "fr")
