"""How the usual questions are put in the first set."""

WORDINGS = {
    "total": ["how much did we burn in total", "total bill pls", "what's the grand total for this file", "sum it all up, total spend?"],
    "month_total": ["what did we pay in {month}", "{month} bill total?", "how much was {month}", "whole spend for {month} pls"],
    "by_dimension": ["break it down by {dim}", "spend per {dim}", "split the bill by {dim} pls", "{dim} breakdown", "show me cost for each {dim}"],
    "top_n": ["top {n} {dims}", "the {n} most expensive {dims}", "biggest {n} {dims} by spend", "give me the {n} {dims} that cost the most", "priciest {n} {dims}"],
    "top_one": ["which {dim} is the most expensive", "what's our #1 {dim} by cost", "biggest spender among the {dims}?", "where does most of the money go, which {dim}"],
    "bottom_one": ["cheapest {dim}?", "which {dim} costs the least", "least expensive {dim} overall"],
    "value_total": ["how much do we spend on {value}", "{value} cost?", "what does {value} cost us", "total for {value}", "how much goes to {value}", "whats the bill for {value}"],
    "value_month": ["{value} in {month}?", "cost of {value} for {month}", "what did {value} cost in {month}", "{month} spend on {value}"],
    "value_by_month": ["{value} month by month", "monthly cost of {value}", "{value} per month"],
    "by_month": ["month by month please", "monthly totals", "cost per month", "how does spend look each month"],
    "share": ["what % of spend is {value}", "share of {value} in the total", "how much of the bill is {value}, in percent", "{value} as percentage of total cost"],
    "two_values": ["{value} and {other} together", "{value} plus {other} combined cost", "sum of {value} and {other}"],
    "versus_values": ["{value} vs {other}", "{value} versus {other} cost", "compare {value} with {other}"],
    "versus_months": ["{month} vs {later} total", "compare {month} and {later}", "{month} versus {later} spend"],
    "change": ["how much more did we pay in {later} than in {month}", "change in $ from {month} to {later}", "difference between {later} and {month} in total cost"],
    "change_percent": ["by how many percent did spend change from {month} to {later}", "% change {month} to {later}", "growth from {month} to {later} in %"],
    "excluding": ["total without {value}", "everything except {value}", "cost excl. {value}", "spend not counting {value}"],
    "peak_day": ["on which day did we spend the most", "most expensive day?", "which date had the highest cost"],
    "day_range": ["spend between {first} and {last}", "cost from {first} to {last}", "how much from {first} until {last}"],
    "one_day": ["what did we spend on {day}", "cost on {day}?", "total for {day}"],
    "last_days": ["spend of the last {n} days", "last {n} days total", "how much in the past {n} days"],
    "first_half": ["cost in the first half of {month}", "first half of {month} total?"],
    "average_day": ["average spend per day", "what do we pay per day on average", "avg daily cost"],
    "how_many": ["how many {dims} do we have", "number of different {dims}", "how many {dims} show up in here"],
    "more_than": ["which {dims} cost more than {x}", "{dims} above {x}", "list {dims} over ${x}"],
    "value_by_dimension": ["{value} by {dim}", "split {value} by {dim}", "how does {value} break down per {dim}"],
    "top_in_month": ["biggest {dim} in {month}", "most expensive {dim} in {month}?", "which {dim} cost the most in {month}"],
    "grew_most": ["which {dim} grew the most from {month} to {later}", "{dim} with the biggest increase {month} to {later}", "what {dim} went up most between {month} and {later}"],
}  # fmt: skip

FOLLOWING = {
    "other_value": ("how much do we spend on {value}", ["and {other}?", "what about {other}", "same for {other}"]),
    "then_month": ("cost of {value}", ["and in {month} only?", "just {month} pls", "what about {month}"]),
    "month_before": ("spend in {later}", ["and the month before?", "what about the previous month", "and in {month}?"]),
    "as_share": (
        "cost of {value}",
        ["as a share of everything?", "what % of the total is that", "in percent of total?"],
    ),
    "split_that": ("how much is {value}", ["break that down by {dim}", "split it by {dim}", "by {dim}?"]),
    "leave_out": ("total cost", ["without {value}?", "and if we leave out {value}", "excluding {value}"]),
    "now_month": ("top 3 services", ["now just for {month}", "and for {month}?", "same for {month}"]),
}
"""Follow-up -> (the question before, ways to follow it up)."""

REFUSED = {
    "cpu": ["avg cpu of our machines?", "what's the cpu utilization last week"],
    "budget": ["are we within budget", "how much budget is left for this month"],
    "weather": ["whats the weather in dublin today"],
    "carbon": ["how much CO2 did we emit", "carbon footprint per service"],
    "responsible": [
        "who is responsible for this cost increase, name of the person",
        "which engineer approved this spend",
    ],
    "latency": ["p99 latency of the api"],
    "customers": ["cost per customer", "what do we pay per active user"],
    "revenue": ["what's our gross margin", "how much revenue did we make"],
    "absent_provider": ["how much do we pay for alibaba cloud", "snowflake spend?"],
    "password": ["what is the admin password"],
    "next_year": ["what will we pay in 2031"],
    "memory": ["memory usage of the instances in percent"],
}
"""What no bill can answer -> wordings."""
