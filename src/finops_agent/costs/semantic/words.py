"""Words of column names: how people call a column, its unit, and what its rows are."""

from __future__ import annotations

import re
from dataclasses import dataclass

from finops_agent.costs.semantic.phrase import Phrase, phrase_of

_INITIALS = re.compile(r"\b(?:[A-Z]{2,}s|v[A-Z]{2,}s?)\b")
"""Several of what goes by its initials, such as "GPUs", or a virtual one, such as "vCPU"."""
_HUMPS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")

UNITS: dict[str, str] = {
    "gb": "GB", "gib": "GiB", "gbs": "GB", "gibs": "GiB", "gigabytes": "GB", "tb": "TB", "tib": "TiB", "mb": "MB",
    "mib": "MiB", "kb": "KB", "bytes": "bytes", "byte": "bytes", "pct": "%", "percent": "%", "percentage": "%",
    "perc": "%", "ms": "ms", "millis": "ms", "seconds": "s", "secs": "s", "sec": "s", "s": "s",
    "minutes": "min", "hours": "h", "hrs": "h",
    "days": "days", "mbps": "MB/s", "usd": "USD", "eur": "EUR", "gbp": "GBP", "dollars": "USD", "cores": "cores",
}  # fmt: skip
"""Last words of column names that say the unit."""
UNIT_WORDS: dict[str, tuple[str, ...]] = {
    "GB": ("gb", "gib", "gigabyte", "gigabytes", "gigs"),
    "GiB": ("gib", "gb", "gigabyte", "gigabytes", "gibibytes"),
    "TB": ("tb", "tib", "terabyte", "terabytes"),
    "TiB": ("tib", "tb", "terabyte", "terabytes"),
    "MB": ("mb", "mib", "megabyte", "megabytes"),
    "MiB": ("mib", "mb", "megabyte", "megabytes"),
    "bytes": ("bytes", "byte"),
    "ms": ("ms", "milliseconds"),
    "h": ("hours", "hrs"),
    "s": ("seconds",),
    "cores": ("cores", "core"),
}
"""What people call a unit in a question."""
_BUILT_IN: dict[tuple[str, str], str] = {
    ("volume", "size"): "GiB", ("snapshot", "size"): "GiB", ("snapshot", "volume size"): "GiB",
    ("db instance", "allocated storage"): "GiB", ("db", "allocated storage"): "GiB",
    ("instance", "root volume size"): "GiB", ("function", "memory size"): "MB", ("function", "timeout"): "s",
}  # fmt: skip
"""Unit of columns that AWS writes without one, by the thing that a row is."""
_IDENTITY = ("id", "ids", "name", "arn", "identifier", "key")
_TAG = ("tag", "tags", "label", "labels", "user")
_LIKE = re.compile(
    r"percent|pct|utili[sz]ation|average|\bavg\b|\bmean\b|\brate\b|\bratio\b|duration|\bper\b|price|\bp9\d\b|latency|\bage\b|score|efficiency|coverage|availability"
)
"""Columns whose values are averaged, not added: a sum of percentages or ages means nothing."""
_PER_TIME = re.compile(r"\bper (?:month|year|annum|quarter)\b")
"""How often a cost is paid, which makes no price of it: costs per month add up."""
_OFTEN = {"month": "monthly", "year": "annual"}
_BY_THE_MONTH = frozenset({"monthly", "annual", "yearly", "total"})
_NO_COST = frozenset({
    "savings", "saving", "saved", "budget", "budgeted", "commitment", "committed", "discount", "credit", "revenue",
})  # fmt: skip
"""Words of columns of money that is not what something costs."""
_EXTREME = {"max": "max", "maximum": "max", "peak": "max", "min": "min", "minimum": "min"}
_LONG_NAME = 4
"""Words of a name that nobody says in full."""
_SHORT: dict[str, tuple[str, ...]] = {
    "department": ("dept",), "environment": ("env",), "account": ("acct",), "project": ("proj",),
    "application": ("app",),
    "stage": ("env", "environment"),
}  # fmt: skip
"""How people shorten the names of columns."""
_SYNONYMS: dict[str, tuple[str, ...]] = {
    "size": ("size", "capacity", "volume size", "storage size", "storage", "data", "data size"),
    "storage": ("storage", "size", "storage size"),
    "capacity": ("capacity", "size"),
    "cpu": ("cpu", "cpu utilization", "cpu utilisation", "cpu usage", "cpu use", "cpu load"),
    "memory": ("memory", "memory utilization", "memory utilisation", "memory usage", "ram", "mem"),
    "mem": ("memory", "mem", "ram", "memory utilization", "memory utilisation"),
    "object": ("objects",),
    "objects": ("objects", "object count", "number of objects", "object"),
    "cost": ("cost", "spend"),
    "savings": (
        "savings",
        "saving",
        "potential savings",
        "estimated savings",
        "potential saving",
        "estimated saving",
        "savings potential",
        "saving potential",
    ),
    "saving": ("savings", "saving", "potential savings", "estimated savings"),
    "waste": ("waste", "wasted cost", "wasted"),
    "wasted": ("waste", "wasted cost", "wasted", "wasted spend"),
    "age": ("age",),
    "iops": ("iops",),
    "throughput": ("throughput",),
    "invocations": ("invocations", "invocation", "calls"),
    "duration": ("duration", "run time"),
    "headcount": ("headcount", "head", "heads", "employee", "employees"),
    "vcpu": ("vcpu", "vcpus", "cores"),
    "vcpus": ("vcpus", "vcpu", "cores"),
}
"""What else people call a measure whose name has this word."""
_SAID_AS = {"memory": "ram", "ram": "memory", "pv": "storage"}


