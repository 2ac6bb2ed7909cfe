"""The rules in order of precedence, and which of them are due for a text."""

from collections.abc import Callable, Iterable, Sequence

from finops_agent.privacy.labels import LABEL_RULES
from finops_agent.privacy.personal import ACCOUNT_RULES, PERSONAL_RULES
from finops_agent.privacy.rule import Rule, Traits
from finops_agent.privacy.tokens import BARE_RULES, TOKEN_RULES

RULES: tuple[Rule, ...] = (*TOKEN_RULES, *LABEL_RULES, *BARE_RULES, *PERSONAL_RULES, *ACCOUNT_RULES)
"""Whoever comes first keeps the characters."""


class Due:
    """Which of `rules` can find anything in a text, worked out as one number with a bit for each rule."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = rules
        self._unconditional = self._bits(lambda one: not one.words and not one.parts)
        self._shapeless = self._bits(lambda one: not one.shapes)
        self._of_word = {word.encode("latin-1"): bits for word, bits in self._by(lambda one: one.words).items()}
        self._words = frozenset(self._of_word)
        shapes = self._by(lambda one: one.shapes)
        self._of_shape = tuple((shape, bits) for shape, bits in shapes.items() if "h" not in shape)
        self._of_hex = tuple((shape, bits) for shape, bits in shapes.items() if "h" in shape)
        self._hex = self._bits(lambda one: any("h" in shape for shape in one.shapes))
        self._tiers = tuple(self._tier(least) for least in sorted({one.least_run for one in rules}))

    def rules(self, due: int) -> list[Rule]:
        """The rules of the bits of `due`, in order."""
        rules = []
        while due:
            lowest = due & -due
            rules.append(self._rules[lowest.bit_length() - 1])
            due ^= lowest
        return rules

    def by_words(self, of: Traits) -> int:
        """The rules that the words of the text ask for."""
        due = 0
        for word in of.words & self._words:
            due |= self._of_word[word]
        return due

    def bits(self, of: Traits) -> int:
        """The rules that are due: each that could find something, and some that cannot."""
        due, allowed, folded = self._unconditional | self.by_words(of), 0, of.folded
        ascii_only = folded.isascii()
        for run, bits, ascii_parts, other_parts in self._tiers:
            if run not in of.runs:
                break
            allowed |= bits
            for part, of_part in ascii_parts:
                if part in folded:
                    due |= of_part
            if not ascii_only:
                for part, of_part in other_parts:
                    if part in folded:
                        due |= of_part
        due &= allowed
        if due & ~self._shapeless:
            due &= self._shaped(due, of)
        return due

    def _shaped(self, due: int, of: Traits) -> int:
        """The rules that the shapes allow."""
        allowed, shape = self._shapeless, of.shape
        if "0" not in shape:
            return allowed
        for literal, bits in self._of_shape:
            if bits & due and literal in shape:
                allowed |= bits
        if due & self._hex:
            hexed = of.hexed
            for literal, bits in self._of_hex:
                if bits & due and literal in hexed:
                    allowed |= bits
        return allowed

    def _bits(self, wanted: Callable[[Rule], bool]) -> int:
        return sum(1 << i for i, one in enumerate(self._rules) if wanted(one))

    def _by(self, keys: Callable[[Rule], Iterable[str]]) -> dict[str, int]:
        table: dict[str, int] = {}
        for i, one in enumerate(self._rules):
            for key in keys(one):
                table[key] = table.get(key, 0) | 1 << i
        return table

    def _tier(self, least: int) -> tuple[bytes, int, tuple[tuple[str, int], ...], tuple[tuple[str, int], ...]]:
        """A run as long as these rules need, their bits, and their parts with the bits of each."""
        parts = self._by(lambda one: one.parts if one.least_run == least else ())
        return (
            b"x" * least,
            self._bits(lambda one: one.least_run == least),
            tuple((part, bits) for part, bits in parts.items() if part.isascii()),
            tuple((part, bits) for part, bits in parts.items() if not part.isascii()),
        )
