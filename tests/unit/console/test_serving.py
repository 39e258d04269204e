import pytest
from tests.unit.api.asking import Asked

from artel.console.serving import Console


async def behind(scope, receive, send):
    """The API stands behind the console: it says that it was asked."""
    start = {"type": "http.response.start", "status": 207, "headers": [(b"x-behind", b"yes")]}
    await send(start)
    await send({"type": "http.response.body", "body": b""})


@pytest.fixture
def built(tmp_path):
    """Return a folder as the build leaves it, beside a file that is nobody's business."""
    folder = tmp_path / "static"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><title>artel</title>")
    (folder / "icon.svg").write_text("<svg/>")
    (folder / "assets" / "index-a1b2.js").write_text("export {}")
    (folder / "assets" / "index-a1b2.css").write_text("a {}")
    (tmp_path / "secret.txt").write_text("secret")
    return folder


@pytest.fixture
def ask(built):
    with Asked(Console(behind, built)) as asked:
        yield lambda path, method="get": asked.ask(method, path)


@pytest.mark.parametrize(
    ("path", "kind", "keeping"),
    [
        ("/", "text/html", "no-cache"),
        ("/orders/O-000001", "text/html", "no-cache"),
        ("/welcome", "text/html", "no-cache"),
        ("/icon.svg", "image/svg+xml", "no-cache"),
        ("/assets/index-a1b2.js", "text/javascript", "immutable"),
        ("/assets/index-a1b2.css", "text/css", "immutable"),
    ],
)
def test_pages_and_files_have_their_type_and_are_kept_as_long_as_they_hold(
    ask, path, kind, keeping
):
    answer = ask(path)
    headers = dict(answer.headers)
    assert answer.status == 200
    assert answer.media_type == kind
    assert keeping in headers["cache-control"]
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe-inline" not in headers["content-security-policy"].split("style-src-attr")[0]
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["/api/v1/orders", "/api/nothing", "/health/live", "/metrics"])
def test_the_desks_own_paths_are_handed_on(ask, path):
    assert ask(path).status == 207


def test_what_changes_something_is_handed_on(ask):
    assert ask("/orders", "post").status == 207


@pytest.mark.parametrize("path", ["/assets/old-ffff.js", "/favicon.ico", "/assets/"])
def test_a_file_that_is_not_there_is_no_page(ask, path):
    assert ask(path).status == 404


@pytest.mark.parametrize(
    "path", ["/../secret.txt", "/assets/../../secret.txt", "//etc/passwd", "/\0"]
)
def test_nothing_outside_of_the_folder_is_given_out(ask, path):
    answer = ask(path)
    assert b"secret" not in answer.body
    assert b"root:" not in answer.body


def test_a_console_that_is_not_built_says_how_to_build_it(tmp_path):
    with Asked(Console(behind, tmp_path / "nothing")) as asked:
        answer = asked.ask("get", "/")
        assert asked.ask("get", "/api/v1/me").status == 207
    assert answer.status == 503
    assert b"make console" in answer.body
