"""The small scripts in a real browser, under the strict policy, against a server that the test plays."""

import json
import queue
import re
import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import django_htmx
import pytest
from playwright.sync_api import Page, sync_playwright

LOOKS = Path(__file__).resolve().parent.parent
STATIC = LOOKS / "static" / "looks"
CONFIGURED = re.search('<meta name="htmx-config".*>', (LOOKS / "templates" / "looks" / "page.html").read_text())[0]
HTMX = Path(django_htmx.__file__).parent / "static" / "django_htmx" / "htmx-2.min.js"
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'"
MODULES = "".join(
    f'<script type="module" src="/{name}.js"></script>'
    for name in ("live", "toast", "dialog", "autosave", "shortcuts", "palette")
)
PAGE = f"""<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>t</title>
{CONFIGURED}
<script src="/htmx.js" defer></script>{MODULES}</head>
<body data-live-url="/stream?key=1" hx-headers='{{"X-CSRFToken":"token"}}'><span class="live-state" data-lost="perdue"></span>
<div id="one" data-live="queue:1" hx-get="/fragment/one" hx-trigger="live:queue:1 from:body">0</div>
<div id="all" data-live="presence" hx-get="/fragment/all" hx-trigger="live:queue from:body">0</div>
<div id="grows" hx-get="/grows" hx-trigger="click" hx-swap="outerHTML">grow</div>
<button data-shortcut="g d" hx-get="/dialog" hx-target="#dialog">Dialog</button>
<button id="breaks" hx-get="/breaks">Break</button>
<a href="#found" data-command="Aller à Élodie">x</a><button data-palette-open data-shortcut="mod+k">Search</button>
<form data-autosave="/draft" data-saved="kept">
<textarea name="text" data-shortcut="r" placeholder="Answer"></textarea><i data-autosave-state></i></form>
<dialog id="dialog"></dialog><dialog id="shortcuts"><div class="shortcut-list" data-help-label="help"></div></dialog>
<dialog id="palette"><input><ul id="palette-list" data-none="none" data-command-hint="command"></ul></dialog>
<div id="toasts" data-close-label="close" data-undo-label="undo" data-failed="failed"></div></body></html>"""

GROWN = """<div id="grows" data-live="ticket:9">grown
<form method="post" action="/whole-page" hx-post="/fragment-only" hx-swap="none"><button>Accept</button></form></div>"""


