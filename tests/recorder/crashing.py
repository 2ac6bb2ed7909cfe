"""A process that records as fast as it can and says what was acknowledged, until it is killed."""

import os
import sys

import finops_agent

if __name__ == "__main__":
    home, mode = sys.argv[1], sys.argv[2]
    recorder = finops_agent.start(home=home, store=f"sqlite:///{home}/events.db")
    session = recorder.session()
    out = sys.stdout.fileno()
    os.write(out, f"session_{session.session_id}\n".encode())
    if mode == "endless":
        while True:
            receipt = session.query("What are my top cost drivers?")
            if receipt.is_safe:
                os.write(out, receipt.interaction_id.encode() + b"\n")
    for _ in range(2_000):
        session.query("What are my top cost drivers?")
    if mode == "fork":
        pid = os.fork()
        for _ in range(100):
            session.custom("forked")
        if pid == 0:
            os._exit(0)
        os.waitpid(pid, 0)
    if mode == "os_exit":
        os._exit(0)
    sys.exit(0)
