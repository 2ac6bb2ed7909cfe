"""Where events come from, put on each of them: app and environment, the same for all events of a process.

The two are encoded once. An event gets them when it is a line of JSON already, which takes a tenth of a microsecond;
as attributes of the object they would be encoded again each time.
"""

import msgspec

from finops_agent.config import Config
from finops_agent.events.ids import storable_id
from finops_agent.privacy import redact

_MOST_CHARACTERS = 1_000
"""Of a name that is looked at: what is kept is shorter."""


def stamp_of(config: Config) -> bytes:
    """What takes the place of the last brace of an encoded event.

    >>> from finops_agent.config import load_config
    >>> stamp_of(load_config({"FINOPS_AGENT_ENVIRONMENT": "prod"}))
    b',"app":"finops-genai-agent","environment":"prod"}'
    """
    told = {"app": config.app, "environment": config.environment}
    kept = {
        name: storable_id(redact(text[:_MOST_CHARACTERS], account_ids=config.account_ids))
        for name, text in told.items()
    }
    return b"," + msgspec.json.encode(kept)[1:]
