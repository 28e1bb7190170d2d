"""The secrets that the database keeps: sealed by the migrations, sealed anew under a new key, missed by the doctor."""

import json
import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from allauth.mfa.models import Authenticator
from django.utils import timezone
from psycopg.types.json import Jsonb

from entregent.access.models import Staff
from entregent.access.sealing import SealBroken, seal, unseal
from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.channels.mail import sealing as mailboxes
from entregent.channels.mail.models import MailAddress, Mailbox
from entregent.config.sealed import examine, reseal_all
from entregent.webhooks import actions
from entregent.webhooks.models import Endpoint

OLD, NEW = "o" * 40, "n" * 40
BEFORE = (("access", "0001"), ("webhooks", "0001"), ("rest", "0001"), ("mail", "0001"))


def entregent(url: str, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "entregent.config.cli", *arguments],
        env=os.environ | {"DATABASE_URL": url} | environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.fixture
def endpoint(committed: str, settings) -> Endpoint:
    settings.SEALING_KEYS = [OLD]
    settings.WEBHOOKS_MAY_REACH_PRIVATE_ADDRESSES = True
    brand = Brand.objects.create(slug="ponant", name="Ponant", code="PON")
    staff = Staff.objects.create_user("a@example.org", name="A")
    Authenticator.objects.create(user=staff, type="totp", data={"secret": seal("JBSWY3DPEHPK3PXP", "second factor")})
    with visible([brand.id]):
        address = MailAddress.objects.create(brand=brand, address="contact@ponant.example")
        Mailbox.objects.create(brand=brand, address=address, host="imap.example.org", login="x", password=mailboxes.seal("mot"))
        return actions.create_endpoint(
            brand.id, "Entrepôt", "https://example.org/", [], now=timezone.now(), actor="system:test"
        )


def test_secrets_are_sealed_anew_under_a_new_key(endpoint: Endpoint, settings) -> None:
    assert examine() == {"newest": 3}
    settings.SEALING_KEYS = [NEW, OLD]
    assert examine() == {"older": 3}
    assert reseal_all() == {"older": 3}
    settings.SEALING_KEYS = [NEW]
    assert examine() == {"newest": 3}
    assert unseal(Authenticator.objects.get().data["secret"], "second factor") == "JBSWY3DPEHPK3PXP"
    with visible([endpoint.brand_id]):
        assert Endpoint.objects.get().secret.startswith("whsec_")


def test_the_doctor_says_when_the_key_is_gone(endpoint: Endpoint, committed: str) -> None:
    healthy = entregent(committed, "doctor", ENTREGENT_SEALING_KEYS=OLD)
    assert healthy.returncode == 0 and "3 opened" in healthy.stdout, healthy.stdout
    ill = entregent(committed, "doctor", ENTREGENT_SEALING_KEYS=NEW)
    assert ill.returncode == 1 and "3 not opened" in ill.stdout and "Put back the sealing keys" in ill.stdout
    assert entregent(committed, "reseal", ENTREGENT_SEALING_KEYS=f"{NEW},{OLD}").returncode == 0
    assert entregent(committed, "doctor", ENTREGENT_SEALING_KEYS=NEW).returncode == 0


def test_a_secrets_file_of_before_gets_a_key_once_and_a_new_one_when_asked(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"
    path.write_text(json.dumps({"signing_key": "s", "owner_password": "o", "app_password": "a"}))
    code = "from entregent.config import environment as e; e.sealing_keys(); {}print(len(e.sealing_keys()))"
    environment = {name: value for name, value in os.environ.items() if name != "ENTREGENT_SEALING_KEYS"}
    environment["ENTREGENT_SECRETS"] = str(path)
    starts = [
        subprocess.Popen([sys.executable, "-c", code.format("")], env=environment, stdout=subprocess.PIPE) for _ in range(4)
    ]
    assert [start.communicate()[0].strip() for start in starts] == [b"1"] * 4
    kept = json.loads(path.read_text())
    assert kept["signing_key"] == "s" and len(kept["sealing_keys"]) == 1
    subprocess.run([sys.executable, "-c", code.format("e.add_sealing_key(); ")], env=environment, check=True)
    assert json.loads(path.read_text())["sealing_keys"][1:] == kept["sealing_keys"]
    assert path.stat().st_mode & 0o777 == 0o600


def test_the_migrations_seal_what_was_there(committed: str, endpoint: Endpoint, settings) -> None:
    """Back to the version before, where the secrets are readable, then forwards on that version's data."""
    one_process = f"from django.core.management import call_command as c; [c('migrate', *to, verbosity=0) for to in {BEFORE}]"
    back = entregent(committed, "manage", "shell", "--command", one_process, ENTREGENT_SEALING_KEYS=OLD)
    assert back.returncode == 0, back.stderr
    with psycopg.connect(committed) as owner:
        (secret,) = owner.execute("SELECT secret FROM webhooks_endpoint").fetchone()
        (factor,) = owner.execute("SELECT data FROM mfa_authenticator").fetchone()
        assert secret.startswith("whsec_") and factor == {"secret": "JBSWY3DPEHPK3PXP"}
        (password,) = owner.execute("SELECT password FROM mail_mailbox").fetchone()
        settings.SEALING_KEYS = [OLD]
        with pytest.raises(SealBroken):
            mailboxes.unseal(password)
        owner.execute("UPDATE mfa_authenticator SET data = %s", [Jsonb({"secret": "GEZDGNBVGY3TQOJQ"})])
    forwards = entregent(committed, "migrate", "--quiet", ENTREGENT_SEALING_KEYS=NEW)
    assert forwards.returncode == 0, forwards.stderr
    settings.SEALING_KEYS = [NEW]
    assert examine() == {"newest": 3}
    assert unseal(Authenticator.objects.get().data["secret"], "second factor") == "GEZDGNBVGY3TQOJQ"
    with visible([endpoint.brand_id]):
        assert Endpoint.objects.get().secret == secret
        assert mailboxes.unseal(Mailbox.objects.get().password) == "mot"
