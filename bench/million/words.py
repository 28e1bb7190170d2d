"""What customers are called and what they write, put in passing tables for the statements that fill."""

import random

import psycopg

from entregent.demo.people import bag, family_names
from entregent.people.rules.search import words_of

STARTS = "Bel Mar Le Ker Du Mon Ro Gui Tre Cha Val Per Fon Gar Las Bou Sau Cor Mal Ver Bri Hau Pel Dal Ne"
MIDDLES = "mar lan ve ri go na bou de so te chi la mi ro que"
ENDINGS = "ec tier ot nel rand eau in son ez ais ard oux et ville mont ière igny ac"
THEMES = (
    "Remboursement de lunettes|Changement d’adresse|Facture contestée|Prélèvement refusé|Carte perdue|Résiliation du contrat|"
    "Colis non reçu|Panne de la box|Relevé du compteur|Devis dentaire|Attestation de droits|Erreur de tarif|Ajout d’un enfant|"
    "Mot de passe oublié|Rendez-vous du technicien|Double paiement|Échéancier|Bon de retour|Portabilité|Hospitalisation"
)
SUBJECTS = THEMES.split("|")
WRITTEN = (
    "bonjour madame monsieur je vous écris au sujet de mon contrat car la facture du mois dernier ne correspond pas au devis "
    "reçu et le remboursement promis par votre conseiller manque toujours merci de me répondre rapidement cordialement dossier "
    "adhérent attestation prélèvement adresse numéro téléphone rendez-vous livraison colis panne compteur échéance"
)
WORDS = WRITTEN.split()


def load(connection: psycopg.Connection) -> None:
    """Make the tables ``given``, ``family`` (with their search words), ``subject`` and ``phrase``."""
    dice = random.Random(7)
    given = [name for sex in ("women", "men") for age in ("old", "middle", "young") for name in bag(sex, age)]
    borne = sorted(set(family_names()))
    parts = [part.split() for part in (STARTS, MIDDLES, MIDDLES, ENDINGS)]
    made = {"".join(dice.choice(part) for part in parts) for _ in range(30_000)}
    phrases = [" ".join(dice.choices(WORDS, k=dice.randint(20, 120))).capitalize() + "." for _ in range(400)]
    _names(connection, "given", given)
    _names(connection, "family", borne + sorted(made - set(borne)))
    _texts(connection, "subject", SUBJECTS)
    _texts(connection, "phrase", phrases)


def _names(connection: psycopg.Connection, table: str, names: list[str]) -> None:
    connection.execute(f"CREATE UNLOGGED TABLE {table} (place int PRIMARY KEY, name text, key text, mail text)")
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN") as copy:
        for place, name in enumerate(names):
            words = words_of(name)
            joined = ["".join(words)] if len(words) > 1 else []
            copy.write_row((place, name, " ".join(words + joined), "".join(words)))
    connection.execute(f"ANALYZE {table}")


def _texts(connection: psycopg.Connection, table: str, texts: list[str]) -> None:
    connection.execute(f"CREATE UNLOGGED TABLE {table} (place int PRIMARY KEY, text text)")
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN") as copy:
        for row in enumerate(texts):
            copy.write_row(row)
    connection.execute(f"ANALYZE {table}")
