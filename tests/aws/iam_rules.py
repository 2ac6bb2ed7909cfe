"""What IAM would say: our own reading of its rules, for the conditions that no emulator evaluates.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html: an explicit deny wins, then
an allow, else it is denied. Of conditions only those operators are known that our policies use; another one is an
error here, not a guess. A key that the request lacks: false; true with `IfExists` and with `ForAllValues`.

`Guarded` is a client that asks these rules before each call, with the condition keys as DynamoDB would fill them:
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
"""

import re
from fnmatch import fnmatchcase

from botocore.exceptions import ClientError

_TESTS = {
    "StringEquals": lambda value, wanted: value == wanted,
    "StringLike": fnmatchcase,
}
_BATCHES = {"BatchGetItem", "BatchWriteItem"}


def decision(document, action, resource, context=None):
    """`allowed`, `implicitDeny` or `explicitDeny`."""
    effects = {
        statement["Effect"]
        for statement in document["Statement"]
        if any(fnmatchcase(action.lower(), pattern.lower()) for pattern in statement["Action"])
        and any(fnmatchcase(resource, pattern) for pattern in statement["Resource"])
        and _holds(statement.get("Condition", {}), context or {})
    }
    if "Deny" in effects:
        return "explicitDeny"
    return "allowed" if "Allow" in effects else "implicitDeny"


def _holds(condition, context):
    return all(
        _test(operator, context.get(key), wanted if isinstance(wanted, list) else [wanted])
        for operator, keys in condition.items()
        for key, wanted in keys.items()
    )


def _test(operator, found, wanted):
    quantifier, _, rest = operator.rpartition(":")
    name = rest.removesuffix("IfExists")
    matches = _TESTS[name]
    if found is None:
        return rest != name or quantifier == "ForAllValues"
    hits = [any(matches(value, each) for each in wanted) for value in (found if isinstance(found, list) else [found])]
    if quantifier == "ForAnyValue":
        return any(hits)
    assert quantifier == "ForAllValues" or len(hits) == 1, f"{operator} of several values"
    return all(hits)


class Guarded:
    """A client of DynamoDB that may do what a policy says, and nothing else; `refused` has what it was denied."""

    def __init__(self, client, document, place):
        self._client = client
        self._document = document
        self._place = place
        self.refused = []

    def __getattr__(self, operation):
        return lambda **arguments: self._call(operation, arguments)

    def close(self):
        pass

    def _call(self, operation, arguments):
        action = self._client.meta.method_to_api_mapping[operation]
        for resource, context in requests_of(action, arguments, self._place):
            if decision(self._document, f"dynamodb:{action}", resource, context) != "allowed":
                self.refused.append((action, resource.removeprefix(self._place.table_arn)))
                said = f"not authorized to perform: dynamodb:{action} on resource: {resource}"
                told = {"Error": {"Code": "AccessDeniedException", "Message": said}, "ResponseMetadata": {}}
                raise ClientError(told, action)
        return getattr(self._client, operation)(**arguments)


def requests_of(action, arguments, place):
    """Resource and condition keys of each table that a call of DynamoDB asks for."""
    if action not in _BATCHES:
        index = arguments.get("IndexName")
        resource = place.index_arn(index) if index else place.table_arn
        yield resource, _context([arguments["Key"]] if "Key" in arguments else [], arguments)
        return
    for told in arguments["RequestItems"].values():
        if action == "BatchGetItem":
            yield place.table_arn, _context(told["Keys"], told)
        else:
            items = [each.get("PutRequest", {}).get("Item") or each["DeleteRequest"]["Key"] for each in told]
            yield place.table_arn, _context(items, {})


def _context(items, told):
    """Of the keys, the named attributes, and whether only those were asked for."""
    context = {"dynamodb:LeadingKeys": [item["interaction_id"]["S"] for item in items]} if items else {}
    projection = told.get("ProjectionExpression")
    context["dynamodb:Select"] = "SPECIFIC_ATTRIBUTES" if projection else "ALL_ATTRIBUTES"
    if projection:
        names = told.get("ExpressionAttributeNames", {})
        context["dynamodb:Attributes"] = [names.get(name, name) for name in re.split(r",\s*", projection)]
    return context
