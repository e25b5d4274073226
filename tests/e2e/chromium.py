"""A headless Chromium driven over a pipe by the DevTools protocol: enough to measure a page as a reader sees it."""

import fcntl
import json
import os
import shutil
import signal
from pathlib import Path
from typing import Any, Self

PATH = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
OPTIONS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking",
    "--remote-debugging-pipe",
)  # fmt: skip


class Chromium:
    """One browser with one page. Use it as a context manager."""

    def __init__(self, profile: Path) -> None:
        self.profile = profile
        self.log: list[str] = []
        self.loads = 0
        self._number = 0
        self._left = b""

    def __enter__(self) -> Self:
        to_read, self._write = os.pipe()
        self._read, to_write = os.pipe()
        ends = [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for end in (to_read, to_write)]
        self._process = os.posix_spawn(
            str(PATH),
            [str(PATH), *OPTIONS, f"--user-data-dir={self.profile}", "about:blank"],
            os.environ,
            file_actions=[
                (os.POSIX_SPAWN_DUP2, ends[0], 3),  # the protocol wants these two numbers
                (os.POSIX_SPAWN_DUP2, ends[1], 4),
                (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
            ],
        )
        for end in (to_read, to_write, *ends):
            os.close(end)
        page = next(t for t in self._call("Target.getTargets")["targetInfos"] if t["type"] == "page")
        self._session = self._call("Target.attachToTarget", targetId=page["targetId"], flatten=True)["sessionId"]
        for domain in ("Page", "Log", "Runtime", "Network"):
            self.call(f"{domain}.enable")
        return self

    def __exit__(self, *_error: object) -> None:
        os.kill(self._process, signal.SIGKILL)
        os.waitpid(self._process, 0)
        os.close(self._read)
        os.close(self._write)

    def open(self, address: str, *, width: int = 1200, dark: bool = False) -> None:
        """Load a page on a screen `width` pixels wide, in a light or a dark scheme; `log` has what it minds."""
        self.log.clear()
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
        self.call("Emulation.setEmulatedMedia", features=[scheme])
        loads = self.loads
        self.call("Page.navigate", url=address)
        self.loaded(loads)

    def loaded(self, before: int) -> None:
        """Wait until a page has been loaded since `loads` was `before`."""
        while self.loads == before:
            self._message()

    def evaluate(self, expression: str) -> Any:
        """The value of an expression of JavaScript in the page."""
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def call(self, method: str, **params: Any) -> Any:
        """One command to the page."""
        return self._call(method, session=self._session, **params)

    def _call(self, method: str, session: str | None = None, **params: Any) -> Any:
        self._number += 1
        message = {"id": self._number, "method": method, "params": params} | ({"sessionId": session} if session else {})
        os.write(self._write, json.dumps(message).encode() + b"\0")
        while (answer := self._message()).get("id") != self._number:
            pass
        assert "error" not in answer, answer
        return answer["result"]

    def _message(self) -> dict[str, Any]:
        while b"\0" not in self._left:
            chunk = os.read(self._read, 1 << 20)
            assert chunk, "the browser has ended"
            self._left += chunk
        line, _zero, self._left = self._left.partition(b"\0")
        message: dict[str, Any] = json.loads(line)
        if message.get("method") == "Page.loadEventFired":
            self.loads += 1
        if message.get("method") == "Log.entryAdded":
            self.log.append(message["params"]["entry"]["text"])
        if message.get("method") == "Runtime.exceptionThrown":
            self.log.append(message["params"]["exceptionDetails"]["text"])
        return message
