"""What the system says about a process."""

import os
from pathlib import Path


def is_alive(pid: int) -> bool:
    """Whether the process runs; a zombie does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return arguments(pid) != []


def arguments(pid: int) -> list[bytes] | None:
    """The process's command line, [] for a zombie, None where the system does not tell (no /proc)."""
    if not Path("/proc/self/cmdline").exists():
        return None
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")[:-1]
    except OSError:
        return []
