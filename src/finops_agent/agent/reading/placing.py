"""Places in a ranking: "the second most expensive", "the first and the second"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finops_agent.agent.reading.joining import Joining
from finops_agent.agent.refusal import Refusal

if TYPE_CHECKING:
    from finops_agent.agent.reading.parts import Part

_PLACES = {
    "first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "fifth": 5, "5th": 5,
}  # fmt: skip


class Placing(Joining):
    """The handler of words such as "second"."""

    def _op_ordinal(self, part: Part) -> None:
        """In "second most expensive service" the place in the ranking; "the second and third" are two in a row."""
        told = [_PLACES[word] for word in part.text.lower().split() if word in _PLACES]
        if self._is_operator(1, "and", "comma") and self._is_operator(2, "ordinal") and self.mode != "exclude":
            self.places += told
            self.draft.tied.append(part)
            return
        following = self._near(1)
        ranks = self._is_operator(1, "top", "bottom") and (following is None or following.text.lower() != "top")
        if self.mode == "exclude" or not ranks:
            raise Refusal(part.text, f"{part.text!r} of what? Say, for example, 'second most expensive service'.")
        places, self.places = [*self.places, *told], []
        self._take_places(part, places)
        self._end_mode()

    def _take_places(self, part: Part, places: list[int]) -> None:
        """Show one place, or those in a row: "the cheapest and the second cheapest" too."""
        draft, following = self.draft, self._near(1)
        if draft.order is not None or draft.offset:
            is_turned = following is None or (following.meaning == "top") != (draft.order == "descending")
            shown = range(draft.offset + 1, draft.offset + (draft.limit or 1) + 1)
            places = [*(() if is_turned else shown), *places]
            draft.is_singular = False
            if is_turned:
                raise Refusal(part.text, "Two rankings at once. Ask for one, then for the other.")
        if places != list(range(places[0], places[0] + len(places))):
            raise Refusal(part.text, "Places in a ranking that are apart. Ask for one, then for the other.")
        draft.offset, draft.limit = places[0] - 1, len(places)