@dataclass(frozen=True, slots=True)
class Named:
    """A column's words: `core` without unit and without words such as "id"; `unit` as the name says it."""

    words: Phrase
    core: Phrase
    unit: str | None


def column_words(column: str) -> Phrase:
    """The words of a column name, humps cut as well.

    >>> column_words("VolumeSizeGiB"), column_words("cpu_utilization_avg")
    (('volume', 'size', 'gib'), ('cpu', 'utilization', 'avg'))
    """
    column = _INITIALS.sub(lambda found: found.group().lower(), column)
    return phrase_of(_HUMPS.sub(" ", column.replace("GiB", " Gib").replace("TiB", " Tib").replace("MiB", " Mib")))


def named(column: str) -> Named:
    """The words of `column`, its core and its unit.

    >>> named("size_gb").core, named("size_gb").unit
    (('size',), 'GB')
    """
    words = column_words(column)
    unit = UNITS.get(words[-1]) if len(words) > 1 else None
    core = words[:-1] if unit else words
    unit = unit or ("%" if "%" in column else None)
    core = core[:-1] if unit and len(core) > 1 and core[-1] == "in" else core
    return Named(words, core or words, unit)


def is_averaged(column: str) -> bool:
    """Whether the values of the column are levels, such as percentages, that cannot be added up."""
    if "%" in column:
        return True
    words = phrase_of(_PER_TIME.sub("", " ".join(column_words(column))))
    # A price by the month is what a thing costs, and no price of one unit.
    plain = [word for word in words if word != "price" or not _BY_THE_MONTH & {*words} or {"per", "unit"} & {*words}]
    return bool(_LIKE.search(" ".join(plain)))


def says_no_cost(column: str) -> bool:
    """Whether the amounts of the column are no cost: what could be saved, is planned, or is committed."""
    words = {*column_words(column)}
    return bool(words & _NO_COST) and not words & {"cost", "costs", "spend", "charge", "charges", "price"}


def extreme_of(column: str) -> str | None:
    """`max` or `min` where the column already holds the extreme of something."""
    return next((_EXTREME[word] for word in column_words(column) if word in _EXTREME), None)


