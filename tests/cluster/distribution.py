"""Where OpenSearch and a Java to run it come from: the official distribution on Maven Central, pinned and checked."""

import hashlib
import os
import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import requests

CENTRAL = "https://repo.maven.apache.org/maven2/org/opensearch/distribution/integ-test-zip/opensearch"
JVMS = Path("/usr/lib/jvm")


class Unobtainable(Exception):
    """There is no cluster to be had; says what is missing."""


@dataclass(frozen=True)
class Distribution:
    """A release of OpenSearch without plugins and without a JDK inside; `java` is the oldest it runs on."""

    version: str
    java: int
    sha256: str

    @property
    def url(self) -> str:
        return f"{CENTRAL}/{self.version}/opensearch-{self.version}.zip"


# the newest first; our digests agree with the sha1 (and for 3.8.0 the sha512) that Maven Central gives beside the files
DISTRIBUTIONS = (
    Distribution("3.8.0", 21, "196c3cf4602c394f2e40e6174ccbf2a924eae37246f08fa6bbb6b75f9fd5ff1f"),
    Distribution("2.19.6", 11, "71d6d8b1c637f3faecda0752b184b1cc526fc6eaad59ec1408c6327bb00b9293"),
)


@dataclass(frozen=True)
class Java:
    """A Java by its home, and its feature version (17, 25)."""

    version: int
    home: Path

    @property
    def binary(self) -> Path:
        return self.home / "bin" / "java"


def java_at(home: Path) -> Java | None:
    """The Java in a folder, by the `release` file that every JDK and JRE since 9 has; None if there is none."""
    if not (home / "bin" / "java").exists() or not (home / "release").exists():
        return None
    found = re.search(r'^JAVA_VERSION="(\d+)', (home / "release").read_text(encoding="utf-8"), re.MULTILINE)
    return Java(int(found[1]), home) if found else None


def java_homes() -> Iterable[Path]:
    """Where a Java may be: what the environment names, what is on the path, and Debian's folder of them."""
    for name in ("OPENSEARCH_JAVA_HOME", "JAVA_HOME"):
        if os.environ.get(name):
            yield Path(os.environ[name])
    if binary := shutil.which("java"):
        yield Path(binary).resolve().parent.parent
    yield from sorted(JVMS.glob("*"))


def newest_java(homes: Iterable[Path]) -> Java:
    """The newest Java of these folders.

    Raises:
        Unobtainable: there is none.
    """
    javas = [java for home in homes if (java := java_at(home))]
    if not javas:
        raise Unobtainable("No Java was found. Install one (Debian: openjdk-17-jre-headless) or set JAVA_HOME.")
    return max(javas, key=lambda java: java.version)


def newest_for(java: Java) -> Distribution:
    """The newest OpenSearch that this Java runs.

    Raises:
        Unobtainable: it is too old for all of them.
    """
    for distribution in DISTRIBUTIONS:
        if java.version >= distribution.java:
            return distribution
    raise Unobtainable(f"Java {java.version} in {java.home} is too old: OpenSearch needs {DISTRIBUTIONS[-1].java}.")


def shelf() -> Path:
    """The folder of downloads. Root has one that the nodes, which do not run as root, can read."""
    if os.geteuid() == 0:
        return Path("/var/cache/induk")
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "induk"


def home_of(distribution: Distribution, folder: Path | None = None) -> Path:
    """The unpacked distribution in this folder, fetched if it is not there yet.

    It appears there whole or not at all, so that two test runs may start at once and either may be killed.

    Raises:
        Unobtainable: it cannot be fetched, or is not the file we know.
    """
    folder = folder or shelf()
    home = folder / f"opensearch-{distribution.version}"
    if not home.exists():
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as scratch:
            archive = Path(scratch) / "opensearch.zip"
            download(distribution, archive)
            with zipfile.ZipFile(archive) as packed:
                packed.extractall(scratch)
            unpacked = Path(scratch) / home.name
            for path in (unpacked, *unpacked.rglob("*")):
                path.chmod(0o755 if path.is_dir() else 0o644)  # whatever the umask: the nodes' user reads it
            try:
                unpacked.rename(home)
            except OSError:
                if not home.exists():  # else another run was quicker
                    raise
    return home


def download(distribution: Distribution, path: Path) -> None:
    """Fetch the archive to a path.

    Raises:
        Unobtainable: the network fails, or the bytes have another digest than the pinned one.
    """
    digest = hashlib.sha256()
    try:
        with requests.get(distribution.url, stream=True, timeout=60) as answer, path.open("wb") as file:
            answer.raise_for_status()
            for chunk in answer.iter_content(1 << 20):
                digest.update(chunk)
                file.write(chunk)
    except requests.RequestException as error:
        raise Unobtainable(f"OpenSearch could not be fetched from {distribution.url}: {error}") from error
    if digest.hexdigest() != distribution.sha256:
        raise Unobtainable(f"{distribution.url} has the sha256 {digest.hexdigest()}, not {distribution.sha256}.")


def obtain() -> tuple[Path, Java]:
    """An unpacked OpenSearch and the Java to run it.

    Raises:
        Unobtainable: one of them is not to be had.
    """
    java = newest_java(java_homes())
    if given := os.environ.get("INDUK_OPENSEARCH_HOME"):
        return Path(given), java
    return home_of(newest_for(java)), java
