"""Google Analytics 4 in BigQuery: exported rows as JSON (lines or a list), and flat tables made of them."""

import re

from hanhtrinh.sources.form import Form

_STAMP = re.compile(rb'"event_timestamp"\s*:')
_OTHER = re.compile(rb'"(?:event_params|event_name|user_pseudo_id)"\s*:')


def _recognises(start: bytes, name: str) -> bool:
    begun = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    return begun[:1] in (b"{", b"[") and _STAMP.search(begun) is not None and _OTHER.search(begun) is not None


FORM = Form(
    name="ga4",
    recognises=_recognises,
    table="hanhtrinh.sources.ga4.table",
    ready="hanhtrinh.sources.ga4.ready",
)
