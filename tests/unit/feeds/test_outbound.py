"""Addresses that others gave: what may be asked, what may not, and nothing moves in between."""

from __future__ import annotations

import ipaddress
import ssl
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from artel.commons.errors import InputError
from artel.feeds.outbound import Allowed, Ask, asked, checked_url
from artel.feeds.urls import Bounds

PUBLIC = "93.184.215.14"


def to(*addresses: str):
    """Return a resolver that knows these addresses of every name."""
    return lambda _host, _port: list(addresses)


def refusal(url: str, allowed: Allowed | None = None, **resolver) -> str:
    with pytest.raises(InputError) as refused:
        checked_url(url, allowed or Allowed(), **resolver)
    assert refused.value.next_step
    return refused.value.message


def test_a_public_https_address_may_be_asked():
    checked = checked_url("https://Owner.Example/tasks?key=1", Allowed(), to(PUBLIC))
    assert (checked.host, checked.port, checked.address) == ("owner.example", 443, PUBLIC)
    assert checked.shown == "https://owner.example/tasks"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.9.1", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1",  # noqa: S104
        "169.254.169.254", "168.63.129.16", "100.100.100.200", "100.64.0.1", "224.0.0.1",
        "255.255.255.255", "192.0.2.1", "198.18.0.1", "240.0.0.1", "::", "::1", "fe80::1",
        "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1", "::ffff:127.0.0.1",
        "::ffff:10.0.0.1", "::ffff:169.254.169.254", "2002:7f00:1::", "2002:0a00:0001::1",
        "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2001:db8::1",
        "fec0::1", "::10.0.0.1", "64:ff9b:1::a00:1",
    ],
)  # fmt: skip
def test_an_address_that_is_not_public_is_refused_also_among_public_ones(address):
    assert refusal("https://owner.example", resolve=to(address)).startswith("owner.example is ")
    assert refusal("https://owner.example", resolve=to(PUBLIC, address))


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0x7f.1", "0", "[::1]",
     "[::ffff:7f00:1]", "localhost", "localhost.", "LOCALHOST", "10.0.0.8", "0xa9fea9fe"],
)  # fmt: skip
def test_however_a_closed_address_is_written_it_is_refused(host):
    said = refusal(f"https://{host}/")
    assert "is " in said


@given(st.ip_addresses(v=4))
def test_a_v4_address_is_judged_alike_within_v6(address):
    inside = [f"::ffff:{address}", str(ipaddress.IPv6Address((0x64FF9B << 96) | int(address)))]

    def closed(text: str) -> bool:
        try:
            checked_url("https://owner.example", Allowed(), to(text))
        except InputError:
            return True
        return False

    assert {closed(text) for text in inside} == {closed(str(address))}


def test_the_operator_may_allow_a_host_and_port_and_nothing_else_of_that_host():
    allowed = Allowed(frozenset({"Owner.local:8080", "[::1]:9000"}))
    assert checked_url("http://owner.local:8080/x", allowed, to("10.0.0.9")).address == "10.0.0.9"
    assert checked_url("http://[::1]:9000/", allowed).address == "::1"
    assert "without https" in refusal("http://owner.local:8081", allowed, resolve=to("10.0.0.9"))
    assert "private" in refusal("https://owner.local", allowed, resolve=to("10.0.0.9"))
    assert refusal("http://10.0.0.9:8080", allowed) == "10.0.0.9:8080 would be asked without https."


@pytest.mark.parametrize(
    "url",
    ["ftp://owner.example", "file:///etc/hosts", "owner.example", "https://", "",
     "https://x:port/", "gopher://owner.example", "//owner.example", "https://[::1"],
)  # fmt: skip
def test_what_is_no_address_of_the_web_is_refused(url):
    assert refusal(url).startswith("This is no address")


def test_a_name_or_password_in_an_address_is_refused_and_not_repeated():
    said = refusal("https://anna:secret@owner.example/", resolve=to(PUBLIC))
    assert "secret" not in said


def test_a_name_that_leads_nowhere_is_refused():
    assert refusal("https://owner.example", resolve=to()) == "The host owner.example is not known."


class Handler(BaseHTTPRequestHandler):
    """Says which host it was asked for, or sends elsewhere."""

    def do_GET(self):
        away = self.path == "/away"
        self.send_response(302 if away else 200)
        if away:
            self.send_header("Location", "http://169.254.169.254/latest")
        body = self.headers["Host"].encode()
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Say nothing."""


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_):
        """A client that does not trust the certificate hangs up."""


def certificate(folder, name: str) -> tuple[str, str]:
    """Write a certificate of this name and its key, and return both paths."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)  # noqa: TID251 - a certificate is valid now
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, secret = folder / "cert.pem", folder / "key.pem"
    pem.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return str(pem), str(secret)


@pytest.fixture
def server(request, tmp_path):
    """Return a port and its certificate: http, or https as `owner.example`."""
    pem = ""
    with Server(("127.0.0.1", 0), Handler) as served:
        if request.param:
            pem, secret = certificate(tmp_path, "owner.example")
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(pem, secret)
            served.socket = context.wrap_socket(served.socket, server_side=True)
        thread = threading.Thread(target=served.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield served.server_port, pem
        served.shutdown()
        thread.join()


def answer(url: str, allowed: Allowed):
    return asked(checked_url(url, allowed, to("127.0.0.1")), Ask(), Bounds(1000, 5.0, 5.0))


@pytest.mark.parametrize("server", [True], indirect=True)
def test_the_address_that_was_checked_is_asked_by_the_name_that_was_given(server):
    port, pem = server
    allowed = Allowed(frozenset({f"owner.example:{port}", f"other.example:{port}"}), pem)
    assert (
        answer(f"https://owner.example:{port}/", allowed).body == f"owner.example:{port}".encode()
    )
    with pytest.raises(InputError, match=r"could not be reached.*[Hh]ostname"):
        answer(f"https://other.example:{port}/", allowed)
    with pytest.raises(InputError, match=r"could not be reached.*certificate"):
        answer(f"https://owner.example:{port}/", Allowed(allowed.hosts))
    with pytest.raises(InputError, match="cannot be read"):
        answer(f"https://owner.example:{port}/", Allowed(allowed.hosts, f"{pem}.none"))


@pytest.mark.parametrize("server", [False], indirect=True)
def test_a_redirect_is_not_followed_and_no_proxy_is_asked(server, monkeypatch):
    port, _ = server
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    allowed = Allowed(frozenset({f"owner.example:{port}"}))
    assert answer(f"http://owner.example:{port}/away", allowed).status == 302
    assert answer(f"http://owner.example:{port}/", allowed).status == 200
