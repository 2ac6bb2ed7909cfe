"""The name that was probably meant."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

ALIKE = 0.6


def near(name: str, names: Iterable[str], alike: float = ALIKE) -> str | None:
    """The one of `names` most like `name`, case apart, or None where none is `alike` (0 to 1).

    >>> near("servicename", ["ServiceName", "ServiceCategory"])
    'ServiceName'
    >>> near("penguins", ["ServiceName"])
    """
    by_fold = {known.lower().replace("_", ""): known for known in names}
    found = difflib.get_close_matches(name.lower().replace("_", "")[:100], by_fold, 1, alike)
    return by_fold[found[0]] if found else None
