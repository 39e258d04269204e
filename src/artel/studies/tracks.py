"""The tracks of a pool: an owner's ephemeris where it is valid, an element set elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from artel.commons.instants import from_posix, posix_text
from artel.orbits.oem import Ephemeris
from artel.orbits.tracks import Track, track_of_ephemeris, tracks_of_sets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from artel.fleet.satellites import Manoeuvres, Satellite
    from artel.orbits.elements import Elements
    from artel.orbits.runs import NodeStore
    from artel.studies.pool import Pool

    Span = tuple[float, float]
    Progress = Callable[[str, int, int], None]

_AT_ONCE = 500
_CATALOGUE = 500
"""Element sets beyond which speed counts more than the last decimetre, and than what is kept."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a part of a satellite's track came from, and why it ends early if it does.

    `orbit` is the element set, or the owner's ephemeris; `manoeuvres` how often its owner says
    that the satellite burns.
    """

    satellite: str
    norad_id: int
    kind: str
    epoch: str | None
    track: Track
    orbit: Elements | Ephemeris
    manoeuvres: Manoeuvres | None = None


@dataclass(frozen=True, slots=True)
class Tracks:
    """The tracks of each satellite, and their sources."""

    by_name: Mapping[str, tuple[Track, ...]]
    sources: tuple[Source, ...]

    @property
    def notes(self) -> tuple[str, ...]:
        """A sentence for each ephemeris that ends, or begins, inside the span."""
        return tuple(source.track.reason for source in self.sources if source.track.reason)


def tracks_of_elements(
    elements: Sequence[Elements],
    span: Span,
    propagator: str | None = None,
    kept: NodeStore | None = None,
    progress: Progress | None = None,
) -> list[Track]:
    """Return the tracks of element sets over the span, in their order.

    Unless a propagator is named it is sgp4, so that nothing depends on what is installed; but of
    a whole catalogue it is the fastest there is, within 0.2 m of sgp4. What `kept` holds is not
    propagated again; a catalogue is computed sooner than read.
    """
    if len(elements) > _CATALOGUE:
        kept = None
    elif propagator is None:
        propagator = "sgp4"
    tracks: list[Track] = []
    for begin in range(0, len(elements), _AT_ONCE):
        some = elements[begin : begin + _AT_ONCE]
        tracks += tracks_of_sets(some, *span, propagator=propagator, kept=kept)
        if progress:
            progress("tracks", len(tracks), len(elements))
    return tracks


def tracks_of(
    pool: Pool, satellites: Iterable[Satellite], span: Span, progress: Progress | None = None
) -> Tracks:
    """Return the tracks of the satellites over the span, each under the satellite's own name.

    They are sgp4's on every machine, for owners compare what comes of them.
    """
    chosen = list(satellites)
    sources = {each.name: _owned(pool.ephemerides_of(each), each, span) for each in chosen}
    left = {each.name: _gaps(span, sources[each.name]) for each in chosen}
    elements = pool.elements_at(from_posix(span[0]))
    known = [each for each in chosen if each.norad_id in elements]
    found: dict[tuple[str, Span], Source] = {}
    # All satellites with the same gap at once; mostly there is one gap, the whole span.
    for gap in dict.fromkeys(gap for each in known for gap in left[each.name]):
        some = [each for each in known if gap in left[each.name]]
        sets = [elements[each.norad_id] for each in some]
        tracks = tracks_of_elements(sets, gap, "sgp4", pool.kept, progress)
        for each, one, track in zip(some, sets, tracks, strict=True):
            found[each.name, gap] = _source(each, one, track)
    for each in known:
        sources[each.name] += [found[each.name, gap] for gap in left[each.name]]
    by_name = {
        name: tuple(source.track for source in some if not source.track.empty)
        for name, some in sources.items()
    }
    return Tracks(by_name, tuple(source for some in sources.values() for source in some))


def _owned(ephemerides: Sequence[Ephemeris], satellite: Satellite, span: Span) -> list[Source]:
    """Return the owner's ephemerides that reach into the span, by their start."""
    out = []
    for ephemeris in sorted(ephemerides, key=lambda each: each.start):
        low, high = max(span[0], ephemeris.start), min(span[1], ephemeris.stop)
        if high > low:
            track = track_of_ephemeris(ephemeris, low, high)
            out.append(_source(satellite, ephemeris, track))
    return out


def _source(satellite: Satellite, orbit: Elements | Ephemeris, track: Track) -> Source:
    named = replace(track, name=satellite.name, norad_id=satellite.norad_id)
    epoch = None if isinstance(orbit, Ephemeris) else posix_text(orbit.epoch)
    return Source(
        satellite=satellite.name,
        norad_id=satellite.norad_id,
        kind="oem" if epoch is None else "elements",
        epoch=epoch,
        track=named,
        orbit=orbit,
        manoeuvres=satellite.manoeuvres,
    )


def _gaps(span: Span, owned: Sequence[Source]) -> list[Span]:
    """Return what the ephemerides leave open."""
    gaps = [span]
    for source in owned:
        low, high = source.track.start, source.track.end
        gaps = [piece for gap in gaps for piece in _left(gap, low, high)]
    return gaps


def _left(gap: Span, low: float, high: float) -> list[Span]:
    pieces = [(gap[0], min(gap[1], low)), (max(gap[0], high), gap[1])]
    return [(a, b) for a, b in pieces if b - a > 1.0]
