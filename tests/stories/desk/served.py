"""A desk served over a real socket, and a client for each person of a story."""

from __future__ import annotations

import socket
import threading
from contextlib import contextmanager
from pathlib import Path

import httpx


@contextmanager
def serving(desk, around=lambda served: served):
    """Serve a desk on a free port of loopback while the block runs, and give its address.

    `around` may put something around its application, such as the console.
    """
    import uvicorn

    from artel.api.app import application

    listening = socket.create_server(("127.0.0.1", 0))
    settings = uvicorn.Config(around(application(desk, "test")), log_config=None, lifespan="on")
    server = uvicorn.Server(settings)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(20)
        listening.close()


class People:
    """Who takes part: each has an account and a key, and speaks to the desk by HTTP alone."""

    def __init__(self, desk, address):
        self.desk, self.address, self._clients = desk, address, {}

    def __call__(self, role, party="", home="", **rest):
        """Return the client of somebody of this role and party, with an account of its own."""
        who = role, party
        if who not in self._clients:
            self._clients[who] = self._client(role, party, home, rest)
        return self._clients[who]

    def _client(self, role, party, home, rest):
        from artel.commons.actors import Role
        from artel.desk.accounts import issue_key, make_account

        with self.desk.unit() as unit:
            row = make_account(
                unit, f"{role} {party}".strip(), Role(role), party=party, home=home, **rest
            )
            key, _ = issue_key(unit, row["id"], "a story")
        return httpx.Client(
            base_url=f"{self.address}/api/v1/",
            headers={"Authorization": f"Bearer {key}"},
            trust_env=False,
            timeout=120,
        )

    def close(self):
        for client in self._clients.values():
            client.close()


OWNER = Path(__file__).resolve().parents[2] / "simulated_owner" / "owner.py"
