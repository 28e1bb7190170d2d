"""The sound of words and of waiting, until the brand has voices of its own."""

from uuid import UUID

from entregent.speech import prompts


def say(brand: UUID, words: str, language: str) -> str:
    """The file in which these words are said. Raises what the voice raises."""
    return str(prompts.say(words, language, brand=brand))


def music(brand: UUID) -> list[str]:
    """What is heard by whoever waits."""
    return [str(path) for path in prompts.music(brand)]
