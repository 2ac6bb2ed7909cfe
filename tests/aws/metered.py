"""A client that adds up by our own model what is read: no emulator counts read units as AWS does."""

from aws_here import Shared
from finops_agent.aws.attributes import size_bytes
from finops_agent.aws.capacity import read_units


class Metered(Shared):
    """Adds up `units` and `calls`. A query pays for what it looks at, so it is asked again without its filter."""

    def __init__(self, client):
        super().__init__(client)
        self.units = 0.0
        self.calls = 0

    def __getattr__(self, operation):
        call = super().__getattr__(operation)

        def metered(**arguments):
            answer = call(**arguments)
            looked_at = call(**without_filter(arguments)) if "FilterExpression" in arguments else answer
            found = [*looked_at.get("Items", []), *([answer["Item"]] if "Item" in answer else [])]
            for items in answer.get("Responses", {}).values():
                found += items
            consistent = bool(arguments.get("ConsistentRead"))
            self.units += read_units(sum(map(size_bytes, found)), consistent=consistent)
            self.calls += 1
            return answer

        return metered


def without_filter(arguments):
    values = {name: v for name, v in arguments["ExpressionAttributeValues"].items() if name != ":after"}
    kept = {name: value for name, value in arguments.items() if name != "FilterExpression"}
    return {**kept, "ExpressionAttributeValues": values}


def stored_items(client, table):
    """Every event's item as it lies in the table."""
    items, more = [], {}
    while True:
        answer = client.scan(TableName=table, **more)
        items += [item for item in answer["Items"] if not item["interaction_id"]["S"].startswith("meta#")]
        if "LastEvaluatedKey" not in answer:
            return items
        more = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}
