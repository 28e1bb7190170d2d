"""How soon an assistant answers in the chat, and how soon the widget stands on a page.

``python -m bench.bot [--turns 300]``. One visitor at a time, over the real public port: a sentence of free text (with slips, or
that only the trained model of the brand understands) to the answer that has the assistant's next words. The widget is opened
in a browser on a page of another site, each time as by somebody who was never there.
"""

import argparse
import os
import statistics
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import uuid4

from playwright.sync_api import sync_playwright

from bench import house
from bench.chat import PORT, SITE, post

SITE_PORT = PORT + 7
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
SENTENCES = (
    "suivre ma comande", "ou en est mon colis svp", "je voudrais savoir quand arrive ce que j'ai acheté", "bonjour",
    "mon paquet n'est toujours pas là", "vous êtes ouverts quand ?", "quel temps fera-t-il demain", "suivi",
)  # fmt: skip
LEARNT = {
    "suivi": ("Où est mon colis ?", "Quand arrive ma commande ?", "Mon paquet n'est pas arrivé", "suivre ma livraison",
              "je n'ai rien reçu", "où en est mon envoi", "ma commande a du retard", "date de livraison", "colis perdu",
              "le livreur n'est pas passé", "je veux suivre mon achat", "livraison prévue quand"),
    "horaires": ("Quels sont vos horaires ?", "À quelle heure ouvrez-vous ?", "ouvert le samedi ?", "vous fermez quand",
                 "horaires d'ouverture", "êtes-vous ouverts dimanche", "à quelle heure fermez-vous", "jours d'ouverture",
                 "ouvert à midi ?", "quand puis-je venir", "le magasin ouvre quand", "fermeture à quelle heure"),
    "resilier": ("Je veux résilier", "arrêter mon abonnement", "comment partir de chez vous", "mettre fin au contrat",
                 "annuler mon contrat", "je pars", "résiliation", "clôturer mon compte", "je ne veux plus de ce contrat",
                 "fin d'abonnement", "stopper le prélèvement", "je souhaite vous quitter"),
}  # fmt: skip


def prepare() -> Any:
    """A brand with a widget that a scenario answers, and a model that has learnt; the widget's key."""
    from django.utils import timezone

    from entregent.brands.models import Brand
    from entregent.brands.scope import visible
    from entregent.channels.chat.models import Widget
    from entregent.routing.models import Queue
    from entregent.scenarios import actions as scenarios
    from entregent.understanding import actions as understanding
    from entregent.understanding.actions.training import train

    brand, now = Brand.objects.create(slug="banc", name="Banc", code="BAN"), timezone.now()
    options = [
        {"key": str(place), "label": {"fr": label}, "next": "menu", "intent": intent}
        for place, (intent, label) in enumerate(
            (("suivi", "Suivre ma commande"), ("horaires", "Horaires"), ("resilier", "Résilier")), 1
        )
    ]
    tree = {
        "form": 1, "languages": ["fr"], "media": ["chat"], "start": "menu",
        "nodes": {
            "menu": {"kind": "choice", "text": {"fr": "Que voulez-vous ?"}, "lost": "encore",
                     "options": [*options, {"key": "9", "label": {"fr": "Rien d’autre"}, "next": "fin"}]},
            "encore": {"kind": "say", "text": {"fr": "Reprenons."}, "next": "menu"},
            "fin": {"kind": "end", "text": {"fr": "Au revoir."}},
        },
    }  # fmt: skip
    with visible([brand.id]):
        queue = Queue.objects.create(brand=brand, name="Discussion", is_default=True)
        for name, sentences in LEARNT.items():
            intent = understanding.save_intent(brand.id, name, name=name, now=now, actor="system:bench")
            understanding.add_examples(intent, "fr", sentences, now=now, actor="system:bench")
        made = scenarios.create_scenario(brand.id, "banc", "Banc", tree, now=now, actor="system:bench")
        scenarios.publish(made.scenario_id, now=now, actor="system:bench")
        widget = Widget.objects.create(
            brand=brand,
            name="Site",
            queue=queue,
            origins=[SITE, f"http://127.0.0.1:{SITE_PORT}"],
            secret="",
            scenario=made.scenario,
        )
        model = understanding.ask_training(brand.id, "fr", by=None, now=now)
    train(brand.id, model.id, now=now)
    return widget.id


def turns(widget: Any, count: int) -> list[float]:
    """Milliseconds from the post of a sentence to the assistant's next words."""
    times: list[float] = []
    while len(times) < count:  # another visitor before this one has said more than people say in a minute
        token = post(widget, "sync")["token"]
        post(widget, "say", token=token, client=str(uuid4()), text="")
        for sentence in SENTENCES * 2:
            began = time.perf_counter()
            told = post(widget, "say", token=token, client=str(uuid4()), text=sentence)
            times.append((time.perf_counter() - began) * 1000)
            if told["situation"]["chat"]["state"] != "assisted":
                break
    return times


SEEN = """
    const look = () => {
        const shadows = [...document.querySelectorAll("*")].map((one) => one.shadowRoot)
        const there = shadows.some((one) => one?.querySelector(".launcher")?.checkVisibility())
        requestAnimationFrame(there ? () => { window.seenAt = performance.now() } : look)
    }
    look()
"""


def paints(widget: Any, count: int) -> list[float]:
    """Milliseconds from the beginning of a page of another site until the frame after the widget's button stands on it."""
    script = f'<script src="http://127.0.0.1:{PORT}/widget.js" data-widget="{widget}" async></script>'
    page = f'<!doctype html><html lang="fr"><title>Site</title><body>{script}'.encode()

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, *_said: Any) -> None:
            pass

    site = ThreadingHTTPServer(("127.0.0.1", SITE_PORT), Site)
    threading.Thread(target=site.serve_forever, daemon=True).start()
    times = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        for _ in range(count):
            context = browser.new_context()
            tab = context.new_page()
            tab.add_init_script(SEEN)
            tab.goto(f"http://127.0.0.1:{SITE_PORT}/")
            times.append(tab.wait_for_function("() => window.seenAt").json_value())
            context.close()
        browser.close()
    site.shutdown()
    return times[1:]  # the first one starts the browser's own processes


def told(times: list[float]) -> str:
    """Median and 95th percentile in words."""
    return f"median {statistics.median(times):.0f} ms, p95 {statistics.quantiles(times, n=20)[-1]:.0f} ms"


def run(count: int) -> None:
    """Print the figures."""
    os.environ["ENTREGENT_CHAT_REQUESTS_PER_MINUTE"] = "1000000"
    with house.database():
        house.django()
        with house.process("public", "--port", str(PORT)):
            house.wait_for(f"http://127.0.0.1:{PORT}/live/health", 120)
            widget = prepare()
            turns(widget, 20)
            print(f"bot: an answer to free text, {count} sentences: {told(turns(widget, count))} (aim p95 150)", flush=True)
            print(f"bot: the widget's button on a page of another site: {told(paints(widget, 21))} (aim 300)")


if __name__ == "__main__":
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--turns", type=int, default=300)
    run(arguments.parse_args().turns)
