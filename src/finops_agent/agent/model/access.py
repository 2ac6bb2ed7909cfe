"""Access to the model: the library is imported, credentials are looked for and the client is made once a process."""

from __future__ import annotations

import threading
import time
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

from finops_agent.errors import ModelUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydantic_ai.models import Model

    from finops_agent.agent.model.spec import ModelSpec

AGAIN_S: Final = 30.0
"""After this a failed preparation is tried anew: someone may have signed in meanwhile."""


class ModelAccess:
    """The one way to the model of a process. Any thread.

    Args:
        spec: which model.
        connect: makes a Bedrock client that waits so many seconds for an answer; raises ModelUnavailable.
    """

    def __init__(self, spec: ModelSpec, connect: Callable[[float], Any]) -> None:
        self.spec = spec
        self._connect = connect
        self._lock = threading.Lock()
        self._model: Model | None = None
        self._failed: tuple[float, str] | None = None
        self._thread: threading.Thread | None = None

    def prepare(self) -> None:
        """Begin in a thread what takes seconds; returns at once, may be repeated."""
        if self._thread is None and self._model is None:
            self._thread = threading.Thread(target=self._try, name="finops-agent-model", daemon=True)
            self._thread.start()

    def model(self) -> Model:
        """The model, ready to be asked; waits for its preparation.

        Raises:
            ModelUnavailable: the library, credentials or a key is missing; the message says which.
        """
        with self._lock:
            if self._model is not None:
                return self._model
            if self._failed is not None and time.monotonic() - self._failed[0] < AGAIN_S:
                raise ModelUnavailable(self._failed[1])
            try:
                self._model = self._made()
            except ModelUnavailable as error:
                self._failed = (time.monotonic(), str(error))
                raise
            return self._model

    @property
    def trouble(self) -> str | None:
        """Why the model cannot be asked, as far as is known by now; never waits."""
        return None if self._failed is None or self._model is not None else self._failed[1]

    def _try(self) -> None:
        try:
            self.model()
        except ModelUnavailable:
            return  # kept, and told with the first answer

    def _made(self) -> Model:
        if find_spec("pydantic_ai") is None:
            raise ModelUnavailable(
                f"Cannot ask {self.spec.label}: the model library is not installed. "
                "Install it with: pip install 'finops-genai-agent[llm]'"
            )
        from finops_agent.agent.model.providers import made_model  # noqa: PLC0415 - imports the library, for seconds

        return made_model(self.spec, self._connect)
