from __future__ import annotations

import signal
from typing import Any


class Stop:
    """Counts what asks `adjourn up` to end: Ctrl-C, SIGTERM, SIGHUP. Nothing is interrupted by it, so that nothing is
    left half started. The second time means: quickly."""

    def __init__(self) -> None:
        self.asked = 0
        for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            # Under nohup the terminal may go.
            if signum != signal.SIGHUP or signal.getsignal(signum) != signal.SIG_IGN:
                signal.signal(signum, self._ask)

    def _ask(self, *_: Any) -> None:
        self.asked += 1
