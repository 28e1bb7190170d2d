"""The facts that the knowledge base publishes. The subject is the article, by its public id."""

from entregent.journal.kinds import kind

article_published = kind(
    "article.published",
    "A version of an article took effect.",
    revision="the editor's number of the version",
    audience="public or internal",
    first="whether the article is new",
)
article_withdrawn = kind(
    "article.withdrawn", "An article is in force no more: taken out of sight, its date over, or deleted.",
    audience="public or internal",
)  # fmt: skip
article_reviewed = kind("article.reviewed", "An article was found right again.", staff="by whom", next="the next review")
article_review_due = kind("article.review_due", "An article is to be read again.", staff="who keeps it right", due="by when")
article_used = kind(
    "article.used",
    "An article was given to a person.",
    how="link or text in an answer, shown by a robot, read by a known person",
    staff="who gave it",
    conversation="in which conversation",
)
article_voted = kind(
    "article.voted", "Somebody said whether an article helped.", useful="whether it did", staff="a colleague's, when it is"
)
