"""What a tree says and does, step by step."""

from typing import Any

from entregent.scenarios.tests.trees import SHOP, both, choice, collect, end, form, hand, option, say, tree
from entregent.scenarios.tree import effects as out
from entregent.scenarios.tree.form import Tree
from entregent.scenarios.tree.inputs import (
    Answer,
    Carry,
    Heard,
    Input,
    Interrupt,
    Leave,
    Means,
    Objected,
    Result,
    Silence,
    Speak,
)
from entregent.scenarios.tree.state import Manner, State
from entregent.scenarios.tree.step import begin, step

CHAT, PHONE = Manner("chat"), Manner("phone", speaks=True, confirms=True)


class Talk:
    """A session with its last effects."""

    def __init__(self, of: Tree, manner: Manner = CHAT, means: Means | None = None, **variables: Any) -> None:
        self.tree, self.means = of, means or Means()
        self.state, self.effects = begin(of, manner, variables=variables, means=self.means)

    def __call__(self, *inputs: Input | str) -> "Talk":
        for input in inputs:
            one = Answer(input) if isinstance(input, str) else input
            self.state, self.effects = step(self.tree, self.state, one, self.means)
        return self

    def result(self, exit: str, **values: Any) -> "Talk":
        return self(Result(self.state.serial, exit, {name.replace("__", "."): value for name, value in values.items()}))

    @property
    def said(self) -> list[str]:
        return [effect.text for effect in self.effects if isinstance(effect, out.Said)]

    @property
    def asks(self) -> out.Asks:
        return next(effect for effect in self.effects if isinstance(effect, out.Asks))

    @property
    def over(self) -> tuple[str, str]:
        effect = self.effects[-1]
        assert isinstance(effect, out.Over)
        return effect.kind, effect.detail


def shop(manner: Manner = CHAT, **variables: Any) -> Talk:
    from entregent.scenarios.tree.form import read

    return Talk(Tree(read(SHOP)), manner, **variables)


def test_a_lookup_between_two_answers() -> None:
    talk = shop()("où est mon colis")("cmd-12345")
    assert talk.said == ["Vous avez dit CMD-12345 ?"] and [one.label for one in talk.asks.options] == ["Oui", "Non"]
    talk("oui")
    (look,) = [effect for effect in talk.effects if isinstance(effect, out.Look)]
    assert (look.name, look.by, talk.said) == ("commandes", (("numero", "CMD-12345"),), ["Je regarde."])
    assert talk.result("found", commande__statut="expédiée").said == ["Votre commande est expédiée."]
    assert talk.over == ("ended", "answered")


def test_what_is_read_back_and_wrong_is_asked_again() -> None:
    talk = shop()("1", "cmd-12345", "non")
    assert talk.state.variables["commande.numero"] is None and talk.asks.kind == "order"
    assert talk("non plus", "hein").over == ("handed", "misunderstood")


def test_three_answers_that_are_not_understood_go_elsewhere_once_then_to_an_agent() -> None:
    nodes = {
        "menu": choice("Quoi ?", option("1", "Un", "fin"), retries=[both("Dites un."), both("Tapez un.")], lost="autre"),
        "autre": collect("number", "n", "fin", silence=both("Allô ?")),
        "fin": end(),
    }
    talk = Talk(tree(nodes, variables={"n": {"type": "number"}}))
    assert talk("zzz").said == ["Dites un."] and talk("zzz").said == ["Tapez un."]
    assert talk("zzz").state.node == "autre"
    assert talk(Silence()).said == ["Allô ?"]
    talk("zzz", "zzz")
    assert talk.over == ("handed", "misunderstood") and talk.said == ["Je vous mets en relation avec un conseiller."]


def test_a_voice_says_the_spoken_words_and_offers_each_option() -> None:
    nodes = {
        "menu": {
            "kind": "choice", "text": {"fr": {"written": "Choisissez :", "spoken": "Que souhaitez-vous ?"}, "en": "Choose"},
            "options": [option("1", "Suivre une commande", "fin"), option("2", "SAV", "fin")],
        },
        "fin": end(),
    }  # fmt: skip
    talk = Talk(tree(nodes), PHONE)
    assert talk.said == ["Que souhaitez-vous ?"]
    assert [one.spoken for one in talk.asks.options] == ["Pour suivre une commande, tapez 1.", "Pour SAV, tapez 2."]
    assert Talk(tree(nodes)).said == ["Choisissez :"]


