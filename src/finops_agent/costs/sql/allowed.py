"""What a free query may consist of: names of DuckDB's own syntax tree, all others are refused.

Left out on purpose: whatever reads files, settings, the catalog or variables; whatever makes one huge value out of a
small one (`repeat`, `lpad`, `rpad`, `list_resize`, `range`, `array_to_string`, `format`, `bar`), since neither the
engine's memory limit nor its interrupt bounds a single row; whatever waits (`sleep_ms`) or runs text (`query`).
"""

from __future__ import annotations


def _words(*texts: str) -> frozenset[str]:
    return frozenset(word for text in texts for word in text.split())


_AGGREGATES = """
any_value approx_count_distinct approx_quantile arbitrary arg_max arg_min argmax argmin array_agg avg bool_and bool_or
corr count count_if count_star countif covar_pop covar_samp entropy favg first fsum group_concat histogram kahan_sum
kurtosis kurtosis_pop last list listagg mad max max_by mean median min min_by mode product quantile quantile_cont
quantile_disc regr_avgx regr_avgy regr_count regr_intercept regr_r2 regr_slope regr_sxx regr_sxy regr_syy sem skewness
stddev stddev_pop stddev_samp string_agg sum sumkahan var_pop var_samp variance wavg weighted_avg geomean
"""
_WINDOWS = "cume_dist dense_rank first_value lag last_value lead nth_value ntile percent_rank rank row_number fill"
_OPERATORS = "+ - * / // % ** ^ & | << >> ~ ! @ || ~~ !~~ ~~* !~~* ~~~ ^@ <@ @> && -> ->>"
_TEXT = """
ascii bit_length char_length character_length chr concat concat_ws contains damerau_levenshtein ends_with hamming
ilike_escape instr jaccard jaro_similarity jaro_winkler_similarity lcase left length levenshtein like_escape lower ltrim
md5 not_ilike_escape not_like_escape octet_length ord overlay position prefix regexp_escape regexp_extract
regexp_extract_all regexp_full_match regexp_matches regexp_replace regexp_split_to_array replace reverse right rtrim
sha256 split split_part starts_with str_split string_split string_split_regex strip_accents strlen strpos substr
substring suffix translate trim ucase upper url_decode
"""
_NUMBERS = """
abs add cbrt ceil ceiling degrees divide even exp fdiv floor fmod gcd greatest isfinite isinf isnan lcm least ln log
log10 log2 mod multiply pi pow power radians round round_even roundbankers sign sqrt subtract trunc
"""
_TIMES = """
age century current_date date_add date_diff date_part date_sub date_trunc datediff datepart datesub datetrunc day
dayname dayofmonth dayofweek dayofyear days_in_month decade epoch epoch_ms epoch_us era get_current_timestamp hour
isodow isoyear last_day make_date make_time make_timestamp microsecond millennium millisecond minute month monthname now
quarter second strftime strptime time_bucket timezone to_days to_hours to_minutes to_months to_quarters to_seconds
to_timestamp to_weeks to_years today transaction_timestamp try_strptime week weekday weekofyear year yearweek
to_milliseconds to_microseconds
"""
_NESTED = """
array_contains array_distinct array_extract array_has array_has_all array_has_any array_length array_position
array_slice array_sort array_unique cardinality element_at flatten json_array_length json_contains json_exists
json_extract json_extract_path json_extract_path_text json_extract_string json_keys json_type json_valid len
list_avg list_contains list_count list_distinct list_element list_extract list_has list_has_all list_has_any list_max
list_min list_position list_pack list_reverse_sort list_slice list_sort list_sum list_unique list_value map
map_contains map_entries map_extract map_extract_value map_from_entries map_keys map_values row struct_extract
struct_keys struct_pack struct_values to_json unnest
"""
_OTHER = "constant_or_null hash if ifnull nullif typeof xor"

FUNCTIONS = _words(_AGGREGATES, _OPERATORS, _TEXT, _NUMBERS, _TIMES, _NESTED, _OTHER)
WINDOWS = _words(_AGGREGATES, _WINDOWS)
TABLE_FUNCTIONS = frozenset({"unnest"})

EXPRESSIONS: dict[str, frozenset[str] | None] = {
    "BETWEEN": None,
    "CASE": None,
    "CAST": None,
    "COLLATE": None,
    "COLUMN_REF": None,
    "COMPARISON": None,
    "CONJUNCTION": None,
    "CONSTANT": None,
    "FUNCTION": None,
    "OPERATOR": _words("""
        ARRAY_CONSTRUCTOR ARRAY_EXTRACT ARRAY_SLICE COMPARE_IN COMPARE_NOT_IN GROUPING_FUNCTION OPERATOR_COALESCE
        OPERATOR_IS_NOT_NULL OPERATOR_IS_NULL OPERATOR_NOT OPERATOR_NULLIF OPERATOR_TRY STRUCT_EXTRACT
        """),
    "POSITIONAL_REFERENCE": None,
    "STAR": None,
    "SUBQUERY": None,
    "TYPE": None,
    "WINDOW": None,
}
"""Class of an expression -> its types where only some are allowed."""
NODES = _words("""
    SELECT_NODE SET_OPERATION_NODE BASE_TABLE SUBQUERY JOIN EMPTY EXPRESSION_LIST PIVOT TABLE_FUNCTION SHOW_REF
    ORDER_MODIFIER LIMIT_MODIFIER LIMIT_PERCENT_MODIFIER DISTINCT_MODIFIER ORDER_DEFAULT ASCENDING DESCENDING
    """)
"""Parts of a query that are no expressions."""
DESCRIPTIONS = frozenset({"DESCRIBE", "SUMMARY"})
"""`DESCRIBE costs` and `SUMMARIZE costs`; the other forms of SHOW read the catalog."""
TYPES = _words("""
    bigint bit blob bool boolean char date datetime dec decimal double float float4 float8 hugeint int int1 int2 int4
    int8 integer interval json list long map numeric real row short signed smallint string struct text time timestamp
    timestamptz tinyint ubigint uhugeint uinteger usmallint utinyint uuid varchar bpchar
    """) | {"timestamp with time zone", "time with time zone"}
"""Arrays of a fixed size are left out: one cell of such a type can have any size."""
PSEUDO_PREFIXES = ("duckdb_", "pragma_", "sqlite_", "pg_", "information_schema")
"""Names that DuckDB answers from its catalog where no table has them; a subquery may not borrow them."""
