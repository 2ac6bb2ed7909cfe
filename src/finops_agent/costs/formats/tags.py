"""Tags and labels as one MAP, however a provider writes them."""


def tags_of(entries: str) -> str:
    """A list of structs `k` and `v` as a MAP: empty values left out, the first of equal keys taken."""
    filled = f"list_filter({entries}, lambda e: e.v IS NOT NULL AND e.v <> '')"
    unique = "list_filter(f, lambda e, i: list_position(list_transform(f, lambda y: y.k), e.k) = i)"
    return f"list_transform([{filled}], lambda f: map_from_entries({unique}))[1]"


def tag_map(text: str, prefix: str) -> str:
    """Tags in the text expression `text` as a MAP, `prefix` (a regular expression) taken off the keys.

    A JSON object, one without its braces (Azure), a list of keys and values (Google), or either as Python writes it.
    """
    whole = f"CASE WHEN {text} LIKE '{{%' THEN {text} WHEN {text} LIKE '\"%\":%' THEN '{{' || {text} || '}}' END"
    listed = f"CASE WHEN {text} LIKE '[%' THEN {text} END"
    pairs = f"from_json({_json(whole)}, '\"MAP(VARCHAR, VARCHAR)\"')"
    shape = '\'[{"key":"VARCHAR","value":"VARCHAR"}]\''
    rows = f"from_json({_json(listed)}, {shape})"
    key = "regexp_replace(e.key, '" + prefix + "', '')"
    from_pairs = tags_of(f"[{{'k': {key}, 'v': e.value}} FOR e IN map_entries({pairs})]")
    from_rows = tags_of(f"[{{'k': {key}, 'v': e.value}} FOR e IN {rows}]")
    return f"CASE WHEN {text} LIKE '[{{%' THEN {from_rows} ELSE {from_pairs} END"


def typed_tags(own: str, kind: str, prefix: str) -> str:
    """Tags in a column of type `kind`: text, and in Parquet or JSON a map, a struct or a list of keys and values."""
    if kind.startswith("MAP"):
        key = f"regexp_replace(e.key, '{prefix}', '')"
        return tags_of(f"[{{'k': {key}, 'v': e.value}} FOR e IN map_entries(CAST({own} AS MAP(VARCHAR, VARCHAR)))]")
    if kind.startswith("STRUCT") and kind.endswith("[]") and "key" in kind and "value" in kind:
        return tags_of(f"[{{'k': CAST(e.key AS VARCHAR), 'v': CAST(e.value AS VARCHAR)}} FOR e IN {own}]")
    if kind.startswith("STRUCT"):
        return tag_map(f"CAST(to_json({own}) AS VARCHAR)", prefix)
    return tag_map(own if kind == "VARCHAR" else f"CAST({own} AS VARCHAR)", prefix)


def _json(text: str) -> str:
    python = f"replace(replace({text}, '''', '\"'), 'None', 'null')"
    return f"coalesce(TRY_CAST({text} AS JSON), TRY_CAST({python} AS JSON))"
