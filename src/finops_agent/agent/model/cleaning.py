"""Words of a model as plain text: no link, image, markup or hidden character is left in them."""

from __future__ import annotations

import re
from typing import Final

from finops_agent.agent.model.labels import clean

LONGEST_TEXT: Final = 4_000
"""Characters; an answer that is longer says too much."""
_IMAGE: Final = re.compile(r"!\[([^\]]*)\](?:\([^)]*\)?|\[[^\]]*\]?)")
_LINK: Final = re.compile(r"\[([^\]]*)\](?:\([^)]*\)?|\[[^\]]*\])")
_DEFINITION: Final = re.compile(r"^\s*\[[^\]]+\]:\s*\S+.*$", re.MULTILINE)
_TAG: Final = re.compile(r"</?[A-Za-z!][^<>]*>")
_ADDRESS: Final = re.compile(
    r"(?:[a-z][a-z0-9+.-]*://|\b(?:www\.|(?:mailto|javascript|data):(?=\S)))\S*", re.IGNORECASE
)
_FENCE: Final = re.compile(r"^\s*```.*$", re.MULTILINE)
_HEADING: Final = re.compile(r"^\s{0,3}#{1,6}\s+", re.MULTILINE)
_EMPHASIS: Final = re.compile(r"(\*\*|__|`)(.+?)\1")
_BULLET: Final = re.compile(r"^\s*[*+]\s+", re.MULTILINE)
_RULE: Final = re.compile(r"^\s*\|?[\s:|-]*-{3,}[\s:|-]*$", re.MULTILINE)


def plain_words(text: str) -> str:
    """`text` without images, links, addresses, HTML and markdown signs; what a link said stays.

    >>> plain_words("**Total** is [here](http://x.example/?q=1) ![](http://x.example/p.png)")
    'Total is here'
    """
    for pattern in (_FENCE, _DEFINITION, _RULE):
        text = pattern.sub("", text)
    text = _unlinked(text)
    text = _TAG.sub("", text)
    text = _ADDRESS.sub("(link removed)", text)
    text = _unlinked(text)  # what a tag kept apart
    text = _HEADING.sub("", text)
    text = _BULLET.sub("- ", text)
    text = _EMPHASIS.sub(r"\2", text)
    lines = (clean(line) for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()[:LONGEST_TEXT]


def _unlinked(text: str) -> str:
    return _LINK.sub(r"\1", _IMAGE.sub(r"\1", text))
