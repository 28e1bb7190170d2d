"""What the knowledge base refuses."""


class KnowledgeRefused(ValueError):
    """What was asked cannot be done; the message is for whoever asked."""
