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
import warnings
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.errors import SecurityWarning
from joserfc.jwk import ECKey, OKPKey, RSAKey
from joserfc.jws import JWSRegistry

CLIENT, SECRET = "artel-desk", "between us & nobody"
KINDS = {
    "RS256": (RSAKey, 2048),
    "PS256": (RSAKey, 2048),
    "ES256": (ECKey, "P-256"),
    "EdDSA": (OKPKey, "Ed25519"),
    "too short": (RSAKey, 1024),
}
ODD_KEYS = [
    {"kty": "AKP", "alg": "ML-DSA-44", "kid": "later", "pub": "AAAA"},
    {"kty": "EC", "crv": "P-999", "x": "AAAA", "y": "AAAA", "kid": "odd"},
    {"kty": "RSA", "n": "AQAB", "e": "AQAB", "kid": "short"},
    {"kty": "oct", "k": "AAAA", "kid": "shared"},
    {"kty": []},
    "no key",
]
"""What a desk has to pass over: kinds to come, kinds that are none, keys too short to be kept."""


class Provider:
    """What the provider knows: its keys, and the codes that it gave out."""

    def __init__(self, folder, now):
        self.folder, self.now = folder, now
        self.keys = [key_of("RS256", "first")]
        self.codes, self.asked_keys = {}, 0
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
        if wrong == "discovery-lacks-keys":
            return {**self.whole(), "jwks_uri": None}
        ways = self.said().get("ways")
        return self.whole() | ({"token_endpoint_auth_methods_supported": ways} if ways else {})

    def whole(self):
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        }

    def jwks(self):
        self.asked_keys += 1
        said = self.said()
        if said.get("wrong") == "huge-keys":
            return {"keys": [], "more": "x" * 2_000_000}
        if said.get("wrong") == "odd-keys":
            return {"keys": ODD_KEYS}
        odd = ODD_KEYS if said.get("beside") else []
        return {"keys": odd + [key.as_dict(private=False) for key in self.keys]}

    def authorize(self, asked):
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        back = {"state": asked["state"], "code": code}
        if self.said().get("wrong") == "denied":
            back = {"state": asked["state"], "error": "access_denied"}
        return f"{asked['redirect_uri']}?{urlencode(back)}"

    def token(self, form, authorization):
        ways = self.said().get("ways", ["client_secret_basic"])
        if ways == ["client_secret_post"]:
            known = not authorization and form["client_id"] == CLIENT
            known = known and form["client_secret"] == SECRET
        else:
            pair = base64.b64decode(authorization.removeprefix("Basic ")).decode()
            known = pair == f"{CLIENT}:between%20us%20%26%20nobody" and "client_secret" not in form
        asked = self.codes.pop(form["code"], None)
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        good = (
            known
            and asked is not None
            and asked["code_challenge"] == challenge
            and asked["redirect_uri"] == form["redirect_uri"]
        )
        return {"id_token": self.id_token(asked)} if good else None

    def id_token(self, asked):
        said = self.said()
        wrong = said.get("wrong")
        at = self.now + said.get("later_s", 0)
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
            "odd-subject": {"sub": "anna\u0000"},
            "long-subject": {"sub": "a" * 256},
            "nonce-in-a-list": {"nonce": [asked["nonce"]]},
            "two-audiences-for-nobody": {"aud": [CLIENT, "another-desk"]},
            "from-the-future": {"iat": at + 600},
        }
        claims |= changes.get(wrong, {})
        for name in said.get("lacks", []):
            del claims[name]
        return self.signed(claims, said)

    def signed(self, claims, said):
        wrong = said.get("wrong")
        algorithm = said.get("signs", "RS256")
        kind = KINDS[algorithm][0]
        if "signs" in said or not isinstance(self.keys[-1], kind) or self.keys[-1].kid == "short":
            self.keys = [key_of(algorithm, "second")]
        if wrong == "short-key":
            self.keys = [key_of("too short", "short")]
        if wrong == "rotated-under-its-name":
            self.keys = [key_of("RS256", self.keys[-1].kid)]
        key = self.keys[-1]
        if wrong == "signature":
            key = key_of("RS256", key.kid)
        if wrong == "none":
            return ".".join((_b64({"alg": "none"}), _b64(claims), ""))
        if wrong == "shared-secret":
            # What the library refuses to make: the public key, which all know, as a secret.
            said = f"{_b64({'alg': 'HS256', 'kid': key.kid})}.{_b64(claims)}"
            mac = hmac.new(key.as_pem(private=False), said.encode(), hashlib.sha256).digest()
            return f"{said}.{base64.urlsafe_b64encode(mac).decode().rstrip('=')}"
        head = {"alg": algorithm, "kid": key.kid, "x5c": ["x" * 900], "brand": "ours"}
        return jwt.encode(head, claims, key, registry=Freely())


class Freely(JWSRegistry):
    """Signs by whatever this provider may, under heads of its own."""

    max_header_length = 2048

    def __init__(self):
        super().__init__(algorithms=["RS256", "PS256", "ES256", "EdDSA"], strict_check_header=False)


def key_of(algorithm, kid):
    kind, size = KINDS[algorithm]
    return kind.generate_key(size, {"kid": kid, "use": "sig"})


def _b64(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


DISCOVERY = "/.well-known/openid-configuration"


class Handler(BaseHTTPRequestHandler):
    """The provider's published interface."""

    def do_GET(self):
        place = urlsplit(self.path)
        provider = self.server.provider
        wrong = provider.said().get("wrong")
        if place.path == DISCOVERY and wrong == "discovery-redirects-inside":
            self.redirect(f"{provider.issuer}/inside", json.dumps(provider.whole()).encode())
        elif place.path == DISCOVERY:
            if wrong == "slow-discovery":
                time.sleep(30)
            self.answer(provider.discovery())
        elif place.path == "/inside":
            self.answer(provider.whole())
        elif place.path == "/asked":
            self.answer({"keys": provider.asked_keys})
        elif place.path == "/keys":
            self.answer(provider.jwks())
        elif place.path == "/authorize":
            asked = {name: values[0] for name, values in parse_qs(place.query).items()}
            self.redirect(provider.authorize(asked))
        else:
            self.send_error(404)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        if self.server.provider.said().get("wrong") == "slow":
            time.sleep(30)
        found = self.server.provider.token(form, self.headers.get("Authorization", ""))
        self.answer(found or {"error": "invalid_grant"}, 200 if found else 400)

    def redirect(self, address, body=b""):
        self.send_response(302)
        self.send_header("Location", address)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

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
    # This provider signs by old names and short keys, too.
    warnings.simplefilter("ignore", SecurityWarning)
    server = Server(("127.0.0.1", 0), Handler)
    server.provider = Provider(asked.folder, asked.now)
    server.provider.issuer = f"http://127.0.0.1:{server.server_port}"
    sys.stdout.write(json.dumps({"port": server.server_port}) + "\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main()
