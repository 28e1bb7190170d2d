"""A house that runs: one ``entregent public`` process on a database of its own with the small demonstration, and a browser.

Everything is made once for all the journeys; a test that changes something changes what no other test reads.
"""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from entregent.access.tests.identity_provider import CLIENT, SECRET, Provider, identity_provider
from entregent.config.environment import database
from entregent.kernel.tests.ports import free_port
from entregent.telephony.tests.peers import tone

PASSWORD = "bienvenue-altiphone"
MICROPHONE = 560
"""Hertz of what the browser's microphone hears."""
HEARING = ("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream", "--allow-loopback-in-peer-connection",
           "--autoplay-policy=no-user-gesture-required")  # fmt: skip
PATIENCE = 60  # seconds that a busy machine may take to open the door


@dataclass
class House:
    """Where the house is, and what its processes are told by their environment."""

    url: str
    environment: dict[str, str]
    provider: Provider
    states: dict[str, object] = field(default_factory=dict)


@pytest.fixture(scope="package")
def provider() -> Iterator[Provider]:
    """The company's identity provider."""
    with identity_provider() as running:
        yield running


@pytest.fixture(scope="session")
def statics(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The static files, gathered once for all the houses."""
    folder = tmp_path_factory.mktemp("static")
    run(os.environ | {"ENTREGENT_STATIC": str(folder)}, "manage", "collectstatic", "--noinput", "--verbosity", "0")
    return folder


@pytest.fixture(scope="package")
def house(clones, provider: Provider, statics: Path) -> Iterator[House]:
    """The public process, its pages and live streams, with the small demonstration loaded."""
    name, port = clones.make(), free_port()
    environment = os.environ | {
        "DATABASE_URL": replace(database("owner"), name=name).url(),
        "ENTREGENT_URL": f"http://127.0.0.1:{port}",
        "ENTREGENT_STATIC": str(statics),
        "ENTREGENT_THREADS": "4",
        "ENTREGENT_OIDC_URL": provider.url,
        "ENTREGENT_OIDC_CLIENT": CLIENT,
        "ENTREGENT_OIDC_SECRET": SECRET,
        "ENTREGENT_OIDC_NAME": "l’annuaire",
    }
    run(environment, "demo", "--size", "small")
    command = [sys.executable, "-m", "entregent.config.cli", "public", "--port", str(port)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        house = House(environment["ENTREGENT_URL"], environment, provider)
        wait_for(house.url + "/accounts/login/", process)
        yield house
    finally:
        process.terminate()
        process.wait(15)
        clones.drop(name)


def run(environment: dict[str, str], *arguments: str) -> None:
    """A command of ours, to its end."""
    subprocess.run(
        [sys.executable, "-m", "entregent.config.cli", *arguments], env=environment, check=True, stdout=subprocess.DEVNULL
    )


def wait_for(address: str, process: "subprocess.Popen[bytes]") -> None:
    """Until the page answers. Raises AssertionError when it does not, or when the process is over."""
    for _ in range(PATIENCE * 10):
        assert process.poll() is None, "the public process ended by itself"
        with suppress(urllib.error.URLError, OSError), urllib.request.urlopen(address, timeout=5):
            return
        time.sleep(0.1)
    raise AssertionError("the public process does not answer")


@pytest.fixture(scope="package")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """The browser of the machine, without a screen. There is one for all journeys: Playwright bears no second in a thread.
    Its microphone hears one tone.

    It keeps a loop in this thread, which Django would take for asynchronous code.
    """
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        found = next((path for path in ("/usr/bin/chromium", "/usr/bin/chromium-browser") if Path(path).exists()), None)
        microphone = tmp_path_factory.mktemp("microphone") / "tone.wav"
        tone(microphone, MICROPHONE)
        words = ["--no-sandbox", "--disable-dev-shm-usage", *HEARING, f"--use-file-for-fake-audio-capture={microphone}"]
        browser = playwright.chromium.launch(executable_path=found, args=words)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def entering(house: House, chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Open a page as someone of the demonstration (``entering("youssef")``), or as nobody (``entering(None)``).

    Signing in happens once a session for each; addresses given to ``goto`` begin with a slash.
    """
    opened: list[BrowserContext] = []

    def make(who: str | None, **options: object) -> Page:
        state = house.states.get(who) if who else None
        context = chromium.new_context(base_url=house.url, locale="fr-FR", storage_state=state, **options)
        context.set_default_timeout(15_000)
        opened.append(context)
        page = context.new_page()
        if who and state is None:
            sign_in(page, who)
            house.states[who] = context.storage_state()
        return page

    yield make
    for context in opened:
        context.close()


def sign_in(page: Page, who: str) -> None:
    """By the sign-in page, up to where it leads."""
    page.goto("/accounts/login/")
    page.locator("[name=login]").fill(f"{who}@altiphone.example")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main button.primary").click()
    page.wait_for_url(lambda address: "/accounts/login/" not in address, wait_until="domcontentloaded")
