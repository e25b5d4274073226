"""Runs a command and writes what it used: `launcher.py FILE COMMAND…` → "exit-code CPU-seconds wall-seconds peak-KiB".

A script that imports next to nothing, because Linux counts the memory of the one who starts a process into the peak of
the process (`ru_maxrss` is taken over at exec): the launcher must be smaller than anything that is measured.
"""

import os
import sys
import time

if __name__ == "__main__":
    started = time.monotonic()
    child = os.fork()
    if child == 0:
        os.execvp(sys.argv[2], sys.argv[2:])
    _pid, status, used = os.wait4(child, 0)
    wall, cpu = time.monotonic() - started, used.ru_utime + used.ru_stime
    with open(sys.argv[1], "w") as file:  # noqa: PTH123 (pathlib is large)
        file.write(f"{os.waitstatus_to_exitcode(status)} {cpu} {wall} {used.ru_maxrss}")
