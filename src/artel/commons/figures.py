"""Words that tables of figures share: texts, positive numbers, and where a figure comes from."""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from artel.commons.tables import Row

Text: TypeAlias = Annotated[str, Field(min_length=1)]
Positive: TypeAlias = Annotated[float, Field(gt=0)]
Status: TypeAlias = Literal["published", "computed", "rounded", "assumed"]


class Sourced(Row):
    """A block of figures, with where they come from and how sure they are."""

    source: Text
    status: Status
