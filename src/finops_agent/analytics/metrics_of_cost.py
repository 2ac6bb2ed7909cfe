"""Metrics of cost: what models read, write and cost."""

from typing import Final

from finops_agent.analytics.metric import Metric, mean, share

COST: Final[tuple[Metric, ...]] = (
    Metric(
        "model_share",
        "Answered by a model",
        "%",
        "answers, refusals and failures of a model / all of the window",
        ("agent_response",),
        "neutral",
        lambda part: share(part.sum("by model"), part.count("agent_response")),
        of="answers",
    ),
    Metric(
        "input_tokens",
        "Input tokens",
        "",
        "tokens read by models for the answers of the window",
        ("agent_response",),
        "down",
        lambda part: (part.sum("input_tokens"), part.sum("by model")),
        of="answers of a model",
    ),
    Metric(
        "output_tokens",
        "Output tokens",
        "",
        "tokens written by models for the answers of the window",
        ("agent_response",),
        "down",
        lambda part: (part.sum("output_tokens"), part.sum("by model")),
        of="answers of a model",
    ),
    Metric(
        "cost_usd",
        "Cost of models",
        "USD",
        "what the models cost, as the answers of the window tell",
        ("agent_response",),
        "down",
        lambda part: (part.sum("cost_micro_usd") / 1_000_000, part.sum("by model")),
        of="answers of a model",
        leaves_out="what the app itself costs to run",
    ),
    Metric(
        "cost_per_answer",
        "Cost per answer",
        "USD",
        "cost of models / answers, refusals and failures of the window",
        ("agent_response",),
        "down",
        lambda part: mean(part.sum("cost_micro_usd") / 1_000_000, part.count("agent_response")),
        of="answers",
    ),
    Metric(
        "cost_per_session",
        "Cost per session",
        "USD",
        "cost of models / sessions active in the window",
        (
            "agent_response",
            "session_start",
        ),
        "down",
        lambda part: mean(part.sum("cost_micro_usd") / 1_000_000, part.active_sessions),
        of="active sessions",
    ),
    Metric(
        "tool_calls_per_answer",
        "Tool calls per answer",
        "",
        "tool calls / answers that a model gave in the window",
        ("agent_response",),
        "neutral",
        lambda part: mean(part.sum("tool_calls"), part.sum("by model")),
        of="answers of a model",
    ),
)
