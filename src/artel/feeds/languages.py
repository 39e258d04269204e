"""The languages that the brief is read in: English, and one file for each other."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from artel.commons.errors import InputError
from artel.studies.brief.language import ENGLISH, language_from

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from artel.studies.brief.language import Language


def read_language(code: str) -> Language:
    """Return the language of a code. Raises InputError for one that has no file."""
    if code == ENGLISH.code:
        return ENGLISH
    found = _files()
    if code not in found:
        known = ", ".join(sorted([ENGLISH.code, *found]))
        raise InputError(f"The brief does not speak '{code}'.", next_step=f"Name one of: {known}.")
    return language_from(code, found[code].read_text(encoding="utf-8"))


def _files() -> dict[str, Traversable]:
    folder = files("artel.studies.brief").joinpath("languages")
    return {each.name.removesuffix(".json"): each for each in folder.iterdir()}