def test_intents_typos_and_words_lead_to_an_option() -> None:
    assert shop()(Answer("je voudrais savoir quand ça arrive", intents=("suivi",))).state.node == "numero"
    slips = Means(match=lambda said, choices: next((one for one in choices if one.startswith("Faire")), None))
    from entregent.scenarios.tree.form import read

    assert Talk(Tree(read(SHOP)), CHAT, slips)("fère une reclamassion").state.node == "mail"


def test_what_an_ear_is_not_sure_of_is_said_again_first() -> None:
    nodes = {
        "menu": choice("Quoi ?", option("1", "Suivi", "date"), option("2", "Autre", "date")),
        "date": collect("date", "naissance", "fin"), "fin": end(),
    }  # fmt: skip
    talk = Talk(tree(nodes, variables={"naissance": {"type": "date"}}), PHONE)
    talk(Answer("Suivi", confidence=0.4))
    assert talk.said == ["J’ai compris\u202f: Suivi. Est-ce bien cela\u202f?"] and talk.state.node == "menu"
    assert talk(Answer("non", confidence=0.9)).state.missed == 1 and talk.state.waits == "answer"
    talk(Answer("Suivi", confidence=0.4), Answer("Oui", confidence=0.3))
    assert talk.state.node == "date" and talk.state.missed == 0
    talk(Answer("le 3 mars 1980", confidence=0.2))
    assert talk.said == ["J’ai compris\u202f: lundi 3 mars 1980. Est-ce bien cela\u202f?"]
    talk(Answer("répétez", confidence=0.9))
    assert talk.state.waits == "answer" and talk.asks.kind == "date"
    assert talk(Answer("le 3 mars 1980", confidence=0.2), Answer(key="1")).over == ("ended", "done")
    assert talk.state.variables["naissance"] == "1980-03-03"


def test_where_two_options_are_as_likely_one_is_asked_which() -> None:
    nodes = {
        "menu": choice("Quoi ?", *(option(key, key, "fin", intent=f"i{key}") for key in ("1", "2", "3"))), "fin": end(),
    }  # fmt: skip
    talk = Talk(tree(nodes))(Answer("l'un ou l'autre", between=("i1", "i3")))
    assert talk.said == ["Voulez-vous dire\u202f:"] and [one.key for one in talk.asks.options] == ["1", "3"]
    assert talk("zzz", "zzz").over == ("handed", "misunderstood")


def test_an_agent_can_be_asked_for_everywhere_and_one_goes_back() -> None:
    assert shop()("un conseiller").over == ("handed", "asked")
    assert shop()(Answer(key="0")).over == ("handed", "asked")
    talk = shop()("2")
    assert talk.asks.back and talk(Interrupt("back")).state.node == "menu" and not talk.asks.back
    assert talk("2", "retour").state.node == "menu"
    assert talk(Answer(key="*")).said == ["Que voulez-vous faire ?"] and talk(Interrupt("repeat")).state.node == "menu"


def test_an_own_way_to_the_agent() -> None:
    nodes = {
        "menu": choice("Quoi ?", option("1", "Un", "fin")),
        "fin": end(),
        "heures": {"kind": "hours", "open": "main", "closed": "ferme"},
        "main": hand(),
        "ferme": end("Fermé jusqu’à {hours.opening}."),
    }
    talk = Talk(tree(nodes, agent="heures"))("conseiller")
    assert isinstance(talk.effects[-1], out.Opening)
    talk.result("closed", hours__opening="2026-11-23T09:00:00+01:00")
    assert talk.said == ["Fermé jusqu’à lundi 23 novembre à 9\u00a0h."]


def test_a_long_wait_is_offered_another_way() -> None:
    nodes = {
        "attente": {"kind": "wait", "queue": "Contrats", "minutes": 5, "short": "main", "long": "offre"},
        "offre": {"kind": "deflect", "to": "web", "text": both("{queue.wait} min d’attente. Continuer en ligne ?"),
                  "given": both("Code {carry.code}."), "accepted": "main", "refused": "main"},
        "main": hand(),
    }  # fmt: skip
    talk = Talk(tree(nodes), PHONE)
    assert talk.effects[-1] == out.Expect(talk.state.serial, "Contrats", 5)
    assert talk.result("long", queue__wait=12).said == ["12 min d’attente. Continuer en ligne ?"]
    assert out.Offered("web") in talk.effects
    assert out.Settled("web", False) in talk("non").effects and talk.over == ("handed", "tree")
    short = Talk(tree(nodes), PHONE).result("short", queue__wait=2)
    assert short.over == ("handed", "tree") and out.Offered("web") not in short.effects


