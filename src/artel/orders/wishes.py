"""What a customer may order, as one JSON object: read with every problem named, and written back.

The kinds are in `wishes_models`; docs/orders.md tells them field by field.
"""

from __future__ import annotations

import json
from datetime import UTC
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from artel.commons.errors import InputError
from artel.commons.names import hint
from artel.orders.geometry import GeometryError, read_place
from artel.orders.orders import Consent, Fill, Properties, Series
from artel.orders.wishes_checks import Known, interval_problems, kind_problems, name_problems
from artel.orders.wishes_models import MODELS, PLAIN_VALUE, Archive, Imaging, Wish
from artel.orders.wishes_problems import (
    WishError,
    WishProblem,
    fields_of,
    plain_problems,
    problem_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

__all__ = [
    "Known", "Wish", "WishError", "WishProblem", "feature_of", "read_wish", "wish_body", "wish_of",
]  # fmt: skip

_INSTANTS = ("not_before", "not_after", "deliver_by")
_PLACEHOLDER = {"type": "Point", "coordinates": [0.0, 0.0]}
_SHAPES = {
    "point": ("Point",),
    "strip": ("LineString", "Polygon"),
    "area": ("Polygon",),
    "series": ("Point", "LineString", "Polygon"),
    "archive": ("Point", "LineString", "Polygon"),
}


def read_wish(body: Any, known: Known) -> Wish:
    """Return the wish that a JSON object says.

    Raises WishError, an InputError whose `problems` name everything that is wrong, each with its
    JSON pointer.
    """
    problems = list(_body_problems(body))
    if problems:
        raise WishError(problems)
    place, problems = _placed(body)
    wish = _modelled({**body, **place}, problems)
    problems += interval_problems(body, known.now)
    problems += name_problems(body, known)
    problems += kind_problems(body)
    if problems or wish is None:
        raise WishError(problems)
    return wish


def wish_of(body: Mapping[str, Any]) -> Wish:
    """Return the wish of a canonical object that was read before; nothing is checked anew."""
    return MODELS[body["kind"]].model_validate_json(json.dumps(body), strict=True)


def wish_body(wish: Wish) -> dict[str, Any]:
    """Return the canonical JSON object of a wish: read again, it is the same wish."""
    body = wish.model_dump(mode="json", by_alias=True, exclude_none=True, exclude={"consents"})
    body |= {name: _text(getattr(wish, name)) for name in _INSTANTS if name in body}
    if isinstance(wish, Imaging | Archive):
        body["geometry"] = wish.geometry.geojson
    if body.get("value") == PLAIN_VALUE:  # not said
        del body["value"]
    return body


def feature_of(wish: Wish, order_id: str, consents: Iterable[Consent] = ()) -> dict[str, Any]:
    """Return an imaging wish as a feature of orders.geojson, with the consents granted so far.

    Raises InputError for a wish that is none of images.
    """
    if not isinstance(wish, Imaging):
        raise InputError(
            f"An order of kind {wish.kind} is not of images.", next_step="Plan images alone."
        )
    body = wish_body(wish)
    body["value"] = wish.value
    properties = {name: body[name] for name in fields_of(Properties) if name in body}
    given = [consent.model_dump() for consent in consents]
    if given:
        properties["consents"] = given
    return {
        "type": "Feature",
        "id": order_id,
        "geometry": body["geometry"],
        "properties": properties,
    }


def _text(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _body_problems(body: Any) -> Iterator[WishProblem]:
    """Yield what keeps a body from being looked at any closer."""
    if not isinstance(body, dict):
        yield WishProblem("", "An order is a JSON object.")
        return
    yield from plain_problems(body)
    kind = body.get("kind")
    if kind is None:
        yield WishProblem("/kind", f"'kind' is missing; {hint('', MODELS)}")
    elif not isinstance(kind, str) or kind not in MODELS:
        yield WishProblem("/kind", f"This is not a kind of order; {hint(str(kind)[:60], MODELS)}")


def _placed(body: Mapping[str, Any]) -> tuple[dict[str, Any], list[WishProblem]]:
    """Return the canonical geometry, where the kind has one, and what is wrong with it."""
    shapes = _SHAPES.get(body["kind"])
    if shapes is None or "geometry" not in body:
        return {}, []
    try:
        place = read_place(body["geometry"])
    except GeometryError as error:
        return {"geometry": _PLACEHOLDER}, [WishProblem(f"/geometry{error.pointer}", str(error))]
    kind = place.value["type"]
    if kind in shapes:
        return {"geometry": place.value}, []
    sentence = f"Of kind {body['kind']} there is no {kind}; give a {' or a '.join(shapes)}."
    return {"geometry": _PLACEHOLDER}, [WishProblem("/geometry/type", sentence)]


def _modelled(body: dict[str, Any], problems: list[WishProblem]) -> Wish | None:
    """Return the wish of a body, or add to the problems what keeps it from being one."""
    model = MODELS[body["kind"]]
    if body["kind"] == "area":
        body["fill"] = {} if body.get("fill") is None else body["fill"]
        body.pop("series", None)  # kind_problems says it
    if body.pop("consents", None) is not None:
        sentence = "A party gives its consent at the desk, not with the order. Leave it out."
        problems.append(WishProblem("/consents", sentence))
    try:
        # As JSON, strictly: a number in quotes is a text, and a yes is no number.
        return model.model_validate_json(json.dumps(body), strict=True)
    except ValidationError as error:
        models: dict[str, type[BaseModel]] = {"": model, "fill": Fill, "series": Series}
        entries = error.errors(include_url=False, include_context=False)
        inside = {entry["loc"][:-1] for entry in entries}
        problems += [
            problem_of(entry, models)
            for entry in entries
            if entry["type"] != "too_short" or entry["loc"] not in inside
        ]
        return None
