"""Which parts of contacts carry an image: its command before the cut-off, its data in time."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from artel.charter.judge import receiving_states
from artel.commons.instants import from_posix, to_posix
from artel.planner.bookings import Antennas, first_fit
from artel.planner.queue import Waiting
from artel.planner.values import Obstacle, Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from artel.charter.judge import Receiving
    from artel.orders.orders import Order
    from artel.planner.contacts import Contacts
    from artel.planner.problem import Problem
    from artel.planner.values import Contact, Link, Opportunity


@dataclass(frozen=True, slots=True)
class _Receivers:
    """The contacts of a satellite at which some data may be received, sorted by their start.

    `starts` are POSIX s; `longest`, s, is the longest contact; `rates` are all their rates.
    """

    known: Sequence[Contact]
    contacts: tuple[Contact, ...]
    starts: tuple[float, ...]
    longest: float
    rates: frozenset[float]

    def between(self, earliest: float, latest: float) -> tuple[Contact, ...]:
        """Return what may meet an interval, and nothing that begins after it."""
        first = bisect_left(self.starts, earliest - self.longest)
        return self.contacts[first : bisect_left(self.starts, latest)]


class Linking:
    """The links of one problem: what is booked of them, and what could be."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.orders = problem.wanted
        self.commands = {each.name: each.command for each in problem.satellites}
        self.states = {station.name: station.state for station in problem.stations}
        self.antennas, self.empty = Antennas(), Antennas()
        self.uploads: dict[str, dict[Link, int]] = {name: {} for name in self.commands}
        self._heard: dict[tuple[int, frozenset[str] | None], _Receivers] = {}

    def upload(self, opportunity: Opportunity) -> Link | None:
        """Return an upload already booked that serves, or the earliest that could be booked."""
        latest = self.cutoff(opportunity)
        booked = self.booked(opportunity.satellite, latest)
        return booked or self._upload(opportunity, self.antennas)

    def downlink(self, opportunity: Opportunity, earliest: float = 0.0) -> Link | None:
        """Return the earliest part of a contact that is free for the data, or None.

        It begins neither before the image ends nor before `earliest`, POSIX s.
        """
        return self._downlink(opportunity, self.antennas, earliest)

    def waiting(self, opportunity: Opportunity, downlink: Link) -> Waiting:
        """Return the data of an image as it waits aboard for its downlink."""
        order, state = self._order(opportunity), self.states[downlink.contact.station]
        rank, receiving = self.problem.rank(order), self._receiving(opportunity)
        return Waiting(order.id, rank, opportunity.end, downlink.start, state, receiving)

    def cutoff(self, opportunity: Opportunity) -> float:
        """Return when the command must be on board at the latest, POSIX s."""
        return opportunity.start - 60.0 * self.commands[opportunity.satellite].cutoff_min

    def add(self, upload: Link, downlink: Link) -> None:
        """Book both links of an image; images may share an upload."""
        uploads = self.uploads[upload.contact.satellite]
        if upload not in uploads:
            self.antennas.add(upload)
        uploads[upload] = uploads.get(upload, 0) + 1
        self.antennas.add(downlink)

    def remove(self, upload: Link, downlink: Link) -> None:
        """Give both links of an image back; an upload that other images use stays."""
        uploads = self.uploads[upload.contact.satellite]
        uploads[upload] -= 1
        if not uploads[upload]:
            del uploads[upload]
            self.antennas.remove(upload)
        self.antennas.remove(downlink)

    def carries(self, upload: Link) -> bool:
        """Whether images may share a command pass that is booked."""
        return upload in self.uploads[upload.contact.satellite]

    def keep(self, upload: Link) -> None:
        """Keep a command pass booked, whatever becomes of one of the images it carries."""
        uploads = self.uploads[upload.contact.satellite]
        uploads[upload] = uploads.get(upload, 0) + 1

    def close(self, upload: Link) -> None:
        """Let a command pass carry no further image; its antenna stays booked."""
        self.uploads[upload.contact.satellite].pop(upload, None)

    def close_before(self, at: float) -> None:
        """Let what was sent before an instant, POSIX s, carry no further image."""
        for uploads in self.uploads.values():
            for upload in [each for each in uploads if each.start < at]:
                self.close(upload)

    def begin(self, since: float | None, reserved: Iterable[Link]) -> None:
        """Book command passes that carry no image yet, and close what was sent before an instant.

        Images may share those from that instant, POSIX s, on.
        """
        for link in reserved:
            self.antennas.add(link)
            self.keep(link)
        if since is not None:
            self.close_before(since)

    def booked(self, satellite: str, latest: float) -> Link | None:
        """Return a command pass that is booked, ends in time and can carry more, or None."""
        return next((each for each in self.uploads[satellite] if each.end <= latest), None)

    def missing(self, opportunity: Opportunity) -> Obstacle | None:
        """Return which link cannot be even where the whole pool is idle, or None."""
        obstacle = self._no_link(opportunity)
        if obstacle is None:
            return None
        return self._shut(opportunity) or self._no_staff(opportunity) or obstacle

    def _shut(self, opportunity: Opportunity) -> Obstacle | None:
        """Return the block-out or the maintenance without which the links would do, or None."""
        uncut = self.problem.contacts.uncut
        if uncut is None:
            return None
        upload = self._upload(opportunity, self.empty)
        upload = upload or self._upload(opportunity, self.empty, uncut)
        downlink = self._downlink(opportunity, self.empty)
        downlink = downlink or self._downlink(opportunity, self.empty, contacts=uncut)
        if upload is None or downlink is None:
            return None
        for link in (upload, downlink):
            shut = next((each for each in self.problem.contacts.shut if each.meets(link)), None)
            if shut is not None:
                reason = Reason.MAINTENANCE if shut.article is None else Reason.ARTICLE
                # It came further than a look that has no links at all.
                return Obstacle(reason, shut.why, shut.article, shut.asset, at=Reason.NO_STAFF)
        return None

    def _no_staff(self, opportunity: Opportunity) -> Obstacle | None:
        """Return that nobody is there, if with people at every station the links would do."""
        contacts, every = self.problem.contacts, self.problem.contacts.every
        if every is None:
            return None
        upload = self._upload(opportunity, self.empty)
        upload = upload or self._upload(opportunity, self.empty, every)
        downlink = self._downlink(opportunity, self.empty)
        downlink = downlink or self._downlink(opportunity, self.empty, contacts=every)
        if upload is None or downlink is None:
            return None
        for link in (upload, downlink):
            why = contacts.why_closed(link, opportunity.owner)
            if why:
                return Obstacle(Reason.NO_STAFF, why, resource=link.contact.station)
        return None

    def _no_link(self, opportunity: Opportunity) -> Obstacle | None:
        """Return which of upload and downlink cannot be, by the contacts alone, or None."""
        name = opportunity.satellite
        if not self._upload(opportunity, self.empty):
            minutes = self.commands[name].cutoff_min
            said = f"no command pass of {name} ends {minutes:g} min before the image"
            return Obstacle(Reason.NO_UPLOAD, said, resource=name)
        if self._downlink(opportunity, self.empty) is None:
            return self._no_downlink(opportunity)
        return None

    def _no_downlink(self, opportunity: Opportunity) -> Obstacle:
        receiving, name = self._receiving(opportunity), opportunity.satellite
        if receiving.states is not None and self._downlink(opportunity, self.empty, anywhere=True):
            said = f"in time {name} passes no station in {', '.join(sorted(receiving.states))}"
            return Obstacle(Reason.ARTICLE, said, receiving.articles[0], at=Reason.NO_DOWNLINK)
        by = self._order(opportunity).deliver_by
        said = f"no station that decodes and permits {name} receives it by {by:%F %R}Z"
        return Obstacle(Reason.NO_DOWNLINK, said, resource=name)

    def _upload(
        self, opportunity: Opportunity, antennas: Antennas, contacts: Contacts | None = None
    ) -> Link | None:
        command, latest = self.commands[opportunity.satellite], self.cutoff(opportunity)
        passes = (contacts or self.problem.contacts).commands.get(opportunity.satellite, ())
        return first_fit(antennas, passes, command.upload_s, self.problem.span[0], latest)

    def _downlink(
        self,
        opportunity: Opportunity,
        antennas: Antennas,
        earliest: float = 0.0,
        *,
        anywhere: bool = False,
        contacts: Contacts | None = None,
    ) -> Link | None:
        states = None if anywhere else self._receiving(opportunity).states
        known = (contacts or self.problem.contacts).downlinks.get(opportunity.satellite, ())
        heard = self._receivers(known, states)
        seconds = {rate: 1e3 * opportunity.volume_gbit / rate for rate in heard.rates}
        latest = min(to_posix(self._order(opportunity).deliver_by), self.problem.span[1])
        earliest = max(opportunity.end, earliest)
        return first_fit(antennas, heard.between(earliest, latest), seconds, earliest, latest)

    def _receivers(self, known: Sequence[Contact], states: frozenset[str] | None) -> _Receivers:
        """Return which contacts stand in these states, found once: they are asked for often."""
        key = id(known), states
        found = self._heard.get(key)
        # Who has the same id now may be another list than the one that had it then.
        if found is None or found.known is not known:
            some = tuple(
                each for each in known if states is None or self.states[each.station] in states
            )
            found = self._heard[key] = _Receivers(
                known,
                some,
                tuple(each.start for each in some),
                max((each.end - each.start for each in some), default=0.0),
                frozenset(each.rate_mbps for each in some),
            )
        return found

    def _receiving(self, opportunity: Opportunity) -> Receiving:
        order, at = self._order(opportunity), from_posix(opportunity.start)
        return receiving_states(self.problem.charter, order.brought_by, order.purpose, at)

    def _order(self, opportunity: Opportunity) -> Order:
        return self.orders[opportunity.order]
