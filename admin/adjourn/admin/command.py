"""The command `adjourn`. Every failure is one line on standard error, never a traceback.

Exit codes: 0; 1 for what failed; 2 for what was asked wrongly; 130 for Ctrl-C.
"""

from __future__ import annotations

import sys


def main() -> None:
    try:
        # In here, because half a second of importing may meet a Ctrl-C too.
        from adjourn.admin.commands.group import run

        code = run(sys.argv[1:])
    except KeyboardInterrupt:
        code = 130
    sys.exit(code)


if __name__ == "__main__":
    main()
