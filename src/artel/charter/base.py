"""What every article has, whatever its kind."""

from datetime import datetime
from typing import Annotated, TypeAlias

from pydantic import Field, model_validator

from artel.commons.figures import Text
from artel.commons.tables import Instant, Row

Names: TypeAlias = Annotated[tuple[Text, ...], Field(min_length=1)]


class ArticleBase(Row):
    """What every article has: id, parties, the dates between which it is in force, its text."""

    id: Text
    parties: Names
    in_force_from: Annotated[Instant, Field(alias="from")]
    in_force_until: Annotated[Instant | None, Field(alias="until")] = None
    text: Text

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> "ArticleBase":
        if self.in_force_until is not None and self.in_force_until <= self.in_force_from:
            raise ValueError("until must be later than from")
        return self

    def in_force(self, at: datetime) -> bool:
        """Whether the article applies to what starts at this instant: in [from, until)."""
        ended = self.in_force_until is not None and at >= self.in_force_until
        return self.in_force_from <= at and not ended
