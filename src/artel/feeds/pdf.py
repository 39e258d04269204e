"""Pages as PDF by typst, an outside program that comes with the extra `documents`.

The same page gives the same bytes: the time in the file is handed in, and of fonts only those
inside typst are used.
"""

from __future__ import annotations

import json
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

HOW_TO_GET = "No PDFs were printed: typst is not installed (pip install 'artel[documents]')."
TEMPLATE = "prints/page.typ"


def printer() -> str:
    """Return the name and version of what prints, or nothing where it is not installed."""
    try:
        return f"typst {version('typst')}"
    except PackageNotFoundError:
        return ""


def print_page(page: Mapping[str, Any], instant: datetime) -> bytes:
    """Return a page as PDF, dated at an instant. Only where `printer` names one."""
    import typst  # noqa: PLC0415 - an extra

    template = files("artel.feeds").joinpath(TEMPLATE).read_bytes()
    data = json.dumps(page, ensure_ascii=False, sort_keys=True)
    return bytes(
        typst.compile(
            template,
            sys_inputs={"page": data},
            ignore_system_fonts=True,
            timestamp=int(instant.timestamp()),
        )
    )
