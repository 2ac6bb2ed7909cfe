"""How each kind of bill looks: one module a format, its rows written once for every set.

A set says whose bill it is (names, currency, tags), what was used and when it peaked; the columns stand here.
`evals.formats.ledgers` reads the same formats back, for the truths.
"""
