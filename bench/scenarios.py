"""How fast a tree of 200 nodes takes a step, in this process, without a database: `python -m bench scenarios`

Understood by a key, by a label among five options of six names each, with a slip, and not understood at all (the dearest: every
name of every option is compared). The forms of words are kept: the first answer to a node since the start is told apart.
The state goes through JSON at each step, as it does in a session.
"""

import json
import statistics
import time

from entregent.scenarios.tree.form import Tree, exported, imported, read
from entregent.scenarios.tree.inputs import Answer, Means
from entregent.scenarios.tree.state import Manner, from_json, to_json
from entregent.scenarios.tree.step import begin, step
from entregent.understanding.typos import closest

NODES, OPTIONS, STEPS = 200, 5, 4000


def main() -> None:
    started = time.perf_counter()
    form = read(_document())
    print(f"a tree of {NODES} nodes is read in {(time.perf_counter() - started) * 1e3:.1f} ms", flush=True)
    started = time.perf_counter()
    imported(exported(form))
    print(f"written and read again in {(time.perf_counter() - started) * 1e3:.1f} ms")
    tree, means = Tree(form), Means(match=closest)
    _figures("by its key", tree, means, lambda node: Answer(key="3"))
    _figures("by its label", tree, means, lambda node: Answer(f"Option 3 de {node}"))
    _figures("with a slip", tree, means, lambda node: Answer(f"Opton 3 de {node}"))
    _figures("not understood", tree, means, lambda node: Answer("rien à voir avec tout ce qui est proposé ici"))


def _document():
    def question(place):
        options = [
            {
                "key": str(key), "label": {"fr": f"Option {key} de n{place}"}, "next": f"n{(place * 3 + key) % NODES}",
                "synonyms": {"fr": [f"mot{key}{one} du sujet {place}" for one in range(5)]},
            }
            for key in range(1, OPTIONS + 1)
        ]  # fmt: skip
        return {"kind": "choice", "text": {"fr": f"Question {place}, {{prenom|bonjour}} ?"}, "options": options}

    nodes = {f"n{place}": question(place) for place in range(NODES - 1)} | {f"n{NODES - 1}": {"kind": "end"}}
    return {"form": 1, "languages": ["fr"], "media": ["chat"], "start": "n0", "variables": {"prenom": {}}, "nodes": nodes}


def _figures(name, tree, means, answer):
    state, _effects = begin(tree, Manner("chat"), means=means)
    start, seen, first, again = state, set(), [], []
    for _ in range(STEPS):
        document, given, node = json.dumps(to_json(state)), answer(state.node), state.node
        started = time.perf_counter()
        state, _effects = step(tree, from_json(json.loads(document)), given, means)
        (again if node in seen else first).append(time.perf_counter() - started)
        seen.add(node)
        if state.over:
            state = start
    cut = statistics.quantiles(again, n=20)
    print(
        f"a step, {name}: p50 {cut[9] * 1e3:.3f} ms, p95 {cut[18] * 1e3:.3f} ms, worst {max(again) * 1e3:.2f} ms;"
        f" the first at a node {statistics.median(first) * 1e3:.2f} ms"
    )


if __name__ == "__main__":
    main()
