"""The route of a customer's files: a place out of GeoJSON, WKT, KML or KMZ."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated, Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from artel.api.auth import Asking
from artel.api.problems import Problem
from artel.desk.areas import read_area

router = APIRouter(tags=["orders"])

MOST = 900_000
"""Characters of a file as text: what is larger is no place that could be drawn."""


class AreaFile(BaseModel):
    """A file as text, or what is no text as base64; its name says the format."""

    model_config = ConfigDict(extra="forbid")
    name: Annotated[str, Field(min_length=1, max_length=200)]
    content: Annotated[str, Field(max_length=MOST)]
    encoding: Literal["text", "base64"] = "text"

    @property
    def data(self) -> bytes:
        """The file's bytes. Raises Problem where they cannot be had."""
        if self.encoding == "text":
            return self.content.encode(errors="replace")
        try:
            return base64.b64decode(self.content, validate=True)
        except (binascii.Error, ValueError):
            raise Problem(422, "The content is not base64.") from None


class AreaOut(BaseModel):
    """A place as an order takes it: its GeoJSON, the order's kind, square kilometres, length."""

    geometry: dict[str, Any]
    kind: Literal["point", "strip", "area"]
    km2: float
    km: float


@router.post("/areas/read", response_model=AreaOut)
def read(given: AreaFile, actor: Asking) -> dict[str, Any]:
    """Read the one place that a file holds. Nothing is stored."""
    found = read_area(actor, given.name, given.data)
    return {"geometry": found.geometry, "kind": found.kind, "km2": found.km2, "km": found.km}
