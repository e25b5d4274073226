"""The side of TLS that serves."""

import ssl
from pathlib import Path

CERTIFICATES = Path(__file__).parent / "certs"


def context(name: str) -> ssl.SSLContext | None:
    """What a server with that certificate needs; None for none."""
    if not name:
        return None
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(CERTIFICATES / f"{name}.pem", CERTIFICATES / "server.key")
    return made