class Served(ThreadingHTTPServer):
    """What the browser asked, and the streams it holds."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.asked: queue.Queue[tuple[str, str, str | None]] = queue.Queue()
        self.streams: queue.Queue[queue.Queue[str | None]] = queue.Queue()
        self.connected: queue.Queue[tuple[str, str | None]] = queue.Queue()
        self.fetched = {"one": 0, "all": 0}


class Answers(BaseHTTPRequestHandler):
    server: Served

    def log_message(self, *_arguments: object) -> None:
        """Silence: the test reads what was asked."""

    def answer(self, body: str | bytes, kind: str = "text/html", status: int = 200, **headers: str) -> None:
        content = body.encode() if isinstance(body, str) else body
        self.send_response(status)
        everything = {"Content-Type": kind, "Content-Length": str(len(content)), "Content-Security-Policy": POLICY, **headers}
        for name, value in everything.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(content)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        self.server.asked.put((self.path, body, self.headers.get("X-CSRFToken")))
        self.answer("")

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if path == "/":
            self.answer(PAGE)
        elif path == "/htmx.js":
            self.answer(HTMX.read_bytes(), "text/javascript")
        elif path.endswith(".js"):
            self.answer((STATIC / path[1:]).read_bytes(), "text/javascript")
        elif path.startswith("/fragment/"):
            name = path.rsplit("/", 1)[1]
            self.server.fetched[name] += 1
            self.answer(str(self.server.fetched[name]))
        elif path == "/grows":
            self.answer(GROWN)
        elif path == "/dialog":
            self.answer("<h2>Bonjour</h2>", HX_Trigger=json.dumps({"toast": {"text": "Fait", "undo": "/undo"}}))
        elif path == "/breaks":
            self.answer("", status=500)
        else:
            self.stream()

    def stream(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        self.wfile.write(b"retry: 100\n\n")
        lines: queue.Queue[str | None] = queue.Queue()
        self.server.connected.put((urlsplit(self.path).query, self.headers.get("Last-Event-ID")))
        self.server.streams.put(lines)
        while (line := lines.get()) is not None:
            self.wfile.write(line.encode())
            self.wfile.flush()


@pytest.fixture
def served() -> Iterator[Served]:
    server = Served()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def page(served: Served) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"])
        tab = browser.new_page()
        tab.goto(f"http://127.0.0.1:{served.server_port}/")
        tab.wait_for_selector('body[data-live-state="open"]')
        yield tab
        browser.close()


def message(rank: int, topic: str) -> str:
    return f"id: {rank}\ndata: {json.dumps({'topic': topic, 'name': 'moved', 'id': 1})}\n\n"


def test_a_burst_of_news_is_one_fetch_and_a_loss_is_taken_up_where_it_was(page: Page, served: Served) -> None:
    assert parse_qs(served.connected.get(timeout=10)[0])["topics"] == ["presence,queue:1"]
    stream = served.streams.get(timeout=10)
    stream.put("".join(message(rank, "queue:1") for rank in range(1, 6)))
    page.wait_for_selector("#one:text-is('1')")
    page.wait_for_selector("#all:text-is('1')")
    stream.put(None)
    assert served.connected.get(timeout=10)[1] == "5"
    served.streams.get(timeout=10).put("id: 9\nevent: reset\ndata: {}\n\n")
    page.wait_for_selector("#one:text-is('2')")


def test_a_fragment_that_comes_later_is_listened_to(page: Page, served: Served) -> None:
    served.connected.get(timeout=10)
    served.streams.get(timeout=10).put(message(7, "queue:1"))
    page.wait_for_selector("#one:text-is('1')")
    page.click("#grows")
    asked = parse_qs(served.connected.get(timeout=10)[0])
    assert asked == {"key": ["1"], "topics": ["presence,queue:1,ticket:9"], "last": ["7"]}


def test_what_arrives_is_answered_without_a_reload_from_its_first_instant(page: Page, served: Served) -> None:
    page.evaluate("""() => new MutationObserver((_, observer) => {
        observer.disconnect()
        document.querySelector("#grows button").click()
    }).observe(document.body, { childList: true })""")
    page.click("#grows")
    assert served.asked.get(timeout=10)[0] == "/fragment-only"


def test_a_dialog_opens_filled_and_its_toast_can_be_undone(page: Page, served: Served) -> None:
    page.keyboard.press("g")
    page.keyboard.press("d")
    page.wait_for_selector("#dialog[open] h2")
    page.keyboard.press("Escape")
    page.click(".toast >> text=undo")
    assert served.asked.get(timeout=10) == ("/undo", "", "token")


def test_a_failure_is_told_until_it_is_closed(page: Page) -> None:
    page.click("#breaks")
    page.wait_for_selector(".toast.bad >> text=failed")
    page.click(".toast .close")
    page.wait_for_selector(".toast", state="detached")


def test_typing_is_never_a_shortcut_and_is_kept_as_a_draft(page: Page, served: Served) -> None:
    page.keyboard.press("r")
    page.keyboard.type("g d?")
    assert page.input_value("textarea") == "g d?"
    assert page.locator("dialog[open]").count() == 0
    assert served.asked.get(timeout=10) == ("/draft", "text=g+d%3F", "token")
    page.wait_for_selector("[data-autosave-state] >> text=kept")


def test_the_palette_finds_without_accents_and_acts(page: Page) -> None:
    page.keyboard.press("Control+k")
    page.keyboard.type("elod")
    page.wait_for_selector('#palette-list [aria-selected="true"] >> text=Aller à Élodie')
    page.keyboard.press("Enter")
    page.wait_for_url("**/#found")


def test_the_list_of_shortcuts_is_made_from_the_page(page: Page) -> None:
    page.keyboard.press("?")
    page.wait_for_selector("#shortcuts[open]")
    rows = page.locator(".shortcut-list > *").all()
    assert [(row.locator("> span").first.inner_text(), row.locator("kbd").all_inner_texts()) for row in rows] == [
        ("help", ["?"]),
        ("Dialog", ["G", "D"]),
        ("Search", ["Ctrl K"]),
        ("Answer", ["R"]),
    ]
