"""Text from files, people and data as markdown that shows exactly its characters."""

import re

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_LINKED = re.compile(r":(?=//)|\bwww(?=\.)|@", re.IGNORECASE)
"""What markdown makes links of even where every character is escaped: after these goes a word joiner."""
_INVISIBLE = re.compile("[\u0000-\u0008\u000b-\u001f\u007f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def plain(text: str) -> str:
    r"""Markdown that shows `text` as it is: no image, link, formula, colour or icon in it works.

    Control, zero-width and direction-changing characters are taken out.

    >>> plain("![x](http://h/?q=1) costs $5")
    '\\!\\[x\\]\\(http\\:\u2060\\/\\/h\\/\\?q\\=1\\) costs \\$5'
    """
    unlinked = _LINKED.sub("\\g<0>\u2060", _INVISIBLE.sub("", text))
    return _PUNCTUATION.sub(r"\\\1", unlinked).replace("\n", "  \n")