def measure_phrases(column: str) -> tuple[Phrase, ...]:
    """How a figure in `column` can be called, its own name first."""
    own = named(column)
    found = [own.words, ("".join(own.words),), own.core]
    lean = tuple(
        word for word in own.core if word not in {"avg", "average", "mean", "total", "the", "of", "in", *_EXTREME}
    )
    found.append(lean)
    found += [column_words(column.partition("(")[0])] if "(" in column.strip()[1:] else []
    is_share = is_averaged(column) and {"savings", "saving"} & set(lean)
    key = "" if is_share else next((word for word in (lean[-1:] + lean) if word in _SYNONYMS), "")
    if key and (len(lean) == 1 or key in {"cpu", "memory", "mem", "size", "storage", "objects", "savings"}):
        told = {"utilization", "utilisation", "usage", "use", "used", "load"}
        is_level = (len(lean) == 1 and own.unit in {None, "%"}) or bool(told.intersection(lean))
        found += [word for word in map(phrase_of, _SYNONYMS[key]) if is_level or not told.intersection(word)]
    if len(lean) > 1 and lean[-1] == "size":
        # The size of memory goes by "memory".
        found.append(lean[:-1])
    if len(lean) > 1 and lean[0] in {"monthly", "total", "estimated", "est"} and lean[-1] not in {"cost", "costs"}:
        found.append(lean[1:])
    found += () if is_share else _estimates(lean)
    if len(own.words) > 1 and own.words[-1] == "count":
        thing = own.words[:-1]
        found += [plural_of(thing), thing, ("number", "of", *plural_of(thing)), ("count", "of", *plural_of(thing))]
    if len(own.words) > 2 and own.words[-1] == "period":  # noqa: PLR2004 - kind, noun, "period"
        # `BackupRetentionPeriod` goes by "backup retention" and by "retention".
        found += [own.words[:-1], own.words[-2:-1]]
    if own.core[-1:] in {("cost",), ("costs",)}:
        spoken = ("cost", "costs", "spend", "spending", "price", "expense", "expenses", "bill", "charges", "charge")
        found += [(*own.core[:-1], word) for word in spoken if len(own.core) > 1]
        found += [("monthly", word) for word in spoken if "monthly" in own.core[1:]]
    found += [tuple(_SAID_AS.get(word, word) for word in phrase) for phrase in list(found) if {*phrase} & {*_SAID_AS}]
    if extreme_of(column):
        found = [
            *found[:3],
            *((word, *phrase) for phrase in found[3:] for word in _EXTREME if _EXTREME[word] == extreme_of(column)),
        ]
    elif any(word in {"avg", "average", "mean"} for word in own.words):
        found += [(word, *phrase) for phrase in list(found[3:]) for word in ("average", "avg", "mean")]
    if is_share:
        # Amounts go by "savings": a percentage of them says what it is.
        found = [phrase for phrase in found if phrase not in {own.core, lean, lean[1:]} or own.core == own.words]
        found += [own.words[1:]] if own.words[0] in {"estimated", "potential"} else []
    return tuple(dict.fromkeys(phrase for phrase in found if phrase))


def _estimates(lean: Phrase) -> list[Phrase]:
    """Names of estimates without what goes without saying, and the end of a very long name."""
    found = []
    if lean[-2:-1] == ("per",) and lean[-1] in _OFTEN:
        # `Cost per Month` is a monthly cost.
        found += [(_OFTEN[lean[-1]], *lean[:-2]), lean[:-2]]
    if "monthly" in lean and len(lean) > 1:
        found += [tuple(word for word in lean if word != "monthly"), *([lean[1:]] if lean[0] == "estimated" else [])]
    found += [("net", "savings")] if {"net", "savings"} <= set(lean) else []
    if {"savings", "saving"} & set(lean) and not {"annual", "yearly"} & set(lean):
        ways = ("savings", "monthly savings", "estimated monthly savings", "potential monthly savings")
        found += [phrase_of(way) for way in ways]
    elif {"savings", "saving"} & set(lean):
        found.append(("savings",))
    return [*found, *([lean[-2:], lean[-3:]] if len(lean) >= _LONG_NAME else [])]


