"""How many mails of 10 kB a second come in, end to end, through real SMTP: `python bench/mail_intake.py [mails]`

Starts a durable PostgreSQL and the real `entregent mail` process, and sends from another process over several connections.
Each mail has text and HTML, its own sender, and becomes a person, a ticket, promises and facts. Prints the time until the
last one is taken in, and what pgbench's TPC-B reaches on the same server.
"""

import multiprocessing
import os
import random
import re
import signal
import smtplib
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

MAILS = int(sys.argv[1]) if len(sys.argv) > 1 else 3000
CONNECTIONS, KILOBYTES, PORT = 8, 10, 26525
WORDS = "bonjour madame contrat facture remboursement dossier merci cordialement lentilles devis adhérent pièce jointe".split()


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        os.environ["ENTREGENT_DATA"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "entregent.config.settings")
        from entregent.config.postgres import embedded

        with embedded() as url:
            os.environ["DATABASE_URL"] = url
            subprocess.run([sys.executable, "-m", "entregent.config.cli", "migrate"], check=True, stdout=subprocess.DEVNULL)
            import django

            django.setup()
            _world()
            _run()
            _ceiling(url)


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
        MailAddress.objects.create(brand=brand, address="contact@ponant.example", queue=queue)


def _run() -> None:
    process = subprocess.Popen([sys.executable, "-m", "entregent.config.cli", "mail", "--port", str(PORT)])
    try:
        _send(1, 20)
        _settled(20)
        pool = multiprocessing.get_context("spawn").Pool(1)
        result = pool.apply_async(_send, (CONNECTIONS, MAILS))
        started = time.perf_counter()
        accepted = result.get()
        _settled(20 + MAILS)
        total = time.perf_counter() - started
        pool.close()
        print(f"{MAILS} mails of {KILOBYTES} kB over {CONNECTIONS} connections")
        print(
            f"accepted in {accepted:.1f} s ({MAILS / accepted:.0f}/s); taken in end to end in {total:.1f} s: {MAILS / total:.0f} mails/s"
        )
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def _settled(wanted: int) -> None:
    from django.db import connection

    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FILTER (WHERE state = 'done'), count(*) FILTER (WHERE state <> 'waiting') FROM mail_rawmail"
            )
            done, handled = cursor.fetchone()
        if handled >= wanted:
            if done != wanted:
                raise SystemExit(f"{done} of {wanted} were taken in: the figure is worth nothing")
            return
        time.sleep(0.1)


def _send(connections: int, mails: int) -> float:
    """Send from threads of this process; return the seconds until the last one was acknowledged."""
    from concurrent.futures import ThreadPoolExecutor

    dice = random.Random(mails)
    ready = [_mail(dice, mails, number) for number in range(mails)]
    started = time.perf_counter()
    with ThreadPoolExecutor(connections) as threads:
        list(threads.map(_deliver, [ready[n::connections] for n in range(connections)]))
    return time.perf_counter() - started


def _deliver(mails: list[tuple[str, bytes]]) -> None:
    for _ in range(50):
        try:
            client = smtplib.SMTP("127.0.0.1", PORT)
            break
        except OSError:
            time.sleep(0.2)
    with client:
        for sender, content in mails:
            client.sendmail(sender, ["contact@ponant.example"], content)


def _mail(dice: random.Random, run: int, number: int) -> tuple[str, bytes]:
    sender = f"client{run}-{number}@example.org"
    text = "\r\n".join(" ".join(dice.choices(WORDS, k=10)) for _ in range(50))
    rows = "\r\n".join(f'<p style=3D"margin:0">{line}</p>' for line in text.split("\r\n"))
    head = (
        f"From: Client {number} <{sender}>\r\nTo: contact@ponant.example\r\nSubject: Mon dossier {number}\r\n"
        f"Date: Fri, 20 Nov 2026 10:00:00 +0100\r\nMessage-ID: <{run}.{number}@example.org>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/alternative; boundary="b"\r\n\r\n'
    )
    parts = f"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n{rows}\r\n--b--\r\n"
    content = (head + parts).encode()
    return sender, content[: KILOBYTES * 1024] if len(content) > KILOBYTES * 1024 else content


def _ceiling(url: str) -> None:
    from entregent.config.environment import DatabaseAddress
    from entregent.config.postgres import POSTGRES_BIN_PATH

    program = POSTGRES_BIN_PATH / "pgbench"
    if not program.exists():
        print("pgbench is not at hand: no ceiling to compare with")
        return
    address = DatabaseAddress.parse(url)
    login = ["-h", address.host, "-p", address.port or "5432", "-U", address.user, address.name]
    environment = os.environ | {"PGPASSWORD": address.password}
    subprocess.run([program, "-q", "-i", "-s", "10", *login], check=True, env=environment, capture_output=True)
    told = subprocess.run(
        [program, "-c", "8", "-j", "2", "-T", "8", *login], check=True, env=environment, capture_output=True, text=True
    )
    print(f"pgbench TPC-B on the same server: {re.search(r'tps = ([0-9.]+)', told.stdout)[1]} transactions/s")


if __name__ == "__main__":
    main()
