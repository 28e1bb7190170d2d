"""What a search costs among 20,000 articles of one brand: questions as they are asked, a third with a slip, a third unfinished.

The articles are made in the tables themselves, as publishing would leave them: by the editor it would take half an hour.
"""

import statistics
import time
import tomllib
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any

import psycopg

from bench import house

ARTICLES, OF_A_HEAD, OF_A_PASSAGE, PASSAGES = 20_000, 5, 40, 3
QUESTIONS = 400
TEXTS = Path(__file__).parent.parent / "src/entregent/demo/texts"
BEFORE = ("", "re", "pre", "sur", "contre", "tele", "sous")
"""Real words and what French makes of them: about as many as so many articles hold."""

COPIES = """
INSERT INTO {table} ({columns}) SELECT {values} FROM {table} t, generate_series(1, %(articles)s) n
WHERE t.{key} = %(model)s
"""
INDEX = """
INSERT INTO knowledge_indexed (article_id, brand_id, language, public, revision, head, whole, note, words)
SELECT first.id + n, %(brand)s, 'fr', true, null, knowledge_stems('fr', w.head), knowledge_stems('fr', w.head || w.whole), '',
    ARRAY(SELECT DISTINCT unnest(w.head || w.whole))
FROM written w, (SELECT %(model)s::integer AS id) first;
"""
CUT = """
INSERT INTO knowledge_passage (article_id, brand_id, place, public, heading, text, stems)
SELECT %(model)s::integer + w.n, %(brand)s, place, true, '', array_to_string(words, ' '), knowledge_stems('fr', words)
FROM written w, generate_series(0, %(passages)s - 1) place,
    LATERAL (SELECT w.whole[place * %(long)s + 1 : (place + 1) * %(long)s] AS words) cut;
"""
HEAVY = """
SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'knowledge_indexed' AND indexdef LIKE '%USING gin%'
"""
COUNT = """
INSERT INTO knowledge_word (brand_id, language, word, stem, articles)
SELECT %(brand)s, 'fr', word, stem, articles FROM (
    SELECT word, count(*) AS articles FROM knowledge_indexed, unnest(words) word WHERE article_id > %(model)s GROUP BY word) k,
    knowledge_stem('fr', word) stem
WHERE stem <> '' ON CONFLICT DO NOTHING
"""


def _vocabulary() -> list[str]:
    """Folded words of the demonstration's own texts, the commonest first."""
    from entregent.knowledge.rules.words import words_of

    found: dict[str, None] = {}
    for file in sorted(TEXTS.glob("**/*.toml")):
        found |= dict.fromkeys(words_of(str(tomllib.loads(file.read_text(encoding="utf-8")))))
    plain = [word for word in found if word.isalpha() and len(word) > 2]
    return [f"{before}{word}" for before in BEFORE for word in plain]


def _brand() -> tuple[Any, int]:
    """A brand with a help site and one article: its id, and the number of the article."""
    from entregent.brands.models import Brand
    from entregent.brands.scope import visible
    from entregent.knowledge import actions
    from entregent.knowledge.models import Article, Category

    brand = Brand.objects.create(slug="bench", name="Bench", code="BCH")
    with visible([brand.id]):
        shelf = actions.write(actions.open_help(brand), Category, title="Rayon")
        return brand.id, actions.write(shelf, Article, title="Modèle", summary="Voici.").pk


def _fill(owner: str, brand: Any, model: int, words: list[str], random: Random) -> None:
    shares = list(accumulate(1 / (rank + 8) for rank in range(len(words))))
    with psycopg.connect(owner) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE written (n integer, head text[], whole text[])")
        with cursor.copy("COPY written FROM STDIN") as copy:
            for n in range(1, ARTICLES + 1):
                head = random.choices(words, cum_weights=shares, k=OF_A_HEAD)
                copy.write_row((n, head, random.choices(words, cum_weights=shares, k=OF_A_PASSAGE * PASSAGES)))
        given = {"articles": ARTICLES, "model": model, "brand": brand, "passages": PASSAGES, "long": OF_A_PASSAGE}
        for table, key, changed in (
            ("wagtailcore_page", "id", {
                "id": "t.id + n", "path": "substr(t.path, 1, 12) || lpad(upper(to_hex(n + 4096)), 4, '0')",
                "slug": "'article-' || n", "url_path": "t.url_path || n || '/'", "title": "'Article ' || n",
                "translation_key": "gen_random_uuid()", "latest_revision_id": "null", "live_revision_id": "null",
            }),
            ("knowledge_article", "page_ptr_id", {"page_ptr_id": "t.page_ptr_id + n", "public_id": "gen_random_uuid()"}),
        ):  # fmt: skip
            cursor.execute("SELECT column_name FROM information_schema.columns WHERE table_name = %s", [table])
            columns = [name for (name,) in cursor.fetchall()]
            values = ", ".join(changed.get(name, f"t.{name}") for name in columns)
            statement = COPIES.format(table=table, columns=", ".join(columns), values=values, key=key)
            cursor.execute(statement, given)
        cursor.execute(HEAVY)
        drawn = cursor.fetchall()
        for name, _definition in drawn:  # built once at the end: a tenth of the time
            cursor.execute(f"DROP INDEX {name}")
        for statement in (INDEX, CUT, COUNT):
            cursor.execute(statement, given)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for _name, definition in drawn:
            cursor.execute(definition)
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


def _questions(words: list[str], random: Random) -> list[tuple[str, bool]]:
    """(words, whether the last is unfinished)."""
    asked = []
    shares = list(accumulate(1 / (rank + 8) for rank in range(len(words))))
    for place in range(QUESTIONS):
        chosen = random.choices(words, cum_weights=shares, k=random.randint(1, 5))
        longest = max(range(len(chosen)), key=lambda at: len(chosen[at]))
        word = chosen[longest]
        if place % 3 == 1 and len(word) > 4:
            at = random.randrange(1, len(word) - 2)
            chosen[longest] = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        if place % 3 == 2:
            chosen[-1] = chosen[-1][:4]
        asked.append((" ".join(chosen), place % 3 == 2))
    return asked


def run() -> None:
    """Print the figures."""
    random = Random(20_000)
    with house.database() as owner:
        house.django()
        from entregent.brands.scope import visible
        from entregent.knowledge.queries import search

        words, began = _vocabulary(), time.perf_counter()
        brand, model = _brand()
        _fill(owner, brand, model, words, random)
        print(f"knowledge: {ARTICLES} articles of {len(words)} words made in {time.perf_counter() - began:.0f} s")
        times: dict[str, list[float]] = {"as asked": [], "with a slip": [], "unfinished": []}
        found = 0
        for place, (question, unfinished) in enumerate([*_questions(words, random)[:20], *_questions(words, random)]):
            with visible([brand]):
                started = time.perf_counter()
                hits = search(brand, question, public_only=True, unfinished=unfinished)
                took = (time.perf_counter() - started) * 1000
            if place >= 20:
                times[list(times)[(place - 20) % 3]].append(took)
                found += bool(hits)
        told = [one for each in times.values() for one in each]
        cuts = statistics.quantiles(told, n=100)
        print(f"knowledge: a search: p50 {cuts[49]:.1f}, p95 {cuts[94]:.1f}, longest {max(told):.0f} ms (aim: p95 ≤ 50)")
        for name, each in times.items():
            cuts = statistics.quantiles(each, n=100)
            print(f"knowledge: {name}: p50 {cuts[49]:.1f}, p95 {cuts[94]:.1f} ms")
        print(f"knowledge: {found} of {QUESTIONS} questions found something")


if __name__ == "__main__":
    run()
