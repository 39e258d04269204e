"""Documents over http, from a server on this machine: answers, redirects, limits, refusals."""

from __future__ import annotations

import gzip
import io
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from artel.commons.errors import InputError
from artel.feeds.source import read_source
from artel.feeds.urls import Bounds, is_url, read_url


class Handler(BaseHTTPRequestHandler):
    """Answers by the path that is asked for."""

    def do_GET(self):
        what, _, self.rest = self.path.lstrip("/").partition("/")
        getattr(self, f"answer_{what}")()

    def log_message(self, *_):
        """Say nothing: the test's output is not a server's log."""

    def send(self, body: bytes, status: int = 200, **headers: str):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def answer_text(self):
        self.send(f"text {self.rest}".encode())

    def answer_file(self):
        self.send(gzip.compress(b"packed file"))

    def answer_packed(self):
        self.send(gzip.compress(b"packed answer"), Content_Encoding="gzip")

    def answer_bomb(self):
        self.send(gzip.compress(b"x" * 5_000_000), Content_Encoding="gzip")

    def answer_status(self):
        self.send(b"no", status=int(self.rest))

    def answer_hop(self):
        target = f"/hop/{int(self.rest) - 1}" if int(self.rest) > 1 else "/text/home"
        self.send(b"", status=302, Location=target)

    def answer_away(self):
        self.send(b"", status=302, Location="file:///etc/hosts")

    def answer_slow(self):
        time.sleep(1.0)
        self.send(b"late")

    def answer_drip(self):
        self.send_response(200)
        self.end_headers()
        for _ in range(40):
            self.wfile.write(b"drip ")
            self.wfile.flush()
            time.sleep(0.05)

    def answer_cut(self):
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(b"half")

    def answer_binary(self):
        self.send(b"\x89PNG\r\n\x1a\n")


class Server(ThreadingHTTPServer):
    """A server whose threads do not outlive a test, and whose clients may hang up."""

    daemon_threads = True

    def handle_error(self, *_):
        """A client that hangs up in the middle is what some of these tests are about."""


@pytest.fixture
def here(monkeypatch):
    """Return the address of a server on this machine, which no proxy stands before."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def refusal(url: str, bounds: Bounds | None = None) -> str:
    with pytest.raises(InputError) as refused:
        read_url(url, bounds or Bounds())
    assert refused.value.next_step
    return refused.value.message


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("/text/plain", "text plain"),
        ("/file", "packed file"),
        ("/packed", "packed answer"),
        ("/hop/3", "text home"),
    ],
)
def test_a_document_is_read_as_text(here, path, text):
    assert read_url(here + path) == text


def test_a_source_is_a_file_standard_input_or_an_address(here, tmp_path):
    (tmp_path / "one.tle").write_text("a file")
    assert read_source(f"{here}/text/web", io.BytesIO()) == "text web"
    assert read_source(str(tmp_path / "one.tle"), io.BytesIO()) == "a file"
    assert read_source("-", io.BytesIO(b"typed")) == "typed"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("https://x.org/a", True),
        ("HTTP://x.org", True),
        ("-", False),
        ("http.tle", False),
        ("ftp://x.org", False),
    ],
)
def test_an_address_is_told_from_a_files_name(name, expected):
    assert is_url(name) is expected


def test_a_fourth_redirect_is_not_followed(here):
    assert refusal(f"{here}/hop/4") == f"{here}/hop/4 redirects more than 3 times."


def test_a_redirect_out_of_the_web_is_not_followed(here):
    assert (
        refusal(f"{here}/away") == f"{here}/away redirects to something other than http or https."
    )


@pytest.mark.parametrize(("status", "reason"), [(404, "Not Found"), (500, "Internal Server Error")])
def test_an_answer_that_says_no_is_told_with_its_number(here, status, reason):
    url = f"{here}/status/{status}"
    assert refusal(url) == f"{url} answered {status} ({reason})."


def test_an_answer_that_does_not_come_is_not_waited_for(here):
    began = time.monotonic()
    said = refusal(f"{here}/slow", Bounds(patience_s=0.1))
    assert said == f"{here}/slow did not answer within 0.1 s."
    assert time.monotonic() - began < 0.9


def test_an_answer_that_drips_is_given_up(here):
    said = refusal(f"{here}/drip", Bounds(longest_s=0.2))
    assert said == f"{here}/drip was not complete after 0.2 s."


def test_an_answer_larger_than_the_limit_is_given_up_also_when_packed(here):
    assert "is larger than 3.8147e-06 MiB" in refusal(f"{here}/text/long", Bounds(limit=4))
    assert "is larger than 1 MiB" in refusal(f"{here}/bomb", Bounds(limit=1024 * 1024))


def test_an_answer_cut_short_is_refused(here):
    assert refusal(f"{here}/cut").startswith(f"{here}/cut could not be read: peer closed")


def test_an_answer_that_is_no_text_is_refused(here):
    assert refusal(f"{here}/binary") == f"{here}/binary is not UTF-8 text: byte 1 cannot be read."


def test_a_server_that_is_not_there_is_named_without_what_was_secret(here):
    with socket.socket() as idle:
        idle.bind(("127.0.0.1", 0))
        port = idle.getsockname()[1]
        said = refusal(f"http://user:password@127.0.0.1:{port}/a?key=secret")
    assert said.startswith(f"http://127.0.0.1:{port}/a could not be read: ")
    assert "password" not in said
    assert "secret" not in said


@pytest.mark.parametrize(
    "url", ["ftp://x.org/a", "file:///etc/hosts", "http://", "x.org", "//x.org"]
)
def test_other_addresses_are_refused(url):
    assert refusal(url).endswith("is no address that is read.")


def test_an_address_that_is_none_is_refused():
    assert refusal("http://x:port/") == "'http://x:port/' is no address."
