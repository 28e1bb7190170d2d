"""Trees that tests are made of."""

from typing import Any

from entregent.scenarios.tree.form import Form, Tree, read


def both(french: str, english: str = "") -> dict[str, str]:
    return {"fr": french, "en": english or french}


def document(nodes: dict[str, dict[str, Any]], start: str = "", **fields: Any) -> dict[str, Any]:
    """A form of these nodes, in French and English, for every medium."""
    return {
        "form": 1, "languages": ["fr", "en"], "media": ["chat", "web", "script", "phone"],
        "start": start or next(iter(nodes)), "nodes": nodes, **fields,
    }  # fmt: skip


def form(nodes: dict[str, dict[str, Any]], **fields: Any) -> Form:
    return read(document(nodes, **fields))


def tree(nodes: dict[str, dict[str, Any]], **fields: Any) -> Tree:
    return Tree(form(nodes, **fields))


def say(text: str, next: str, **fields: Any) -> dict[str, Any]:
    return {"kind": "say", "text": both(text), "next": next, **fields}


def end(text: str = "Au revoir.", **fields: Any) -> dict[str, Any]:
    return {"kind": "end", "text": both(text), **fields}


def hand(**fields: Any) -> dict[str, Any]:
    return {"kind": "hand", "text": both("Un conseiller vous répond."), **fields}


def option(key: str, label: str, next: str, **fields: Any) -> dict[str, Any]:
    return {"key": key, "label": both(label), "next": next, **fields}


def choice(text: str, *options: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"kind": "choice", "text": both(text), "options": list(options), **fields}


def collect(what: str, saves: str, next: str, **fields: Any) -> dict[str, Any]:
    return {"kind": "collect", "what": what, "saves": saves, "text": both("Dites-le."), "next": next, **fields}


SHOP = document(
    {
        "bonjour": say("Bonjour {person.given_name}", "menu", mandatory="always"),
        "menu": choice(
            "Que voulez-vous faire ?",
            option("1", "Suivre ma commande", "numero", synonyms={"fr": ["colis", "livraison"]}, intent="suivi"),
            option("2", "Faire une réclamation", "mail"),
            option("3", "Autre chose", "main"),
        ),
        "numero": collect("order", "commande.numero", "suivi", confirm=both("Vous avez dit {commande.numero} ?")),
        "suivi": {
            "kind": "lookup", "what": "connector", "name": "commandes", "by": {"numero": "{commande.numero}"},
            "saves": {"commande.statut": "statut"}, "text": both("Je regarde."), "found": "statut", "missing": "perdu",
            "failed": "main",
        },
        "statut": end("Votre commande est {commande.statut|en préparation}.", outcome="answered"),
        "perdu": say("Je ne trouve pas cette commande.", "main"),
        "mail": collect("mail", "courriel", "plainte"),
        "plainte": collect("text", "motif", "ouvre"),
        "ouvre": {
            "kind": "ticket", "does": "open", "subject": "Réclamation", "body": "{motif}", "type": "complaint",
            "queue": "Contrats", "next": "merci", "failed": "main",
        },
        "merci": end("C’est noté sous le numéro {ticket.number}.", outcome="complaint"),
        "main": hand(queue="Contrats", reason="other"),
    },
    variables={
        "commande.numero": {}, "commande.statut": {}, "courriel": {"type": "mail"}, "motif": {},
    },
)  # fmt: skip
