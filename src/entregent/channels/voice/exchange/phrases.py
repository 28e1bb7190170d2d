"""What the telephone says of its own accord, where no scenario does: in French and in English."""

from entregent.scenarios.tree.phrases import own

_PHRASES: dict[str, dict[str, str]] = {
    "fr": {
        "assistant": "Vous parlez à l’assistant automatique de {brand}\u202f: une machine vous répond, pas une personne. "
        "Répondez de vive voix, ou avec les touches de votre téléphone.",
        "keys": "Répondez avec les touches de votre téléphone, s’il vous plaît.",
        "fault": "Nous rencontrons une difficulté technique. Veuillez nous excuser, et rappeler dans quelques minutes.",
        "closed": "Nos bureaux sont fermés. Merci de rappeler pendant nos heures d’ouverture.",
        "full": "Trop de personnes attendent en ce moment. Veuillez nous excuser, et rappeler un peu plus tard.",
        "nobody": "Personne ne peut vous répondre en ce moment. Veuillez nous excuser, et rappeler un peu plus tard.",
        "leave_message": "Nous ne pouvons pas vous répondre. Après le bip, laissez un message\u202f: il sera enregistré.",
        "message_kept": "Votre message est enregistré\u202f: nous vous répondrons.",
        "message_empty": "Nous n’avons rien entendu\u202f: aucun message n’est enregistré.",
        "connecting": "Nous vous mettons en relation. Merci de patienter.",
        "key_callback": "Pour être rappelé sans perdre votre place, tapez {key}.",
        "callback_number": "Nous vous rappellerons au {number}. Pour confirmer, tapez {yes}. Pour un autre, tapez {other}.",
        "callback_type": "Tapez le numéro auquel vous rappeler, puis dièse.",
        "callback_refused": "Nous ne pouvons pas appeler ce numéro.",
        "callback_kept": "C’est noté\u202f: vous gardez votre place, et nous vous rappelons quand vient votre tour.",
        "callback_already": "Un rappel est déjà prévu. Vous pouvez raccrocher, ou continuer d’attendre.",
        "key_sms": "Pour recevoir un lien par SMS et continuer par écrit, tapez {key}.",
        "sms_sent": "Le lien vous est envoyé.",
        "sms_refused": "Le lien n’a pas pu être envoyé. Vous gardez votre place.",
        "key_message": "Pour laisser un message plutôt que d’attendre, tapez {key}.",
        "goodbye": "Au revoir.",
        "next": "Vous êtes le prochain. Un conseiller va vous répondre.",
        "place": "Vous êtes en position {place}.",
        "place_wait": "Vous êtes en position {place}. L’attente est d’environ {minutes}.",
        "wait": "Tous nos conseillers sont en ligne. Merci de patienter.",
        "sorry": "Nous avons perdu la liaison avec votre conseiller. Veuillez nous excuser\u202f: vous passez en premier.",
        "moment": "Un instant, s’il vous plaît.",
        "recorded": "Cet appel peut être enregistré pour améliorer le service. Pour vous y opposer, tapez {key} à tout moment.",
        "unrecorded": "C’est noté\u202f: cet appel n’est pas enregistré.",
        "stopping": "Notre service s’interrompt. Veuillez nous excuser, et rappeler dans quelques minutes.",
    },
    "en": {
        "assistant": "You are speaking to the automatic assistant of {brand}: a machine answers you, not a person. "
        "Answer aloud, or with the keys of your telephone.",
        "keys": "Please answer with the keys of your telephone.",
        "fault": "We are having a technical problem. We are sorry: please call again in a few minutes.",
        "closed": "We are closed. Please call again during our opening hours.",
        "full": "Too many people are waiting at the moment. We are sorry: please call again a little later.",
        "nobody": "Nobody can answer you at the moment. We are sorry: please call again a little later.",
        "leave_message": "We cannot answer you. Leave a message after the tone: it will be recorded.",
        "message_kept": "Your message is recorded: we will answer you.",
        "message_empty": "We heard nothing: no message is recorded.",
        "connecting": "We are putting you through. Thank you for waiting.",
        "key_callback": "To be called back without losing your place, press {key}.",
        "callback_number": "We will call you on {number}. To confirm, press {yes}. For another number, press {other}.",
        "callback_type": "Enter the number on which to call you, then the hash key.",
        "callback_refused": "We cannot call this number.",
        "callback_kept": "Understood: you keep your place, and we call you when it is your turn.",
        "callback_already": "You are to be called back already. You may hang up, or go on waiting.",
        "key_sms": "To receive a link by text message and go on in writing, press {key}.",
        "sms_sent": "The link is on its way.",
        "sms_refused": "The link could not be sent. You keep your place.",
        "key_message": "To leave a message instead of waiting, press {key}.",
        "goodbye": "Goodbye.",
        "next": "You are next. An adviser will answer you shortly.",
        "place": "You are number {place} in line.",
        "place_wait": "You are number {place} in line. The wait is about {minutes}.",
        "wait": "All our advisers are busy. Thank you for waiting.",
        "sorry": "We lost the line with your adviser. We are sorry: you come first.",
        "moment": "One moment, please.",
        "recorded": "This call may be recorded to improve our service. To refuse, press {key} at any time.",
        "unrecorded": "Understood: this call is not recorded.",
        "stopping": "Our service is being interrupted. We are sorry: please call again in a few minutes.",
    },
}  # fmt: skip
_MINUTES = {"fr": ("une minute", "{count} minutes"), "en": ("a minute", "{count} minutes")}


def phrase(name: str, language: str, **values: object) -> str:
    """A sentence of our own."""
    return _PHRASES[own(language)][name].format(**values)


def phrases(language: str) -> list[str]:
    """Those that never change, to be made ready beforehand."""
    return [words for words in _PHRASES[own(language)].values() if "{" not in words]


def standing(place: int, wait: int | None, language: str) -> str:
    """Where somebody stands in the line, and how long it may last (``wait`` in seconds, None: nobody can tell)."""
    if place <= 1:
        return phrase("next", language)
    if wait is None:
        return phrase("place", language, place=place)
    one, many = _MINUTES[own(language)]
    minutes = max(1, -(-wait // 60))
    return phrase("place_wait", language, place=place, minutes=one if minutes == 1 else many.format(count=minutes))
