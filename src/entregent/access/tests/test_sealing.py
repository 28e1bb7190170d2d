"""What is stored sealed opens with any of the keys, for its purpose only, and is never stored readable."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from entregent.access.sealing import SealBroken, reseal, seal, unseal
from entregent.brands.models import Brand

OLD, NEW = "o" * 40, "n" * 40


@given(st.text(max_size=200).filter(lambda text: text.isprintable()))
def test_what_is_sealed_opens_again_and_is_not_read_in_it(text: str) -> None:
    stored = seal(text, "test")
    assert unseal(stored, "test") == text
    assert len(text) < 4 or text not in stored


def test_it_opens_for_its_purpose_only_and_not_when_touched() -> None:
    stored = seal("secret", "webhook")
    touched = stored[:20] + ("A" if stored[20] != "A" else "B") + stored[21:]  # not the last letter: some of its bits are spare
    for attempt in (lambda: unseal(stored, "mailbox"), lambda: unseal(touched, "webhook"), lambda: unseal("é", "webhook")):
        with pytest.raises(SealBroken):
            attempt()


def test_a_new_key_seals_and_the_old_one_still_opens(settings) -> None:
    settings.SEALING_KEYS = [OLD]
    stored = seal("secret", "test")
    settings.SEALING_KEYS = [NEW, OLD]
    assert unseal(stored, "test") == "secret"
    fresh = reseal(stored, "test")
    assert fresh != stored and reseal(fresh, "test") == fresh
    settings.SEALING_KEYS = [NEW]
    assert unseal(fresh, "test") == "secret"
    with pytest.raises(SealBroken):
        unseal(stored, "test")


def test_second_factors_are_not_readable_in_the_database(brand: Brand, make_staff) -> None:
    staff = make_staff(brand)
    TOTP.activate(staff, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(staff)
    assert "JBSWY3DPEHPK3PXP" not in str(Authenticator.objects.values_list("data"))
    kept = Authenticator.objects.get(type="recovery_codes").data["seed"]
    assert len(unseal(kept, "second factor")) == 80


def test_a_second_factor_whose_key_is_lost_says_so(brand: Brand, make_staff, settings) -> None:
    staff, browser = make_staff(brand), Client()
    TOTP.activate(staff, "JBSWY3DPEHPK3PXP")
    settings.SEALING_KEYS = [NEW]
    browser.post("/accounts/login/", {"login": staff.email, "password": "un-mot-de-passe-long"})
    page = browser.post("/accounts/2fa/authenticate/", {"code": "123456"})
    assert page.status_code == 200 and "prévenez votre administrateur" in page.text
