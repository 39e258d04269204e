"""A PostgreSQL cluster in a folder: made, started, looked at, stopped by the bundled programs."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from artel.commons.errors import InputError
from artel.store import programs

if TYPE_CHECKING:
    from collections.abc import Mapping

MAJOR = 18
PORT = 5432
PRIVATE = 0o700
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    # A week of logs, each day's file written over a week later.
    "logging_collector": "on",
    "log_filename": "postgresql-%a.log",
    "log_truncate_on_rotation": "on",
}
_LONGEST_SOCKET = 100
_STARTED_WITHIN_S = 20
_STOPPED_WITHIN_S = 30


def socket_folder(folder: Path) -> Path:
    """Return where the server's socket is: in its folder, or elsewhere where that is too long."""
    if len(os.fsencode(folder / f".s.PGSQL.{PORT}")) <= _LONGEST_SOCKET:
        return folder
    short = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"artel-{short}"


def make(folder: Path) -> None:
    """Make an empty cluster where there is none yet. Raises InputError where it cannot be."""
    _check_system(folder)
    version = folder / "PG_VERSION"
    if version.exists():
        _check_version(folder, version.read_text("ascii").strip())
        return
    if folder.exists() and any(folder.iterdir()):
        raise InputError(
            f"{folder} is not empty, and no database is in it.",
            next_step="Name another folder by ARTEL_DATA_DIR.",
        )
    # Made beside and then renamed, so that one that was only half made is never started.
    new = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(new, ignore_errors=True)
    _private(new)
    programs.run("initdb", "-D", str(new), "-U", "postgres", "--encoding=UTF8", "--no-locale",
                 "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
                 "--auth-local=trust", "--auth-host=reject")  # fmt: skip
    new.replace(folder)


def _check_version(folder: Path, version: str) -> None:
    if version != str(MAJOR):
        raise InputError(
            f"The database in {folder} is of PostgreSQL {version}; this artel brings {MAJOR}.",
            next_step="Restore a backup into a new data folder with artel restore.",
        )


def _check_system(folder: Path) -> None:
    if sys.platform == "win32":
        raise InputError(
            "On Windows artel starts no database of its own yet.",
            next_step="Name a PostgreSQL server by ARTEL_DATABASE_URL.",
        )
    folder.parent.mkdir(mode=0o711, parents=True, exist_ok=True)
    programs.check_reach(folder.parent)


def _private(folder: Path) -> None:
    """Make a folder that the server's user alone may enter."""
    folder.mkdir(mode=PRIVATE)
    programs.give_to_server(folder)


def start(folder: Path, settings: Mapping[str, str]) -> None:
    """Try to start the server of a cluster in which no process is left."""
    _forget_stranger(folder)
    place = socket_folder(folder)
    _prepare_socket(place, folder)
    chosen = {**SETTINGS, "unix_socket_directories": str(place), "port": str(PORT), **settings}
    options = " ".join(f"-c {name}='{value}'" for name, value in chosen.items())
    programs.attempt("pg_ctl", "start", "-w", "-t", str(_STARTED_WITHIN_S), "-D", str(folder),
                     "-l", str(folder / "start.log"), "-o", options)  # fmt: skip


def _prepare_socket(place: Path, folder: Path) -> None:
    if place == folder:
        return
    if not place.exists():
        _private(place)
    found = place.lstat()
    if place.is_symlink() or found.st_uid != folder.stat().st_uid or found.st_mode & 0o077:
        raise InputError(
            f"{place} is not the server's own folder.", next_step="Look who made it; remove it."
        )


def _forget_stranger(folder: Path) -> None:
    """Remove a note of a server that is gone, where its number is another program's by now.

    No process of this cluster is left; but the server would take the other one for itself.
    """
    number = noted(folder)
    if number is not None and psutil.pid_exists(number):
        (folder / "postmaster.pid").unlink(missing_ok=True)


def noted(folder: Path) -> int | None:
    """Return the process number that the running or last server left, or None."""
    try:
        first = (folder / "postmaster.pid").read_text("utf-8", "replace").splitlines()[0]
        return int(first)
    except (FileNotFoundError, IndexError, ValueError):
        return None


def processes(folder: Path) -> list[psutil.Process]:
    """Return every process of the cluster's server, also those that outlived it."""
    return [each for each in psutil.process_iter() if _of(each, folder)]


def _of(process: psutil.Process, folder: Path) -> bool:
    try:
        # Each process of a server works in its folder.
        named = str(process.name()).startswith("postgres")
        return named and str(process.cwd()) == str(folder)
    except (psutil.NoSuchProcess, psutil.AccessDenied, OSError):
        return False


def ready(folder: Path) -> bool:
    """Return whether the server of a cluster runs and takes connections."""
    number = noted(folder)
    if number is None:
        return False
    try:
        lines = (folder / "postmaster.pid").read_text("utf-8", "replace").splitlines()
        process = psutil.Process(number)
    except (FileNotFoundError, psutil.NoSuchProcess):
        return False
    status = lines[7].strip() if len(lines) > 7 else ""
    return status == "ready" and _of(process, folder) and process.status() != "zombie"


def stop(folder: Path) -> None:
    """Stop the server of a cluster, and wait until not one process of it is left."""
    for mode in ("fast", "immediate"):
        number = noted(folder)
        if number is not None and processes(folder):
            programs.attempt("pg_ctl", "stop", "-w", "-t", str(_STOPPED_WITHIN_S), "-m", mode,
                             "-D", str(folder))  # fmt: skip
        if _all_gone(folder):
            return
    raise InputError(
        f"Processes of the database in {folder} do not end.",
        next_step="End those named postgres that work there.",
    )


def _all_gone(folder: Path) -> bool:
    end = time.monotonic() + _STOPPED_WITHIN_S
    while processes(folder):
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def last_words(folder: Path) -> str:
    """Return the last line that the server wrote while it started."""
    for file in (folder / "start.log", *sorted((folder / "log").glob("*.log"))):
        lines = file.read_text("utf-8", "replace").strip().splitlines() if file.exists() else []
        told = [line for line in lines if "FATAL" in line or "PANIC" in line or "ERROR" in line]
        if told:
            return told[-1]
    return "it said nothing."
