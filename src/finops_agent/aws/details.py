"""What analytics reads of an event beyond the attributes that the day index has room for: one text beside them.

An index takes no more than 20 attributes. So the figures of a model's answer, the format of a file, what the text of
a custom event says, app and environment stand together in one of them, which the store adds to the item.
"""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from finops_agent.aws.attributes import Attributes
from finops_agent.events import AgentResponse, CustomEvent, Event, FileUpload
from finops_agent.stores.facts import GOOD_RATING, Fact, ModelUse, figures_of, model_use

DETAILS: Final = "fact_details"
"""The attribute, a JSON object; absent where there is nothing to say."""
DESCRIBED: Final = (
    "event_name",
    "event_data",
    "file_format",
    "input_tokens",
    "output_tokens",
    "cost_usd",
    "time_to_first_token",
    "tool_calls",
    "app",
    "environment",
)
"""The attributes of an item that it is made from."""


class _Details(msgspec.Struct, omit_defaults=True):
    name: str | None = None
    rating: int | None = None
    model: ModelUse | None = None
    app: str | None = None
    environment: str | None = None


_read = msgspec.json.Decoder(_Details)


def details_of(event: Event) -> Attributes:
    """The attribute to add to an event's item."""
    details = _Details(app=event.app, environment=event.environment)
    if isinstance(event, AgentResponse):
        details.model = model_use(event)
    elif isinstance(event, FileUpload):
        details.name = event.file_format
    elif isinstance(event, CustomEvent):
        _, _, name, _, details.rating, _ = figures_of(event)
        details.name = name if name != event.event_name else None
    text = msgspec.json.encode(details).decode()
    return {} if text == "{}" else {DETAILS: {"S": text}}


def with_details(fact: Fact, attributes: Mapping[str, Mapping[str, Any]]) -> Fact:
    """The fact of an event read from the day index, with what stands beside it."""
    text = attributes.get(DETAILS, {}).get("S")
    if text is None:
        return fact
    details = _read.decode(text)
    if details.rating is not None:
        fact = fact._replace(size=details.rating, flag=details.rating >= GOOD_RATING)
    name = details.name or fact.name
    return fact._replace(name=name, model=details.model, app=details.app, environment=details.environment)


def with_origin(attributes: Attributes) -> Attributes:
    """What the day index holds of an event, with app and environment as the item has them."""
    text = attributes.get(DETAILS, {}).get("S")
    if text is None:
        return attributes
    details = _read.decode(text)
    told = {"app": details.app, "environment": details.environment}
    return {**attributes, **{name: {"S": value} for name, value in told.items() if value is not None}}
