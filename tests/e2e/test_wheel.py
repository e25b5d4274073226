"""What is installed is whole: every file of the rooms is in the wheel, and works without the checkout."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("config", "harvester", "indexer", "search")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy of the sources and unpacked."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout: nobody says which files belong to it")
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, check=True)
    for name in listed.stdout.decode().splitlines():
        if (ROOT / name).is_file() and not name.startswith("tests/"):
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_bytes((ROOT / name).read_bytes())
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", folder, source],
        check=True,
        capture_output=True,
    )
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        wheel.extractall(folder / "installed")
    return folder / "installed"


def test_every_file_of_the_rooms_is_in_the_wheel(installed: Path) -> None:
    missing = [
        str(path.relative_to(ROOT))
        for room in ROOMS
        for path in (ROOT / room).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and not (installed / path.relative_to(ROOT)).is_file()
    ]
    assert missing == []


def test_it_works_without_the_checkout(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("title,author,publish_year\nBumi manusia,Pramoedya Ananta Toer,1980\n")
    (tmp_path / "induk.yaml").write_text(
        "consortium: {name: X, languages: [en]}\n"
        "members: [{id: a, name: A, sources: [{type: file, path: a.csv, format: csv}]}]\n"
    )
    for command in (["run"], ["search", "bumi"]):
        # -P and the folder keep the checkout out of the way
        done = subprocess.run(
            [sys.executable, "-P", str(installed / "induk.py"), *command],
            cwd=tmp_path,
            env={"PYTHONPATH": str(installed), "INDUK_LANG": "en", "PATH": "/usr/bin:/bin"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
    assert "Bumi manusia" in done.stdout
