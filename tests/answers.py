"""What tests ask of the answers that were recorded, and a value that raises whatever is done with it."""


def responses(events):
    return events.of_type("agent_response")


def outcome(events):
    """Text, status and kind of error of the only response."""
    [response] = responses(events)
    return response.agent_response, response.status, response.error_type


class Hostile:
    """Raises whatever is done with it."""

    def __repr__(self):
        raise RuntimeError("no text form")

    __str__ = __len__ = __bool__ = __eq__ = __iter__ = __repr__
    __hash__ = None
