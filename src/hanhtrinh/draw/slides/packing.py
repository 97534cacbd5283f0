"""A presentation as the same bytes every time: no clock, no order of chance in its parts."""

import io
import re
import zipfile
from datetime import UTC, datetime

_EPOCH = (1980, 1, 1, 0, 0, 0)
_DATES = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms:)")


def packed(data: bytes, moment: datetime | None) -> bytes:
    """Return an Office file packed anew, every part dated alike; the workbooks of its charts too."""
    stamp = (moment or datetime(1980, 1, 1, tzinfo=UTC)).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(buffer, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            if name.endswith(".xlsx"):
                part = packed(part, moment)
            elif name == "docProps/core.xml":
                part = _DATES.sub(rb"\g<1>" + stamp + rb"\g<2>", part)
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, part)
    return buffer.getvalue()
