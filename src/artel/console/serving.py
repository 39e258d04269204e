"""Give out the console's built files: pages by any path, files that never change by their hash."""

from __future__ import annotations

import mimetypes
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.responses import FileResponse, HTMLResponse, Response

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

STATIC = Path(__file__).resolve().parent / "static"
INDEX = "index.html"
HASHED = "assets"
"""What the build puts here has its hash in its name."""
API = ("/api", "/health", "/metrics")
"""Paths that are never a page: what is not there is told as a problem."""
TYPES = {
    ".css": "text/css",
    ".html": "text/html",
    ".ico": "image/x-icon",
    ".js": "text/javascript",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
"""Said here, for the machine's own table of types may say anything."""
# Svelte writes a colour or a width into the style of an element; no style sheet is inline.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; "
    "img-src 'self' data: blob:; connect-src 'self'; font-src 'self'; manifest-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
ABSENT = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>artel</title>
<h1>The desk works, but its console is not built here</h1>
<p>The API under <a href="/api/v1/openapi.json">/api/v1</a> needs no console.</p>
<p>For the pages build them once (it needs the network): <code>make console</code> in the
repository, or <code>pip install --force-reinstall --no-deps .</code>, and start
<code>artel serve</code> again.</p>
"""


class Console:
    """The application behind it answers its own paths; every other one is a page or a file."""

    def __init__(self, app: ASGIApp, folder: Path = STATIC) -> None:
        self.app, self.folder = app, folder.resolve()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with a file, or hand the request on."""
        if scope["type"] != "http" or not _for_pages(scope):
            await self.app(scope, receive, send)
            return
        await self.answer(scope["path"])(scope, receive, send)

    def answer(self, path: str) -> Response:
        """Return the file of a path; a path without one is a page, shown by the console itself."""
        index = self.folder / INDEX
        if not index.is_file():
            return HTMLResponse(ABSENT, 503, headers={**HEADERS, "Cache-Control": "no-store"})
        file = self._file(path)
        if file is not None:
            hashed = file.parent == self.folder / HASHED
            return _given(file, FOR_EVER if hashed else ASK_AGAIN)
        if Path(path).suffix in TYPES or path.startswith(f"/{HASHED}/"):
            return Response("There is no such file.", 404, media_type="text/plain", headers=HEADERS)
        return _given(index, ASK_AGAIN)

    def _file(self, path: str) -> Path | None:
        """Return the built file of a path, never one outside of the folder."""
        if "\0" in path:
            return None
        file = (self.folder / path.lstrip("/")).resolve()
        return file if file.is_relative_to(self.folder) and file.is_file() else None


def _for_pages(scope: Scope) -> bool:
    path = scope["path"]
    own = any(path == each or path.startswith(f"{each}/") for each in API)
    return scope["method"] in ("GET", "HEAD") and not own


def _given(file: Path, keeping: str) -> Response:
    kind = TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0]
    headers = {**HEADERS, "Cache-Control": keeping}
    return FileResponse(file, media_type=kind or "application/octet-stream", headers=headers)