def test_a_mention_is_heard_before_anything_else() -> None:
    talk = shop(PHONE)
    assert talk.asks.kind == "acknowledge" and talk.effects[1] == out.Said("Bonjour", mandatory=True)
    assert talk(Interrupt("agent")).state.waits == "mention" and talk("un conseiller").state.waits == "mention"
    assert talk(Heard()).state.node == "menu" and talk(Heard()).effects == ()


def test_a_mention_that_was_gone_round_is_said_before_the_end() -> None:
    nodes = {
        "menu": choice("Quoi ?", option("1", "Lire", "lire"), option("2", "Finir", "fin")),
        "lire": say("La loi dit.", "fin", mandatory="always", acknowledge=True), "fin": end(),
    }  # fmt: skip
    talk = Talk(tree(nodes))("2")
    assert talk.said == ["La loi dit."] and talk.asks.kind == "acknowledge"
    assert talk("oui").over == ("ended", "done")
    assert Talk(tree(nodes))("un conseiller", "hein", "quoi", "zzz").over == ("ended", "unheard")
    assert Talk(tree(nodes))("zzz", "zzz", "zzz", "oui").over == ("handed", "misunderstood")


def test_a_tree_runs_another_and_goes_on() -> None:
    asks = form({"q": collect("number", "note", "merci"), "merci": end("Merci.")}, variables={"note": {"type": "number"}})
    nodes = {"va": {"kind": "run", "scenario": "note", "next": "fin"}, "fin": end("Note {note}.", outcome="noted")}
    both_trees = Tree(form(nodes, variables={"note": {"type": "number"}}), {"note": asks})
    talk = Talk(both_trees)
    assert [(one.scenario, one.node) for one in talk.effects if isinstance(one, out.Entered)] == [("", "va"), ("note", "q")]
    assert talk("8").said == ["Merci.", "Note 8."] and talk.over == ("ended", "noted")
    assert Talk(Tree(form(nodes))).over == ("handed", "fault")


def test_a_session_goes_on_elsewhere() -> None:
    nodes = {
        "offre": {"kind": "deflect", "to": "web", "text": both("Continuer en ligne ?"), "given": both("Code {carry.code}."),
                  "accepted": "suite", "refused": "main"},
        "suite": choice("Quoi ?", option("1", "Un", "fin")), "main": hand(), "fin": end(),
    }  # fmt: skip
    talk = Talk(tree(nodes), PHONE)("oui")
    assert isinstance(talk.effects[-1], out.GiveCode)
    assert talk.result("given", carry__code="012345").said == ["Code 012345."] and talk.asks.kind == "carry"
    waiting = talk.state
    assert talk(Leave()).state is waiting  # the code still leads here
    assert talk(Carry(Manner("web"))).state.node == "suite" and talk.state.manner.medium == "web"
    assert Talk(tree(nodes), Manner("web")).over == ("handed", "tree")  # they are there already


def test_another_language_is_spoken_from_there_on() -> None:
    nodes = {
        "menu": choice("Bonjour", option("1", "English", "suite", language="en")),
        "suite": say("x", "menu2"),
        "menu2": {"kind": "choice", "text": both("Quoi ?", "What?"), "options": [option("1", "Un", "fin")]},
        "fin": end(),
    }
    talk = Talk(tree(nodes))("1")
    assert talk.said[-1] == "What?" and talk("zzz").said == ["Sorry, I did not quite get that.", "What?"]
    assert talk(Speak("fr")).said == ["Quoi ?"] and talk(Speak("de")).state.language == "fr"


