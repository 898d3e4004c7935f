"""How much processor time and memory processes have used, from /proc (Linux)."""

import os
from pathlib import Path

from chophien.server.addresses import embedded_server

TICKS = os.sysconf("SC_CLK_TCK")


def family(pid: int) -> list[int]:
    """The process and all that came of it and still runs."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [pid] + [one for child in children for one in family(int(child))]


def cpu_seconds(pid: int) -> float:
    """Processor time of the process and its family so far, those that have ended included."""
    return sum(_own(one) for one in family(pid))


def _own(pid: int) -> float:
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return 0.0
    facts = text.rpartition(")")[2].split()
    utime, stime, ended_utime, ended_stime = (int(fact) for fact in facts[11:15])
    return (utime + stime + ended_utime + ended_stime) / TICKS


def peak_megabytes(pid: int) -> float:
    """The most memory that the process and its family have held so far, each at its own worst moment."""
    return sum(_peak(one) for one in family(pid)) / 1000


def _peak(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM:")), 0)


def postmaster() -> int:
    """The process that all of the measured PostgreSQL came from."""
    return int((embedded_server().folder / "cluster" / "postmaster.pid").read_text().split()[0])
