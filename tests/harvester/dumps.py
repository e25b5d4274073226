"""What libraries put into files: small records in every format."""

import io
import zipfile

LEADER = b"00000nam a2200000 a 4500"


def marc(number: str, title: str = "Judul", tag: bytes = b"001") -> bytes:
    """A record in ISO 2709 whose leader lies about the length."""
    first = number.encode() if tag == b"001" else b"  \x1fa" + number.encode()
    return (
        LEADER + tag + b"000000000" + b"245000000000" + b"\x1e" + first + b"\x1e10\x1fa" + title.encode() + b"\x1e\x1d"
    )


def marcxml(number: str, title: str = "Judul") -> str:
    return (
        f'<record><leader>{LEADER.decode()}</leader><controlfield tag="001">{number}</controlfield>'
        f'<datafield tag="245" ind1=" " ind2=" "><subfield code="a">{title}</subfield></datafield></record>'
    )


def collection(*records: str) -> bytes:
    return f'<collection xmlns="http://www.loc.gov/MARC21/slim">{"".join(records)}</collection>'.encode()


def zipped(**members: bytes | str) -> bytes:
    """A ZIP archive; two underscores in a name stand for a dot."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "."), content)
    return stream.getvalue()
