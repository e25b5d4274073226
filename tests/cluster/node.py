"""One node: a JVM with its own settings, data and log, that does not outlive us.

The JVM is started directly, not by `bin/opensearch`: that script starts two more JVMs before it, and what
we start must be what we kill. OpenSearch refuses to run as root, so root starts it as `nobody` by util-linux's
`setpriv`, which needs no new user on the machine; it also asks the kernel to kill the node when we die, however we die.
"""

import os
import pwd
import shutil
import signal
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from tests.cluster.distribution import Java, Unobtainable

HEAP = "384m"

# The kernel kills a node when the *thread* that started it ends. This one lives as long as the process, so that a test
# may call `start` from any thread.
_starter = ThreadPoolExecutor(max_workers=1, thread_name_prefix="opensearch")


@dataclass
class Node:
    """A node of a cluster; `settings` is its opensearch.yml without the paths, all that is its own lies in `folder`."""

    home: Path
    java: Java
    folder: Path
    settings: dict[str, object]
    url: str
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def output(self) -> Path:
        return self.folder / "output.log"

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def prepare(self) -> None:
        """Make its folders and settings, owned by the user it runs as."""
        config = self.folder / "config"
        for name in ("config", "data", "logs", "tmp"):
            (self.folder / name).mkdir(parents=True)
        paths = {"path.data": str(self.folder / "data"), "path.logs": str(self.folder / "logs")}
        (config / "opensearch.yml").write_text(yaml.safe_dump({**self.settings, **paths}), encoding="utf-8")
        shutil.copy(self.home / "config" / "log4j2.properties", config)
        if os.geteuid() == 0:
            for path in (self.folder, *self.folder.rglob("*")):
                shutil.chown(path, "nobody")

    def start(self) -> None:
        """Start the JVM, on the data it left when it was killed; does not wait until it answers."""
        assert not self.running
        with self.output.open("ab") as output:
            self.process = _starter.submit(
                subprocess.Popen,
                [*guard(), *self.command()],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=self.folder,
                env={"PATH": os.defpath, "LANG": "C.UTF-8"},
                start_new_session=True,  # Ctrl-C is for us, who stop the nodes in our own time
            ).result()

    def kill(self) -> None:
        """kill -9, as a power failure would do it; quiet if it is not running."""
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()

    def command(self) -> list[str]:
        """What `bin/opensearch` would start in the end, with a small heap and what makes a JVM start quickly."""
        agent = self.home / "agent" / "opensearch-agent.jar"  # 3.x; 2.x has Java's security manager instead
        guarded = (
            [f"-javaagent:{agent}", "--add-opens=java.base/java.nio=ALL-UNNAMED"]
            if agent.exists()
            else ["-Djava.security.manager=allow"]
        )
        return [
            str(self.java.binary),
            f"-Xms{HEAP}",
            f"-Xmx{HEAP}",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xshare:auto",
            *guarded,
            f"-Djava.io.tmpdir={self.folder / 'tmp'}",
            f"-Djna.tmpdir={self.folder / 'tmp'}",
            f"-XX:ErrorFile={self.folder / 'logs' / 'hs_err.log'}",
            "-Djna.nosys=true",
            "-Dio.netty.noUnsafe=true",
            "-Dio.netty.noKeySetOptimization=true",
            "-Dio.netty.recycler.maxCapacityPerThread=0",
            "-Dlog4j2.disable.jmx=true",
            "-Djava.locale.providers=SPI,CLDR",
            f"-Dopensearch.path.home={self.home}",
            f"-Dopensearch.path.conf={self.folder / 'config'}",
            "-cp",
            f"{self.home / 'lib'}/*",
            "org.opensearch.bootstrap.OpenSearch",
        ]

    def last_words(self, lines: int = 40) -> str:
        """The end of its output, for whoever must find out why it does not run."""
        if not self.output.exists():
            return ""
        return "\n".join(self.output.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])


def guard() -> list[str]:
    """The command that starts another one as somebody who is not root, and that dies with us.

    Raises:
        Unobtainable: this is no Linux with util-linux.
    """
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        raise Unobtainable("The cluster needs setpriv, which is part of util-linux on every Linux.")
    if os.geteuid() != 0:
        return [setpriv, "--pdeathsig", "KILL", "--"]
    nobody = pwd.getpwnam("nobody")
    user = ["--reuid", str(nobody.pw_uid), "--regid", str(nobody.pw_gid), "--clear-groups"]
    return [setpriv, *user, "--pdeathsig", "KILL", "--"]
