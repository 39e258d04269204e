"""The tracks of a pool: an owner's ephemeris where it is valid, an element set elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from artel.commons.instants import from_posix, posix_text
from artel.orbits.tracks import Track, track_of, track_of_ephemeris

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from artel.fleet.satellites import Satellite
    from artel.orbits.elements import Elements
    from artel.orbits.oem import Ephemeris
    from artel.studies.pool import Pool

    Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a part of a satellite's track came from, and why it ends early if it does."""

    satellite: str
    norad_id: int
    kind: str
    epoch: str | None
    track: Track


@dataclass(frozen=True, slots=True)
class Tracks:
    """The tracks of each satellite, and their sources."""

    by_name: Mapping[str, tuple[Track, ...]]
    sources: tuple[Source, ...]

    @property
    def notes(self) -> tuple[str, ...]:
        """A sentence for each ephemeris that ends, or begins, inside the span."""
        return tuple(source.track.reason for source in self.sources if source.track.reason)


def tracks_of(
    pool: Pool,
    satellites: Iterable[Satellite],
    span: Span,
    progress: Callable[[str, int, int], None] | None = None,
) -> Tracks:
    """Return the tracks of the satellites over the span, each under the satellite's own name."""
    chosen = list(satellites)
    elements = pool.elements_at(from_posix(span[0]))
    sources: list[Source] = []
    for number, satellite in enumerate(chosen):
        owned = pool.ephemerides_of(satellite)
        sources += _sources(satellite, owned, elements.get(satellite.norad_id), span)
        if progress:
            progress("tracks", number + 1, len(chosen))
    by_name = {
        satellite.name: tuple(
            source.track
            for source in sources
            if source.satellite == satellite.name and not source.track.empty
        )
        for satellite in chosen
    }
    return Tracks(by_name, tuple(sources))


def _sources(
    satellite: Satellite, owned: Sequence[Ephemeris], elements: Elements | None, span: Span
) -> list[Source]:
    """Return ephemerides first, and the element set in what they leave open."""
    out: list[Source] = []
    gaps = [span]
    for ephemeris in sorted(owned, key=lambda each: each.start):
        low, high = max(span[0], ephemeris.start), min(span[1], ephemeris.stop)
        if high > low:
            track = _named(track_of_ephemeris(ephemeris, low, high), satellite)
            out.append(Source(satellite.name, satellite.norad_id, "oem", None, track))
            gaps = [piece for gap in gaps for piece in _left(gap, low, high)]
    if elements is not None:
        epoch = posix_text(elements.epoch)
        for gap in gaps:
            track = _named(track_of(elements, *gap), satellite)
            out.append(Source(satellite.name, satellite.norad_id, "elements", epoch, track))
    return out


def _left(gap: Span, low: float, high: float) -> list[Span]:
    pieces = [(gap[0], min(gap[1], low)), (max(gap[0], high), gap[1])]
    return [(a, b) for a, b in pieces if b - a > 1.0]


def _named(track: Track, satellite: Satellite) -> Track:
    return Track(
        satellite.name, satellite.norad_id, track.t, track.r, track.v, track.start, track.end,
        track.reason,
    )  # fmt: skip
