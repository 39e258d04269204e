"""A browser of an application: it keeps cookies and comes from an address, without a socket."""

from __future__ import annotations

import asyncio

import httpx

HOME = "http://desk.example.org"


class _Application(httpx.BaseTransport):
    def __init__(self, app, address):
        self.transport = httpx.ASGITransport(app, client=(address, 50000))

    def handle_request(self, request):
        return asyncio.run(self._answer(request))

    async def _answer(self, request):
        whole = httpx.Request(
            request.method, request.url, headers=request.headers, content=request.read()
        )
        answer = await self.transport.handle_async_request(whole)
        body = await answer.aread()
        return httpx.Response(answer.status_code, headers=answer.headers, content=body)


def browser_of(app, base_url=HOME, address="127.0.0.1", **headers):
    """Return a browser that asks an application."""
    return httpx.Client(
        transport=_Application(app, address), base_url=base_url, headers=headers, trust_env=False
    )
