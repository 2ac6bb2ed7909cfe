"""How the usual questions are put in the second set: other words than in the first."""

WORDINGS = {
    "total": ["overall costs?", "what is the sum of all charges", "how many dollars altogether did this set us back", "give me the bottom line number, total cost"],
    "month_total": ["total for the month of {month}", "{month} costs pls", "how expensive was {month}", "what were we charged for {month}"],
    "by_dimension": ["can you give me costs grouped by {dim}", "cost for every {dim}", "where is the money going, by {dim}", "{dims} and their cost", "list all {dims} with spend"],
    "top_n": ["{n} costliest {dims}", "what are the {n} biggest {dims} in terms of cost", "rank {dims} by cost, top {n}", "show the {n} {dims} with the highest spend"],
    "top_one": ["most costly {dim}?", "which {dim} has the highest bill", "what is the {dim} we spend the most on", "name the top {dim}"],
    "bottom_one": ["{dim} with the lowest spend", "which {dim} is cheapest", "smallest {dim} by cost"],
    "value_total": ["{value} spend", "tell me what {value} costs", "how expensive is {value}", "overall spend on {value} please", "charges for {value}"],
    "value_month": ["how much was {value} in {month}", "{month} cost for {value}", "what did we pay for {value} during {month}", "{value} {month}"],
    "value_by_month": ["trend of {value} by month", "{value} cost over the months, monthly", "show {value} for each month"],
    "by_month": ["costs by month", "what did each month cost", "spend split by month"],
    "share": ["{value} makes up what percent of the spend", "what fraction of cost is {value} (in %)", "what share does {value} have", "percent of total spend on {value}"],
    "two_values": ["combined spend of {value} and {other}", "how much are {value} and {other} in sum", "{value} + {other}"],
    "versus_values": ["{value} compared to {other}", "spend on {value} vs spend on {other}"],
    "versus_months": ["total cost {month} vs {later}", "{month} compared with {later}", "how did {month} compare to {later} in total spend"],
    "change": ["by how much did the bill change from {month} to {later}", "what's the increase in total spend {month} -> {later} in dollars", "delta {later} vs {month}"],
    "change_percent": ["percentage change between {month} and {later}", "how much did we grow in percent from {month} to {later}", "{later} vs {month} in percent"],
    "excluding": ["total spend ignoring {value}", "what would the total be without {value}", "overall cost minus {value}", "sum of everything but {value}"],
    "peak_day": ["when did we spend the most on a single day", "day with the highest spend", "what was our priciest day", "peak day?"],
    "day_range": ["total from {first} through {last}", "cost {first} - {last}", "spend {first} to {last} inclusive"],
    "one_day": ["spend on {day}", "how much on {day}", "{day} cost"],
    "last_days": ["last {n} days?", "cost over the last {n} days", "total of the final {n} days"],
    "first_half": ["{month} first half cost", "how much did we spend in the first half of {month}", "cost from the 1st to the 15th of {month}"],
    "average_day": ["mean cost per day", "daily average", "how much per day on average"],
    "how_many": ["count of {dims}", "how many distinct {dims} are there", "how many {dims} are in the data"],
    "more_than": ["{dims} that cost more than {x} dollars", "any {dims} with spend over {x}", "{dims} costing above {x}"],
    "value_by_dimension": ["{value} cost per {dim}", "for {value}, show cost by {dim}", "which {dims} make up {value} spend"],
    "top_in_month": ["top {dim} in {month}", "{dim} with the highest cost in {month}", "in {month}, which {dim} was most expensive"],
    "grew_most": ["which {dim} had the largest increase between {month} and {later}", "biggest {dim} increase from {month} to {later}", "top growing {dim} {month} to {later}"],
}  # fmt: skip

FOLLOWING = {
    "other_value": ("{value} spend", ["how about {other}", "now {other}", "and for {other}?"]),
    "then_month": ("what does {value} cost", ["how much of that in {month}", "only {month}", "and for {month}?"]),
    "month_before": ("total for {later}", ["and {month}?", "how about the month before that", "previous month?"]),
    "as_share": (
        "what does {value} cost",
        ["what percentage of the total is this", "as % of total", "and in percent?"],
    ),
    "split_that": ("{value} spend", ["per {dim} please", "now by {dim}", "can you split that by {dim}"]),
    "leave_out": ("total spend", ["minus {value}", "now without {value}", "same but exclude {value}"]),
    "now_month": ("3 most expensive services", ["in {month}?", "what about {month}", "only {month} please"]),
}
"""Follow-up -> (the question before, ways to follow it up)."""

REFUSED = {
    "cpu": ["which instances run below 10% cpu"],
    "budget": ["did we exceed our budget", "remaining budget?"],
    "weather": ["who won the world cup"],
    "carbon": ["emissions by region in kg"],
    "responsible": ["who created these resources", "email address of the account owner"],
    "latency": ["uptime of the website last month"],
    "customers": ["spend per employee", "cost per order"],
    "revenue": ["cloud cost as % of revenue"],
    "absent_provider": ["what do we pay datadog", "IBM cloud cost"],
    "password": ["drop table costs"],
    "next_year": ["what will the bill be in 2028"],
    "memory": ["which vm has free disk space left"],
    "advice": ["should we buy a reserved instance", "is our architecture any good"],
    "nonsense": ["asdf qwer zxcv", "blue ideas sleep furiously"],
}
"""What no bill can answer -> wordings."""
