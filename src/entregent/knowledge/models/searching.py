"""What is searched of the articles: written when one is published, read by ``knowledge_search`` (0002_search.sql)."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from entregent.brands.models import Brand, Branded
from entregent.knowledge.models.pages import Article


class Indexed(models.Model):
    """The stems of a published article: of its head (title, other words for it), of all that its readers see, of the note
    that only colleagues see."""

    article = models.OneToOneField(Article, models.CASCADE, primary_key=True, related_name="indexed")
    brand = models.ForeignKey(Brand, models.PROTECT, related_name="+", db_index=False)
    language = models.CharField(max_length=10)
    public = models.BooleanField()
    revision = models.BigIntegerField(null=True, help_text="The version that was read.")
    head = SearchVectorField()
    whole = SearchVectorField()
    note = SearchVectorField()
    words = ArrayField(models.TextField(), help_text="As written, folded: what the dictionary counted.")

    class Meta:
        indexes = [
            GinIndex(fields=["head"], name="knowledge_head", fastupdate=False),
            GinIndex(fields=["whole"], name="knowledge_whole", fastupdate=False),
            GinIndex(fields=["note"], name="knowledge_note", fastupdate=False),
        ]

    def __str__(self) -> str:
        return str(self.article_id)


class Passage(models.Model):
    """A piece of a published article that can be quoted: a section, or a part of a long one."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="passages", db_index=False)
    brand = models.ForeignKey(Brand, models.PROTECT, related_name="+", db_index=False)
    place = models.SmallIntegerField()
    public = models.BooleanField()
    heading = models.CharField(max_length=250, blank=True)
    text = models.TextField()
    stems = SearchVectorField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "place"], name="knowledge_one_passage_a_place")]

    def __str__(self) -> str:
        return f"{self.article_id} {self.place}"


class Word(models.Model):
    """The dictionary of a brand's articles in a language: what a misspelt or unfinished word may mean, how common it is."""

    brand = models.ForeignKey(Brand, models.PROTECT, related_name="+", db_index=False)
    language = models.CharField(max_length=10)
    word = models.TextField()
    stem = models.TextField()
    articles = models.IntegerField(help_text="How many hold it.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand", "language", "word"], name="knowledge_one_word")]
        indexes = [
            models.Index(fields=["brand", "language", "stem"], name="knowledge_stem"),
            GinIndex(OpClass("word", name="gin_trgm_ops"), name="knowledge_like", fastupdate=False),
        ]

    def __str__(self) -> str:
        return self.word


class Synonym(Branded):
    """Words and expressions that readers use for one another."""

    words = ArrayField(models.CharField(max_length=60))

    def __str__(self) -> str:
        return " = ".join(self.words)
