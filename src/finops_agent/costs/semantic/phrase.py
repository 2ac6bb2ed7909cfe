"""Phrases: text cut into comparable words, the same way for questions, aliases and the data's own values."""

from __future__ import annotations

import re
import unicodedata

Phrase = tuple[str, ...]

_SPELLINGS = {"centre": "center", "centres": "centers", "licence": "license", "licences": "licenses"}
_SPELLED = re.compile(r"centres?|licences?")
"""British spellings of what column names say in American ones."""
_WORD = re.compile(r"[^\W_]+")


def folded(text: str) -> str:
    """`text` in one Unicode form and without case, so that equal words compare equal."""
    text = unicodedata.normalize("NFKC", text).casefold()
    return _SPELLED.sub(lambda match: _SPELLINGS[match.group()], text) if "ce" in text or "tre" in text else text


def phrase_of(text: str) -> Phrase:
    """The words of `text`, punctuation left out.

    >>> phrase_of("US West (Oregon)")
    ('us', 'west', 'oregon')
    >>> phrase_of("EBS:VolumeUsage.gp2")
    ('ebs', 'volumeusage', 'gp2')
    """
    return tuple(_WORD.findall(folded(text)))
