"""What `record` returns: the event is safe, or why it was dropped."""

from typing import Literal, get_args

from msgspec import Struct

DropReason = Literal[
    "closed", "invalid", "too_large", "journal_full", "journal_error", "damaged", "expired", "internal_error"
]
"""`expired` is said of a dead letter that nobody tried again for as long as its event may be kept."""
DROP_REASONS: tuple[DropReason, ...] = get_args(DropReason)


class Receipt(Struct, frozen=True, gc=False):
    """`drop_reason` is None when the event would survive `kill -9` from here on."""

    interaction_id: str
    drop_reason: DropReason | None = None
    number: int | None = None
    """Count of the query or upload within its session."""
    is_declined: bool = False
    """The visitor does not want it kept: neither kept nor lost."""

    @property
    def is_safe(self) -> bool:
        """Whether the event was kept."""
        return self.drop_reason is None and not self.is_declined


TOO_DEEP = Receipt("unknown", "internal_error")
"""For an event of code that had used up the stack: made ahead, since nothing can be called there."""