def test_knowledge_a_callback_and_a_survey() -> None:
    nodes = {
        "faq": {"kind": "knowledge", "text": both("Votre question ?"), "question": "q", "found": "rappel", "missing": "main"},
        "rappel": {"kind": "callback", "text": both("Vous rappeler ?"), "number": both("Quel numéro ?"), "reason": "Sur : {q}",
                   "phone": "tel", "accepted": "nps", "refused": "nps", "failed": "main"},
        "nps": {"kind": "survey", "text": both("De 0 à 10 ?"), "question": "nps", "minimum": 0, "maximum": 10, "next": "mots"},
        "mots": {"kind": "survey", "text": both("Pourquoi ?"), "question": "verbatim", "next": "fin"},
        "main": hand(), "fin": end(),
    }  # fmt: skip
    talk = Talk(tree(nodes, variables={"q": {}, "tel": {"type": "phone"}}))("Où est ma facture")
    assert isinstance(talk.effects[-1], out.Search) and talk.effects[-1].words == "Où est ma facture"
    found = Result(talk.state.serial, "found", said=(("Factures", "Dans votre espace.", "https://x.example"),))
    talk(found)
    assert talk.effects[0] == out.Said("Dans votre espace.", links=(out.Link("Factures", "https://x.example"),))
    assert talk.effects[1:] == (
        out.Offered("article"), out.Settled("article", True), out.Entered("", "rappel"), out.FindTimes(talk.state.serial, "")
    )  # fmt: skip
    times = ("", "2026-11-23T09:00:00+01:00", "2026-11-23T14:30:00+01:00")
    talk(Result(talk.state.serial, "offered", slots=times))
    assert out.Offered("callback") in talk.effects
    assert talk("oui").asks.kind == "phone"
    asks = talk("06 39 98 01 02").asks
    assert [one.label for one in asks.options] == [
        "Dès que possible", "lundi 23 novembre à 9\u00a0h", "lundi 23 novembre à 14\u00a0h\u00a030", "Aucun de ces horaires"
    ]  # fmt: skip
    assert asks.kind == "slot" and asks.options[1].at == times[1]
    talk("lundi 23 novembre à 9 h")
    assert talk.effects[-1] == out.CallBack(talk.state.serial, "+33639980102", "", "Sur : Où est ma facture", times[1])
    talk.result("taken")
    assert talk.effects[0].text == "Cet horaire vient d’être pris." and isinstance(talk.effects[-1], out.FindTimes)
    talk(Result(talk.state.serial, "offered", slots=times[:2]))
    assert talk.asks.kind == "slot"
    assert talk("1").effects[-1].slot == ""
    assert talk.result("accepted").asks.maximum == 10 and talk.effects[0] == out.Settled("callback", True)
    assert talk("onze").asks.kind == "scale" and talk("9").effects[0] == out.Noted("nps", 9, 10)
    assert talk("passer").effects[0] == out.Noted("verbatim", None, None) and talk.over == ("ended", "done")


def test_what_comes_at_the_wrong_moment_changes_nothing() -> None:
    talk = shop()
    before = talk.state
    for input in (Result(0, "found"), Heard()):
        assert step(talk.tree, before, input) == (before, ())
    waiting: State = talk("1", "cmd-12345", "oui").state
    for stale in (Result(waiting.serial - 1, "found"), Answer("1"), Silence()):
        assert step(talk.tree, waiting, stale) == (waiting, ())
    assert step(talk.tree, waiting, Leave())[0].over


def test_an_objection_is_answered_wherever_one_stands_save_that_nothing_passes_over_a_mention() -> None:
    nodes = {
        "mention": say("Appel enregistré.", "offre", mandatory="always"),
        "offre": choice("Cela vous tente ?", option("1", "Oui", "fin")),
        "remise": choice("Avec 10 % ?", option("1", "Oui", "fin")),
        "fin": end(),
    }  # fmt: skip
    objections = {
        "cher": {"title": "Trop cher", "answer": both("Moins d’un café par jour, {person.given_name|vous verrez}.")},
        "attend": {"title": "Plus tard", "answer": both("L’offre finit ce soir."), "next": "remise"},
    }
    talk = Talk(tree(nodes, objections=objections), Manner("script", speaks=True, confirms=True))
    talk(Objected("attend"))
    assert talk.effects[0] == out.Objected("attend") and talk.said == ["L’offre finit ce soir.", "Appel enregistré."]
    assert talk(Heard()).asks.kind == "choice"
    assert talk(Objected("cher")).said == ["Moins d’un café par jour, vous verrez.", "Cela vous tente ?"]
    assert talk(Objected("attend")).said == ["L’offre finit ce soir.", "Avec 10 % ?"] and talk.asks.back
    before = talk.state
    assert talk(Objected("rien")).state is before
    assert talk("1").over == ("ended", "done")