def dimension_phrases(column: str) -> tuple[Phrase, ...]:
    """How a dimension in `column` can be called, its own name first."""
    words = column_words(column)
    found = [words, ("".join(words),)]
    if len(words) > 1 and words[-1] in {"enabled", "flag"}:
        found.append(words[:-1])
    if len(words) > 1 and words[0] in {"is", "has"}:
        found.append(words[1:])
    if len(words) > 1 and words[0] in {*_TAG, "current"}:
        found.append(words[1:])
    if len(words) > 1 and words[-1] in _IDENTITY:
        found.append(words[:-1])
    elif len(words) > 1 and words[-1] in {"type", "class", "tier", "status", "state", "kind"}:
        found += [words[-1:], (words[-1], "of", *words[:-1])]
    if len(words) == len(("auto", "renew")) and words[0] == "auto":
        verb = words[1].removesuffix("al")
        ways = (verb, f"{verb}s", f"{verb}ing", f"{verb}ed", f"{verb}al")
        found += [phrase for way in ways for phrase in (("auto", way), ("automatically", way), (way, "automatically"))]
    if "rollback" in words:
        found += [("rolled", "back"), ("roll", "back")]
    if words[-2:] == ("availability", "zone"):
        found += [("zone",), ("az",)]
    if words in {("state",), ("status",)}:
        found += [("state",), ("status",)]
    found += [(*phrase[:-1], short) for phrase in list(found) for short in _SHORT.get(phrase[-1] if phrase else "", ())]
    return tuple(dict.fromkeys(phrase for phrase in found if phrase))


def participles(words: tuple[Phrase, ...]) -> tuple[Phrase, ...]:
    """How people say of a thing that it has what a column of yes and no names.

    >>> participles((("versioning",), ("deletion", "protection")))
    (('versioned',), ('deletion', 'protected'))
    """
    found = [
        (*phrase[:-1], phrase[-1][: -len(noun)] + done)
        for phrase in words
        for noun, done in (("ing", "ed"), ("tion", "ted"))
        if phrase and phrase[-1].endswith(noun) and len(phrase[-1]) > len(noun) + 2
    ]
    return tuple(phrase for phrase in found if phrase not in words)


def entity_of(column: str) -> Phrase | None:
    """What a row is where `column` identifies it: `volume_id` makes rows volumes."""
    words = column_words(column)
    return words[:-1] if len(words) > 1 and words[-1] in _IDENTITY else None


def names_same(column: str, other: str) -> bool:
    """Whether two columns name the same thing, as the id and the name of an account do.

    >>> names_same("Account ID", "Account Name"), names_same("Account ID", "Region")
    (True, False)
    """
    return column == other or (entity_of(column) or column) == (entity_of(other) or other)


def built_in_unit(thing: Phrase | None, column: str) -> str | None:
    """The unit of a column that says none, where the provider fixes it."""
    return _BUILT_IN.get((" ".join(thing or ()), " ".join(column_words(column))))


def plural_of(phrase: Phrase) -> Phrase:
    """The plural of a phrase: of its last word, or of the first in "type of ..."."""
    if len(phrase) > 2 and phrase[1] == "of":  # noqa: PLR2004 - noun, of, noun
        return (_plural(phrase[0]), *phrase[1:])
    return (*phrase[:-1], _plural(phrase[-1])) if phrase else ()


def _plural(word: str) -> str:
    if word.endswith(("s", "x", "ch", "sh")):
        return word + "es"
    if word.endswith("y") and word[-2:-1] not in {"a", "e", "i", "o", "u", ""}:
        return word[:-1] + "ies"
    return word + "s"
