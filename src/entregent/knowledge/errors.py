"""What the knowledge base refuses, in words that can be shown."""


class KnowledgeRefused(ValueError):
    """A change that cannot be made as it was asked."""
