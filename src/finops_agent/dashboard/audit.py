"""The audit log on the dashboard, for operators: who saw texts, exported or erased."""

import streamlit as st

from finops_agent.audit import AuditLog
from finops_agent.config import load_config
from finops_agent.dashboard.frame import Seen
from finops_agent.dashboard.sheet import Sheet

_NEWEST = 200


def show_audit(seen: Seen) -> None:
    """The newest entries, and whether the log is whole; nothing for viewers.

    Raises:
        AuditUnavailable: the log cannot be read.
    """
    if not seen.viewer.is_operator:
        return
    config = load_config()
    log = AuditLog(config)
    entries = log.read()[-_NEWEST:][::-1]
    st.header("Audit log", anchor=False)
    problems = log.verify()
    if problems:
        st.error("The log is not as it was written.", icon=":material/warning:")
        st.text("\n".join(problems[:10]))
    if not entries:
        st.caption("Nobody has seen texts, exported or erased yet.")
        return
    table = {
        "Time (UTC)": [entry.at[:19].replace("T", " ") for entry in entries],
        "Who": [entry.who for entry in entries],
        "What": [entry.action.replace("_", " ") for entry in entries],
        "Of what": [entry.about for entry in entries],
        "By way of": [entry.via for entry in entries],
    }
    st.dataframe(table, hide_index=True, key="audit")
    seen.sheets.append(Sheet("Audit log", tuple(table), list(zip(*table.values(), strict=True))))
    st.caption(f"The newest {len(entries)} entries; kept for {config.audit_days} days, by whole months.")
