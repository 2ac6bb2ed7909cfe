"""What `record` returns: the event is safe, or why it was dropped."""

from dataclasses import dataclass
from typing import Literal, get_args

DropReason = Literal["closed", "invalid", "journal_error", "internal_error"]
DROP_REASONS: tuple[DropReason, ...] = get_args(DropReason)


@dataclass(frozen=True, slots=True)
class Receipt:
    """`drop_reason` is None when the event would survive `kill -9` from here on."""

    interaction_id: str
    drop_reason: DropReason | None = None

    @property
    def is_safe(self) -> bool:
        """Whether the event was kept."""
        return self.drop_reason is None
