"""A provider of identities as a program of its own: OpenID Connect, and ways to get it wrong.

    python provider.py --folder DIR --now EPOCH

It prints one JSON line with its port. `DIR/behaviour.json` says, each time anew, who signs in and
what goes wrong; only the published interface is offered: discovery, authorize, token, keys.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import hmac
import json
import secrets
import socket
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "artel-desk", "between us & nobody"


class Provider:
    """What the provider knows: its keys, and the codes that it gave out."""

    def __init__(self, folder, now):
        self.folder, self.now = folder, now
        self.keys = [RSAKey.generate_key(2048, {"kid": "first", "use": "sig"})]
        self.codes = {}
        self.issuer = ""

    def said(self):
        try:
            return json.loads((self.folder / "behaviour.json").read_text())
        except FileNotFoundError:
            return {}

    def discovery(self):
        wrong = self.said().get("wrong")
        if wrong == "discovery-names-another":
            return {**self.whole(), "issuer": "https://elsewhere.example.org"}
        if wrong == "discovery-leads-inside":
            return {**self.whole(), "jwks_uri": "http://127.0.0.2:9/keys"}
        return self.whole()

    def whole(self):
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        }

    def jwks(self):
        if self.said().get("wrong") == "huge-keys":
            return {"keys": [], "more": "x" * 2_000_000}
        return {"keys": [key.as_dict(private=False) for key in self.keys]}

    def authorize(self, asked):
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        back = {"state": asked["state"], "code": code}
        if self.said().get("wrong") == "denied":
            back = {"state": asked["state"], "error": "access_denied"}
        return f"{asked['redirect_uri']}?{urlencode(back)}"

    def token(self, form, authorization):
        pair = base64.b64decode(authorization.removeprefix("Basic ")).decode()
        asked = self.codes.pop(form["code"], None)
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        good = (
            pair == f"{CLIENT}:between%20us%20%26%20nobody"
            and asked is not None
            and asked["code_challenge"] == challenge
            and asked["redirect_uri"] == form["redirect_uri"]
        )
        return {"id_token": self.id_token(asked)} if good else None

    def id_token(self, asked):
        said = self.said()
        wrong = said.get("wrong")
        at = self.now
        claims = {
            "iss": self.issuer,
            "sub": said.get("subject", "anna-1"),
            "aud": CLIENT,
            "iat": at,
            "exp": at + 300,
            "nonce": asked["nonce"],
            "email": said.get("email", "anna@example.org"),
            "email_verified": said.get("verified", True),
        }
        changes = {
            "nonce": {"nonce": "another"},
            "audience": {"aud": "another-desk"},
            "two-audiences": {"aud": [CLIENT, "another-desk"], "azp": "another-desk"},
            "expired": {"iat": at - 900, "exp": at - 600},
            "issuer": {"iss": "https://elsewhere.example.org"},
            "no-subject": {"sub": ""},
        }
        claims |= changes.get(wrong, {})
        return self.signed(claims, wrong)

    def signed(self, claims, wrong):
        key = self.keys[-1]
        if wrong == "rotated":
            key = RSAKey.generate_key(2048, {"kid": "second", "use": "sig"})
            self.keys = [key]
        if wrong == "signature":
            key = RSAKey.generate_key(2048, {"kid": "first", "use": "sig"})
        if wrong == "none":
            return ".".join((_b64({"alg": "none"}), _b64(claims), ""))
        if wrong == "shared-secret":
            # What the library refuses to make: the public key, which all know, as a secret.
            said = f"{_b64({'alg': 'HS256', 'kid': key.kid})}.{_b64(claims)}"
            mac = hmac.new(key.as_pem(private=False), said.encode(), hashlib.sha256).digest()
            return f"{said}.{base64.urlsafe_b64encode(mac).decode().rstrip('=')}"
        return jwt.encode({"alg": "RS256", "kid": key.kid}, claims, key)


def _b64(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


class Handler(BaseHTTPRequestHandler):
    """The provider's published interface."""

    def do_GET(self):
        place = urlsplit(self.path)
        provider = self.server.provider
        if place.path == "/.well-known/openid-configuration":
            self.answer(provider.discovery())
        elif place.path == "/keys":
            self.answer(provider.jwks())
        elif place.path == "/authorize":
            asked = {name: values[0] for name, values in parse_qs(place.query).items()}
            self.send_response(302)
            self.send_header("Location", provider.authorize(asked))
            self.send_header("Content-Length", "0")
            self.end_headers()
        else:
            self.send_error(404)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        if self.server.provider.said().get("wrong") == "slow":
            time.sleep(30)
        found = self.server.provider.token(form, self.headers["Authorization"])
        self.answer(found or {"error": "invalid_grant"}, 200 if found else 400)

    def answer(self, value, status=200):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    """A server whose end waits for no answer."""

    daemon_threads = True
    address_family = socket.AF_INET


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--now", type=int, required=True)
    asked = parser.parse_args()
    server = Server(("127.0.0.1", 0), Handler)
    server.provider = Provider(asked.folder, asked.now)
    server.provider.issuer = f"http://127.0.0.1:{server.server_port}"
    sys.stdout.write(json.dumps({"port": server.server_port}) + "\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main()
