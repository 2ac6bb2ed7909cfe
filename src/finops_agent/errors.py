"""The errors of this package, as one tree.

::

    FinOpsAgentError
    ├── SettingsError        a setting has a value that cannot be used, or two contradict each other
    ├── InvalidEvent         outside data that is no event of ours
    ├── StoreUnavailable     the event store cannot be opened, read or written now
    │   └── NotAllowed       whoever asks lacks the right to do so
    ├── CostFileError        an uploaded or named cost file cannot be used
    ├── AnswerFailed         an understood question whose query failed (in `finops_agent.agent`)
    ├── ModelUnavailable     the language model cannot be asked now; the offline engine answers instead
    ├── SqlBlocked           a free query that was stopped or failed (in `finops_agent.costs.sql`)
    ├── AwsFailed            AWS refused or did not answer (in `finops_agent.aws.services`)
    ├── MissingExtra         an optional part is not installed
    ├── ExportError          events cannot be written out as asked
    ├── ImportFailed         there is nothing to be read in
    ├── AlertNotDelivered    an alert reached none or not all of its targets
    └── AuditUnavailable     the audit log cannot be written, so what would be logged is not done

Every message says what failed, why, and how to fix it, and may be shown to a person as it is:
it holds no secret and no cell of anyone's data.
"""


class FinOpsAgentError(Exception):
    """Base of all errors that this package raises on purpose."""


class SettingsError(FinOpsAgentError):
    """A setting has a value that cannot be used, or two settings contradict each other."""


class InvalidEvent(FinOpsAgentError):
    """Outside data that is no event of ours."""


class StoreUnavailable(FinOpsAgentError):
    """The event store cannot be opened, read or written now."""


class NotAllowed(StoreUnavailable):
    """The event store refuses what was asked, since whoever asks lacks the right; the message names it."""


class CostFileError(FinOpsAgentError):
    """A cost file cannot be used; `kind` is a short stable word for events and tests.

    Args:
        kind: one of `empty`, `not_a_table`, `encoding`, `too_wide`, `too_large`, `line_too_long`,
            `binary`, `ragged`, `one_column`, `missing`, `unreadable`.
        message: what, why and how to fix it, in one or two sentences.
    """

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


class MissingExtra(FinOpsAgentError):
    """An optional part is not installed; the message names the command that installs it."""


class ModelUnavailable(FinOpsAgentError):
    """The language model cannot be asked now, such as without credentials; the offline engine answers instead."""


class ExportError(FinOpsAgentError):
    """Events cannot be written out as asked."""


class ImportFailed(FinOpsAgentError):
    """There is nothing to be read in where it was said to be."""


class AlertNotDelivered(FinOpsAgentError):
    """An alert reached none or not all of its targets; it is told again at the next check."""


class AuditUnavailable(FinOpsAgentError):
    """The audit log cannot be read or written now; what would have to be logged is not done."""
