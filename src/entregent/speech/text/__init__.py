"""Texts made ready to be said: what is written becomes what is read aloud. Pure."""

from entregent.speech.text.preparation import LONGEST, Lexicon, sentences, spoken

__all__ = ["LONGEST", "Lexicon", "sentences", "spoken"]
