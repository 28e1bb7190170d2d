"""A small identity provider on the loopback: OpenID Connect discovery, authorization with PKCE, token, keys, userinfo.

Who signs in is whoever is typed in its page. What it gets wrong is chosen by the test: ``lies``.
"""

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET, KEY = "entregent", "un secret entre nous", "clé-1"
PAGE = (
    '<!doctype html><html lang="fr"><title>Annuaire</title><h1>Annuaire</h1><form method="post"><label>Adresse '
    '<input name="email"></label><button>Entrer</button><button name="refuse" value="1">Refuser</button></form></html>'
)


class Provider(ThreadingHTTPServer):
    """Its state: the codes it gave, the tokens it gave, its keys, and how it lies."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.key, self.forger = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))
        self.codes: dict[str, dict[str, str]] = {}
        self.persons: dict[str, str] = {}
        self.lies: dict[str, Any] = {}

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def claims(self, email: str) -> dict[str, Any]:
        """What the identity token says; ``lies`` adds, changes, or (None) leaves out."""
        now = int(time.time())
        own = {
            "iss": self.url, "aud": CLIENT, "sub": f"sub-{email}", "iat": now, "exp": now + 300, "email": email,
            "email_verified": True, "name": "Quelqu’un",
        }  # fmt: skip
        return {name: value for name, value in (own | self.lies.get("claims", {})).items() if value is not None}

    def identity(self, email: str) -> str:
        """The signed token; an address that begins with ``faux`` gets one signed by another."""
        algorithm = self.lies.get("algorithm", "RS256")
        forged = self.lies.get("forged") or email.startswith("faux")
        key: Any = {"RS256": self.forger if forged else self.key, "none": None, "HS256": "x" * 32}[algorithm]
        return jwt.encode(self.claims(email), key, algorithm, headers={"kid": KEY})


class Handler(BaseHTTPRequestHandler):
    """The addresses of the provider."""

    server: Provider
    types: ClassVar = {str: "text/html; charset=utf-8", dict: "application/json"}

    def do_GET(self) -> None:
        own = self.server.url
        jwk = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.server.key.public_key()))
        answers: dict[str, Any] = {
            "/.well-known/openid-configuration": {
                "issuer": own, "authorization_endpoint": f"{own}/authorize", "token_endpoint": f"{own}/token",
                "jwks_uri": f"{own}/keys", "userinfo_endpoint": f"{own}/userinfo",
                "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            },
            "/authorize": PAGE,
            "/keys": {"keys": [jwk | {"kid": KEY, "alg": "RS256"}]},
        }  # fmt: skip
        path = urlsplit(self.path).path
        if path == "/userinfo":
            email = self.server.persons[self.headers["Authorization"].removeprefix("Bearer ")]
            self._say({"sub": f"sub-{email}", "email": email, "email_verified": True} | self.server.lies.get("userinfo", {}))
        else:
            self._say(answers.get(path, {}), 200 if path in answers else 404)

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        if self.path.startswith("/authorize"):
            self._authorize(parse_qs(urlsplit(self.path).query), form)
        else:
            self._token(form)

    def _authorize(self, asked: dict[str, list[str]], form: dict[str, list[str]]) -> None:
        code = secrets.token_urlsafe()
        email = form.get("email", [""])[0]
        self.server.codes[code] = {"email": email, "challenge": asked["code_challenge"][0], "back": asked["redirect_uri"][0]}
        told = {"error": "access_denied"} if "refuse" in form else {"code": code}
        self.send_response(302)
        self.send_header("Location", asked["redirect_uri"][0] + "?" + urlencode(told | {"state": asked["state"][0]}))
        self.end_headers()

    def _token(self, form: dict[str, list[str]]) -> None:
        code = self.server.codes.pop(form["code"][0], None)
        verifier = hashlib.sha256(form["code_verifier"][0].encode()).digest()
        proven = base64.urlsafe_b64encode(verifier).rstrip(b"=").decode()
        login = base64.b64decode(self.headers["Authorization"].removeprefix("Basic ")).decode()
        if not code or code["challenge"] != proven or code["back"] != form["redirect_uri"][0] or login != f"{CLIENT}:{SECRET}":
            self._say({"error": "invalid_grant"}, 400)
            return
        token = secrets.token_urlsafe()
        self.server.persons[token] = code["email"]
        told = {"access_token": token, "token_type": "Bearer", "expires_in": 300}
        self._say(told if self.server.lies.get("no identity") else told | {"id_token": self.server.identity(code["email"])})

    def _say(self, answer: Any, status: int = 200) -> None:
        body = (answer if isinstance(answer, str) else json.dumps(answer)).encode()
        self.send_response(status)
        self.send_header("Content-Type", self.types[type(answer)])
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Says nothing."""


@contextmanager
def identity_provider() -> Iterator[Provider]:
    """The provider, answering until the end of the block."""
    provider = Provider()
    thread = Thread(target=provider.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        provider.shutdown()
        provider.server_close()
        thread.join()
