"""Every word that a widget shows, in the visitor's language: the script has none of its own."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

EMOJIS = "🙂😀😂😉😍🤔😢😮😅👍👎👏🙏💪🎉❤️🔥✅❓☀️"


def words() -> dict[str, str]:
    """Name → text, in the language that is active. ``{…}`` stand for what the script knows."""
    return {
        "open": _("Open the chat"), "close": _("Close"), "back": _("Back"), "unread": _("New messages: {count}"),
        "home": _("How can we help?"), "start": _("Chat with us"), "resume": _("Go on with the conversation"),
        "help": _("Search the help"), "callback": _("Ask to be called back"), "call": _("Call {number}"),
        "call_now": _("Call from this page"), "call_back": _("Back to the call"),
        "call_why": _("You talk through your browser: no telephone is needed. Your microphone is on during the call only."),
        "call_start": _("Call now"), "call_again": _("Call again"), "call_over": _("The call is over."),
        "call_closed": _("Nobody answers calls at the moment."), "call_connecting": _("Connecting…"),
        "call_menu": _("Listen, then choose with the keypad."), "call_waiting": _("Somebody will answer you shortly."),
        "call_ringing": _("Somebody will answer you shortly."), "call_talking": _("You are on the line."),
        "call_held": _("You are on hold: we come back to you."), "call_ended": _("The call is over."),
        "call_mute": _("Mute my microphone"), "call_keypad": _("Keypad"), "call_key": _("Key {key}"),
        "call_hang_up": _("Hang up"), "call_denied": _("Allow the microphone in your browser, then call again."),
        "call_no_microphone": _("No microphone was found on this device."),
        "call_failed": _("The call could not begin. Try again, or write to us."),
        "leave": _("Leave a message"), "log": _("Conversation"), "write": _("Your message"), "placeholder": _("Write here…"),
        "send": pgettext("chat", "Send"), "emoji": _("Insert an emoji"), "attach": _("Attach a file"),
        "more": _("More actions"), "you": _("You"), "us": _("Automatic assistant"),
        "assisted": _("A machine answers you."), "thinking": _("The assistant is looking…"),
        "choices": _("Suggested answers"), "adviser": _("Talk to an adviser"), "day": _("Choose a day"),
        "before_that": _("Go back to the question before"), "ended_assistant": _("The assistant has answered. Anything else?"),
        "ended_callback": _("We call you back."), "other_ways": _("The wait is long. You can also:"),
        "way_callback": _("Be called back"), "way_article": _("Look in the help"), "way_message": _("Leave a message"),
        "stay": _("I would rather wait"),
        "waiting": _("Somebody will be with you shortly."), "place": _("You are number {place} in line."),
        "wait_minutes": _("About {minutes} min to wait."), "wait_minute": _("Less than a minute to wait."),
        "wait_long": _("More than an hour to wait."), "talking": _("You are talking with {agent}"),
        "typing": _("{agent} is writing…"), "somebody": _("Somebody"), "sending": _("Sending…"),
        "sent": pgettext("chat", "Sent"), "read": pgettext("chat", "Read"),
        "kept": _("Kept: it will be sent as soon as possible"), "failed": _("Not sent"), "again": _("Try again"),
        "forget": pgettext("chat", "Remove"), "offline": _("No connection. What you write is kept and will be sent."),
        "end": _("End the conversation"), "ended": _("The conversation is over."), "write_again": _("Write again"),
        "ended_idle": _("The conversation ended because we had no answer from you."),
        "ended_left": _("We answer you by e-mail."), "ended_merged": _("We go on with this in another of your requests."),
        "blocked": _("You can no longer write here."), "survey": _("How satisfied are you with this conversation?"),
        "score": _("{score} out of 5"), "score1": _("Very dissatisfied"), "score5": _("Very satisfied"),
        "survey_words": _("What could we do better? (optional)"), "survey_send": pgettext("survey", "Send"),
        "survey_thanks": _("Thank you for your opinion."), "transcript": _("Receive the conversation by e-mail"),
        "transcript_done": _("On its way to {mail}."), "mail": _("Your e-mail address"), "name": _("Your name"),
        "phone": _("Your telephone number"), "optional": _("optional"), "before": _("Before we begin"),
        "begin": _("Begin the chat"), "closed": _("The chat is closed at the moment."),
        "reopens": _("It opens again on {day} at {hour}."), "leave_why": _("Leave us a message: we answer you by e-mail."),
        "leave_done": _("We have your message. Your reference: {reference}"),
        "callback_why": _("Give us your number: we call you."), "callback_when": _("When may we call?"),
        "callback_soon": _("As soon as possible"), "callback_hour": _("At what time?"),
        "callback_about": _("What is it about? (optional)"),
        "callback_send": _("Call me back"), "callback_done": _("We have it: we call you."),
        "search": _("Your question"), "search_button": _("Search"), "search_none": _("Nothing fits these words. Ask us!"),
        "search_found": _("Answers found: {count}"), "new_tab": _("opens in a new tab"),
        "field": _("Please fill in this field."), "error": _("Something went wrong. Nothing is lost: try again."),
        "file_large": _("This file is too large: 10 MB at most."), "minimise": _("Reduce"),
    }  # fmt: skip
