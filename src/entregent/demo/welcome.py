"""What is printed once the demonstration is there."""

from entregent.demo.at_home import MAIL
from entregent.demo.staff import KNOWN, PASSWORD

_WHAT = {
    "agent": "answers for Mutuelle Ponant and Armor Télécom",
    "supervisor": "watches queues and agents of three brands",
    "administrator": "sets everything up",
    "quality": "reads and listens, changes nothing",
    "auditor": "reads, and sees who did what",
}


def text() -> str:
    """The logins, one for each role, and what to try first."""
    lines = ["", "  The demonstration: Altiphone, its five brands and their customers. All of it is invented.", ""]
    for role, (name, login, _team) in KNOWN.items():
        lines.append(f"    {login + '@altiphone.example':28} {PASSWORD}   {name} {_WHAT[role]}")
    return "\n".join([
        *lines,
        "",
        "  Try: sign in as Claire, become available, take what rings and answer it;",
        "       write to contact@ponant.example through the SMTP port with any mail program, or as a customer in the",
        "       letterbox, and watch it arrive; read the answer in the letterbox;",
        "       chat as a visitor of a brand's site, with its assistant, then with her: /boutique/ponant/ in another window;",
        "       call sip:0261910010@ the SIP address with any softphone, without an account, and choose by keys;",
        "       answer as Claire, with the telephone of the bandeau switched on;",
        f"       be a customer at home: /espace/ponant/ in another browser, a link for {MAIL},",
        "       which arrives in the letterbox; her requests, her consents, her rights are there;",
        "       or let the customers write by themselves: entregent demo --live",
        "",
    ])  # fmt: skip
