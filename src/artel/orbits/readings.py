"""What a text of element sets held: the good records, the others with their reason, the nearest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from artel.orbits.time import epoch_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from artel.orbits.elements import Elements


@dataclass(frozen=True, slots=True)
class Problem:
    """A record that was passed over: its line (1-based), what it is called, and the reason."""

    line: int
    record: str
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.record}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Readings:
    """Every good record in the order of the text, and a problem for each of the others."""

    records: tuple[Elements, ...]
    problems: tuple[Problem, ...]


def numbered_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield (line number from 1, line without blanks at its ends) of the lines that hold any.

    Lines end as editors count them: at a line feed, a carriage return, or both together.
    """
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    for number, raw in enumerate(unified.split("\n"), start=1):
        line = raw.strip(" \t\ufeff")
        if line:
            yield number, line


def nearest(records: Iterable[Elements], t: float) -> tuple[tuple[Elements, ...], tuple[str, ...]]:
    """Return for each catalogue number the record whose epoch is nearest to POSIX second t.

    Of two equally near the newer is chosen, of two of one epoch the later in the text. The second
    value holds a sentence for each object with several records or with an epoch after t.
    Objects keep the order in which they were first met; those without a number go by name.
    """
    met: dict[tuple[int, str], list[Elements]] = {}
    for record in records:
        who = (record.norad_id, "" if record.norad_id else record.name)
        met.setdefault(who, []).append(record)
    choices = [(_nearest_of(sets, t), sets) for sets in met.values()]
    notes = (_note(chosen, sets, t) for chosen, sets in choices)
    return tuple(chosen for chosen, _ in choices), tuple(note for note in notes if note)


def _nearest_of(sets: list[Elements], t: float) -> Elements:
    return min(reversed(sets), key=lambda one: (abs(one.epoch - t), -one.epoch))


def _note(chosen: Elements, sets: list[Elements], t: float) -> str:
    said = [_passed_over(chosen, sets)] if len(sets) > 1 else []
    if chosen.epoch > t:
        hours = (chosen.epoch - t) / 3600.0
        epoch = f"{epoch_text(chosen.epoch, 0)}Z"
        said.append(f"its epoch {epoch} lies {hours:.1f} h ahead and is carried backward")
    return f"{chosen.label}: {'; '.join(said)}." if said else ""


def _passed_over(chosen: Elements, sets: list[Elements]) -> str:
    older = sum(one.epoch < chosen.epoch for one in sets)
    newer = sum(one.epoch > chosen.epoch for one in sets)
    same = len(sets) - older - newer - 1
    counts = ((older, "older"), (newer, "newer"), (same, "of the same epoch"))
    passed = " and ".join(f"{count} {word}" for count, word in counts if count)
    epoch = f"{epoch_text(chosen.epoch, 0)}Z"
    return f"of {len(sets)} element sets that of {epoch} is used, {passed} passed over"
