"""How many mails of 10 kB a second come in, end to end, through real SMTP: `python -m bench.mail_intake [mails]`

The real `entregent mail` process on a durable PostgreSQL; another process sends over several connections. Each mail has text
and HTML, its own sender, and becomes a person, a ticket, promises and facts. Prints the time until the last is taken in.
"""

import multiprocessing
import os
import random
import smtplib
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bench.house import ceiling, database, process

MAILS = int(sys.argv[1]) if len(sys.argv) > 1 and sys.argv[1].isdigit() else 3000
CONNECTIONS, KILOBYTES, PORT, ADDRESS = 8, 10, 26525, "contact@ponant.example"
WORDS = ("bonjour", "madame", "contrat", "facture", "remboursement", "dossier", "merci", "lentilles", "devis", "adhérent")


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "entregent.config.settings")
    with database() as url:
        import django

        django.setup()
        _world()
        with process("mail", "--port", str(PORT)) as running:
            _measure(running.pid)
        print(f"pgbench TPC-B on the same server: {ceiling(url):.0f} transactions/s; load {os.getloadavg()[0]:.1f}")


def _world() -> None:
    from entregent.brands.models import Brand
    from entregent.brands.scope import visible
    from entregent.calendar.models import Calendar
    from entregent.calendar.rules import office
    from entregent.channels.mail.models import MailAddress
    from entregent.routing.models import Queue
    from entregent.tickets.models import PromisePolicy

    brand = Brand.objects.create(slug="ponant", name="Mutuelle Ponant", code="PON")
    with visible([brand.id]):
        queue = Queue.objects.create(brand=brand, name="Contrats", is_default=True)
        calendar = Calendar.objects.create(brand=brand, name="Lille", hours=office("Europe/Paris", "FR"), is_default=True)
        PromisePolicy.objects.create(
            brand=brand, name="Tous", calendar=calendar, first_response_minutes=240, resolution_minutes=2880
        )
        MailAddress.objects.create(brand=brand, address=ADDRESS, queue=queue)


def _measure(process: int) -> None:
    _send(1, 50)  # plans, caches and connections are warm
    _settled(50)
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        pool.apply(_cpu, (process,))  # its start is not measured
        before, started = _cpu(process), time.perf_counter()
        accepted = pool.apply(_send, (CONNECTIONS, MAILS))
        _settled(50 + MAILS)
        total = time.perf_counter() - started
        used = (_cpu(process) - before) / MAILS
    print(f"{MAILS} mails of {KILOBYTES} kB over {CONNECTIONS} connections; {used * 1000:.1f} ms of CPU a mail")
    print(f"acknowledged in {accepted:.1f} s: {MAILS / accepted:.0f} mails/s")
    print(f"taken in, end to end, in {total:.1f} s: {MAILS / total:.0f} mails/s")


def _cpu(process: int) -> float:
    """Seconds of CPU that a process and its children used."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return sum(int(field) for field in fields[11:15]) / os.sysconf("SC_CLK_TCK")


def _settled(wanted: int) -> None:
    from entregent.channels.mail.models import RawMail

    while RawMail.objects.exclude(state="waiting").count() < wanted:
        time.sleep(0.1)
    if (done := RawMail.objects.filter(state="done").count()) != wanted:
        raise SystemExit(f"{done} of {wanted} were taken in: the figure is worth nothing")


def _send(connections: int, mails: int) -> float:
    """Send from threads of this process; return the seconds until the last one was acknowledged."""
    dice = random.Random(mails)
    ready = [_mail(dice, mails, number) for number in range(mails)]
    started = time.perf_counter()
    with ThreadPoolExecutor(connections) as threads:
        list(threads.map(_deliver, [ready[n::connections] for n in range(connections)]))
    return time.perf_counter() - started


def _deliver(mails: list[tuple[str, bytes]]) -> None:
    with _connected() as client:
        for sender, content in mails:
            client.sendmail(sender, [ADDRESS], content)


def _connected() -> smtplib.SMTP:
    for _ in range(100):
        try:
            return smtplib.SMTP("127.0.0.1", PORT)
        except OSError:  # it is still starting
            time.sleep(0.2)
    raise SystemExit("the mail process does not answer")


def _mail(dice: random.Random, run: int, number: int) -> tuple[str, bytes]:
    sender = f"client{run}-{number}@example.org"
    lines = [" ".join(dice.choices(WORDS, k=10)) for _ in range(50)]
    rows = "\r\n".join(f'<p style=3D"margin:0">{line}</p>' for line in lines)
    head = (
        f"From: Client {number} <{sender}>\r\nTo: {ADDRESS}\r\nSubject: Mon dossier {number}\r\n"
        f"Date: Fri, 20 Nov 2026 10:00:00 +0100\r\nMessage-ID: <{run}.{number}@example.org>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/alternative; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + "\r\n".join(lines) + "\r\n"
        "--b\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    )
    content = (head + rows).encode()
    filling = b" " * 70 + b"\r\n"
    end = b"\r\n--b--\r\n"
    missing = KILOBYTES * 1024 - len(content) - len(end)
    return sender, content[: KILOBYTES * 1024 - len(end)] + filling * (max(0, missing) // len(filling)) + end


if __name__ == "__main__":
    main()
