"""Run the command `sigmatrail` and write down what it does to the machine: a program of its own, not a test.

    python watched.py REPORT FOLDERS ARGUMENTS...

REPORT gets a JSON object: `done`, what was done outside of the folders or to other processes, each in a line,
and `peak`, the most bytes of memory. FOLDERS, real paths with colons between them, may be written to, and the
folder that it runs in may be read. Python tells it all as audit events
(https://docs.python.org/3/library/audit_events.html).
"""

from __future__ import annotations

import json
import os
import re
import site
import sys
from pathlib import Path
from typing import Any, Final

# Processes, connections, and modules that are loaded out of a place: none of it is ever wanted.
_NEVER: Final = (
    *("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.startfile", "pty.spawn"),
    *("socket.connect", "socket.getaddrinfo", "socket.bind", "urllib.Request", "ctypes.dlopen"),
)
# Those that change files, and how many of their first arguments are paths.
_CHANGING: Final = {
    name: paths
    for paths, names in (
        (1, "os.remove os.rmdir os.mkdir os.truncate os.utime os.chmod os.chown shutil.rmtree"),
        (2, "os.rename os.link os.symlink shutil.move"),
    )
    for name in names.split()
}
_WRITING: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class Watch:
    """Notes what happens outside of the folders that may be read, or written."""

    def __init__(self, readable: list[str], writable: list[str]) -> None:
        self.readable, self.writable = readable, writable
        self.done: dict[str, None] = {}

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Take one audit event."""
        if event in _NEVER and not (event == "ctypes.dlopen" and self._lies_in(arguments[0], self.readable)):
            self.done[f"{event} {arguments!r}"[:200]] = None
        elif event == "open":
            path, _, flags = arguments
            if isinstance(path, str | bytes):
                folders = self.writable if (flags or 0) & _WRITING else [*self.readable, *self.writable]
                self._note(f"open {flags}", path, folders)
        elif event in _CHANGING:
            for path in arguments[: _CHANGING[event]]:
                self._note(event, path, self.writable)

    def _note(self, event: str, path: str | bytes, folders: list[str]) -> None:
        if not self._lies_in(path, folders):
            self.done[f"{event} {os.fsdecode(path)!r}"] = None

    def _lies_in(self, path: str | bytes | None, folders: list[str]) -> bool:
        if path is None:
            return True
        real = os.path.realpath(os.fsdecode(path))
        return any(real == folder or real.startswith(folder + os.sep) for folder in folders)


def peak_memory() -> int:
    """The most bytes that this program has held; getrusage would count the process that started it, too."""
    found = re.search(r"VmHWM:\s*(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    return int(found[1]) * 1024 if found else 0


def main() -> None:
    """Run the command under watch."""
    report, folders, *arguments = sys.argv[1:]
    writable = folders.split(os.pathsep)
    own = [str(Path(__file__).resolve().parent.parent / name) for name in ("converter", "sigma", "pipelines")]
    system = [
        sys.prefix,
        sys.base_prefix,
        *site.getsitepackages(),
        *own,
        "/dev/null",
        "/usr",
        "/lib",
        "/proc/meminfo",
    ]
    readable = [*map(os.path.realpath, system), str(Path.cwd().resolve())]
    sys.argv = ["sigmatrail", *arguments]
    from converter.__main__ import main as run  # noqa: PLC0415 -- what comes before is no part of the command

    watch = Watch(readable, writable)
    sys.addaudithook(watch)
    try:
        run()
    finally:
        done = list(watch.done)
        peak = peak_memory()
        watch.writable.append(os.path.realpath(report))
        Path(report).write_text(json.dumps({"done": done, "peak": peak}), encoding="utf-8")


main()
