"""The secret by which sessions are signed: of the configuration, else made once and kept in the data folder.

It is not made of the hashes: whoever may read `induk.yaml` could sign a session then, and the tokens might as well
stand there in the open.
"""

import os
import secrets
from pathlib import Path

from config.errors import StoreError
from config.i18n import _
from config.model import Consortium

FILE = "staff.key"


def secret(consortium: Consortium) -> bytes:
    """The same for every worker and after every start; several machines need it in the configuration.

    Raises:
        StoreError: it can be neither read nor written.
    """
    declared = consortium.staff.secret if consortium.staff else None
    if declared is not None:
        return declared.get_secret_value().encode()
    path = consortium.data / FILE
    try:
        if not path.exists():
            _make(path)
        return path.read_bytes()
    except OSError as error:
        raise StoreError(
            _("{path}, which signs the sessions of staff, cannot be used: {error}.", path=path, error=error.strerror),
            _("Look at the permissions of the folder, or set `secret` under `staff` in induk.yaml."),
        ) from error


def _make(path: Path) -> None:
    """Write it beside and link it into its place: of several workers that begin at once, one comes first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_hex(32).encode())
            file.flush()
            os.fsync(file.fileno())
        os.link(beside, path)
    except FileExistsError:
        return
    finally:
        beside.unlink()
