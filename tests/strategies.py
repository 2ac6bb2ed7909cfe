"""Hypothesis strategies for events, as the recorder could make them."""

from hypothesis import strategies as st

from finops_agent.events import (
    SCHEMA_VERSION,
    AgentResponse,
    AnalysisType,
    CustomEvent,
    FileUpload,
    SessionEnd,
    SessionStart,
    UserQuery,
    timestamp,
)

NOW_US = 1_795_000_000_000_000
"""A moment in November 2026."""

counts = st.integers(0, 2**53)
seconds = st.floats(0, 1e6, allow_nan=False, allow_infinity=False)
texts = st.text(st.characters(codec="utf-8"), max_size=300)
names = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1, max_size=40)
moments = st.integers(NOW_US - 80 * timestamp.US_PER_DAY, NOW_US).map(lambda us: us // 1_000 * 1_000)
analysis_types = st.sampled_from(AnalysisType)
statuses = st.none() | st.sampled_from(["ok", "error", "refused"])


def _common(draw: st.DrawFn, kind: str) -> dict[str, object]:
    moment = draw(moments)
    session_id = draw(st.uuids(version=4).map(str))
    return {
        "interaction_id": f"{kind}_{session_id}_{draw(st.integers(1, 10_000))}",
        "timestamp": timestamp.to_text(moment),
        "session_id": session_id,
        "ttl": 4_000_000_000,
        "seq": draw(st.integers(0, 10_000)),
        "schema_version": SCHEMA_VERSION,
        "app": draw(st.none() | names),
        "environment": draw(st.none() | st.sampled_from(["prod", "test"])),
    }


@st.composite
def events(draw):  # type: ignore[no-untyped-def]
    """Any of the six events."""
    kind = draw(st.sampled_from(["session", "upload", "query", "response", "session_end", "custom"]))
    common = _common(draw, kind)
    match kind:
        case "session":
            return SessionStart(session_start=common["timestamp"], user_agent=draw(names), **common)
        case "upload":
            return FileUpload(
                file_name=draw(texts),
                file_size=draw(counts),
                row_count=draw(counts),
                column_count=draw(counts),
                analysis_type=draw(analysis_types),
                file_format=draw(st.none() | names),
                load_time=draw(st.none() | seconds),
                status=draw(statuses),
                **common,
            )
        case "query":
            return UserQuery(
                user_query=draw(texts),
                query_length=draw(counts),
                is_suggested_prompt=draw(st.booleans()),
                analysis_type=draw(analysis_types),
                has_data=draw(st.booleans()),
                **common,
            )
        case "response":
            return AgentResponse(
                user_query=draw(texts),
                agent_response=draw(texts),
                response_length=draw(counts),
                processing_time=draw(seconds),
                has_visualization=draw(st.booleans()),
                analysis_type=draw(analysis_types),
                data_summary="{}",
                status=draw(statuses),
                engine=draw(st.none() | st.just("offline")),
                cost_usd=draw(st.none() | seconds),
                **common,
            )
        case "session_end":
            return SessionEnd(
                session_duration=draw(seconds),
                total_queries=draw(counts),
                total_uploads=draw(counts),
                chat_messages=draw(counts),
                end_reason=draw(st.none() | st.sampled_from(["user", "disconnect", "timeout", "shutdown"])),
                **common,
            )
        case _:
            return CustomEvent(event_name=draw(names), event_data=draw(texts), **common)
