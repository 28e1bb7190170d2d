"""The documentation page in a real browser, under the strict policy of our pages."""

import shutil
import threading
from wsgiref.simple_server import WSGIRequestHandler, make_server

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.wsgi import get_wsgi_application
from playwright.sync_api import sync_playwright


class Quiet(WSGIRequestHandler):
    """Says nothing of each request."""

    def log_message(self, *_: object) -> None:
        return


def test_the_documentation_is_drawn_without_breaking_the_policy() -> None:
    refused: list[str] = []
    server = make_server("127.0.0.1", 0, StaticFilesHandler(get_wsgi_application()), handler_class=Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
            page = browser.new_page()
            page.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
            page.on("pageerror", lambda error: refused.append(str(error)))
            page.goto(f"http://127.0.0.1:{server.server_port}/api/docs")
            page.wait_for_selector("text=Open a ticket", timeout=60_000)
            page.click("text=Open a ticket")
            page.wait_for_selector("text=Idempotency-Key")
            browser.close()
    finally:
        server.shutdown()
        server.server_close()
    assert refused == []
