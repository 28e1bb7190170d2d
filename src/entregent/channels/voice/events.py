"""The facts of calls. Their subject is the call; ``ticket``, the request under which it was taken, is the topic of its page."""

from entregent.journal.kinds import kind

_TICKET = "the request under which it was taken, if any"
_STAFF = "the agent"

call_begun = kind(
    "call.begun", "A call comes in, or is placed.",
    direction="in or out", number="which of our numbers", scenario="what answers first, if any",
    conversation="the exchange it is", ticket=_TICKET, staff="who calls, when we do",
    known="whether the number, or the visitor, was known", candidates="how many persons it may be",
    browser="whether it comes from the brand's site", source="where the caller came from, if it is known",
)  # fmt: skip
call_presented = kind("call.presented", "The caller was told, to the end, that a machine answers.", ticket=_TICKET)
call_heard = kind(
    "call.heard", "The caller said something to the menu. Their words stay with its session.",
    ticket=_TICKET, sure="how sure the ear is, 0 to 1; 0: no words", lasted="seconds of speech", took="ms until it had words",
)  # fmt: skip
call_queued = kind(
    "call.queued", "The caller begins to wait for an agent.",
    ticket=_TICKET, queue="where", reason="what sent it there", forecast="seconds of waiting that were announced, if any",
)  # fmt: skip
call_answered = kind(
    "call.answered", "An agent and the caller hear each other, or the one whom we call answers.",
    ticket=_TICKET, staff=_STAFF, waited="seconds since it began to wait", again="whether an agent had it before",
)  # fmt: skip
call_held = kind("call.held", "The caller is put on hold, with music.", ticket=_TICKET, staff="who did")
call_resumed = kind("call.resumed", "The caller is taken up again.", ticket=_TICKET, staff="who did", lasted="seconds on hold")
call_muted = kind("call.muted", "Somebody is not heard any more, by their own wish.", ticket=_TICKET, staff="who")
call_unmuted = kind("call.unmuted", "Somebody is heard again.", ticket=_TICKET, staff="who")
call_invited = kind(
    "call.invited", "Somebody of the house is asked into a call: their telephone rings.",
    ticket=_TICKET, staff="who is asked", role="as what", by="who asks",
)  # fmt: skip
call_transferred = kind(
    "call.transferred", "Whoever had the call in hand gives it to somebody else, after they talked or not.",
    ticket=_TICKET, staff="who gives it", to="who gets it, of the house; nobody: somebody outside", how="attended or blind",
)  # fmt: skip
call_joined = kind(
    "call.joined", "Somebody joins the call.", ticket=_TICKET, staff="who, of the house", role="as what",
    agent="whose call it is, where a supervisor comes in by themselves", period="the announced period under which they do",
)  # fmt: skip
call_left = kind(
    "call.left", "Somebody leaves the call; it goes on.",
    ticket=_TICKET, staff="who, of the house", role="as what", lasted="seconds",
    why="hung_up, transferred, released, vanished, declined, no_answer or dropped",
)  # fmt: skip
_RECORDING = "which"
call_recording_started = kind(
    "call.recording_started", "What is said is kept from now on.",
    ticket=_TICKET, recording=_RECORDING, why="drawn or by_hand", staff="who began it, by hand",
)  # fmt: skip
call_recording_paused = kind(
    "call.recording_paused", "Silence is kept instead of what is said.",
    ticket=_TICKET, recording=_RECORDING, why="card (something is paid) or private", staff="who asked for it",
)  # fmt: skip
call_recording_resumed = kind(
    "call.recording_resumed", "What is said is kept again.", ticket=_TICKET, recording=_RECORDING, staff="who asked for it"
)
call_recording_stopped = kind(
    "call.recording_stopped", "The recording is over.",
    ticket=_TICKET, recording=_RECORDING, why="ended, objected or disk", seconds="its length", silent="seconds of it not kept",
)  # fmt: skip
call_recording_objected = kind(
    "call.recording_objected", "The caller refuses to be recorded: nothing is kept of the call.",
    ticket=_TICKET, recording="which is deleted, if it had begun", how="key, told or afterwards", staff="who was told so",
)  # fmt: skip
recording_written_down = kind(
    "recording.written_down", "What is said in a recording was written down, or could not be.",
    call="whose", state="made, deaf (nothing here understands speech) or failed", lines="how many",
)  # fmt: skip
recording_listened = kind(
    "recording.listened", "Somebody listens to a stretch of a recording.",
    call="whose", ticket=_TICKET, hearing="by what right, and for which reason", staff="who listens", agent="whose call it is",
    right="own, announced or reason", period="the announced period under which they do", since="seconds", until="seconds",
)  # fmt: skip
recording_expired = kind("recording.expired", "A recording was kept its time: it is deleted.", call="whose", days="it was kept")
call_ended = kind(
    "call.ended", "The call is over.",
    direction="in or out", ticket=_TICKET, queue="where it waited, if it did", staff="who talked last, if anybody",
    outcome="what became of it: of incoming calls, each has one",
    by="customer, staff, system or lost", lasted="seconds since it began", menu="seconds before it waited, or ended",
    waited="seconds until an agent answered, or it ended", talked="seconds since then, hold left out", held="seconds on hold",
)  # fmt: skip
call_lost = kind(
    "call.lost", "A process that carried calls fell: this one was cut off.", ticket=_TICKET, staff="who talked, if anybody"
)
call_overflowed = kind(
    "call.overflowed", "The caller cannot wait there: they go elsewhere.",
    ticket=_TICKET, queue="where they cannot", why="full, closed or nobody", does="queue, voicemail, message or number",
    to="the other queue",
)  # fmt: skip
call_place_kept = kind(
    "call.place_kept", "The caller hangs up and keeps their place: they are called when it is their turn.",
    ticket="the request, which waits on", queue="where", place="which; 1 was the next",
)  # fmt: skip
call_not_placed = kind(
    "call.not_placed", "A callback that an agent took up did not ring: they call by hand.",
    ticket="the request", staff="who took it up", why="why: no_telephone, in_a_call, late…",
)  # fmt: skip
call_message_left = kind(
    "call.message_left", "The caller left a message: it waits for an answer.",
    ticket="the request that it is part of", message="which", seconds="its length",
    why="what ended it: key, silence, hung_up, longest, disk or lost",
)  # fmt: skip
call_message_heard = kind(
    "call.message_heard", "A message that was left is written down, or cannot be.",
    ticket="its request", message="which", state="written or unheard",
)  # fmt: skip
message_expired = kind(
    "voicemail.expired", "A message was kept its time: its sound is deleted.", call="whose", days="it was kept"
)
waiting_saved = kind("waiting_policy.saved", "How calls wait in a queue was said, or changed.", queue="which")
call_qualified = kind(
    "call.qualified", "Who had the call says how it ended, or says otherwise.",
    ticket=_TICKET, staff="who says so", disposition="which; nothing: none any more",
    outcome="its class, as the ratios count it", before="the disposition that it had",
)  # fmt: skip
trunk_limited = kind(
    "trunk.limited", "A call out was refused: its line has met a limit. Told once a day for each.",
    why="line_full, spent_day or spent_month",
)  # fmt: skip
trunk_saved = kind("trunk.saved", "A trunk was added or changed.")
recording_policy_saved = kind("recording_policy.saved", "What a brand keeps of its calls was said, or changed.")
number_saved = kind("number.saved", "A number was added or changed.")
listening_announced = kind(
    "listening.announced", "Agents are told that their calls may be listened to on some days.",
    first="day", last="day", teams="which; none: all", staff="who announces it",
)  # fmt: skip
listening_withdrawn = kind("listening.withdrawn", "Their calls are not listened to any more.", staff="who says so")
