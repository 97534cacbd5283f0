"""What customers said elsewhere, in the files of known tools: JSON recognised by its shape, tables by their header."""

from hanhtrinh.sources.form import Form
from hanhtrinh.sources.said.items import first_shape


def _recognises(start: bytes, name: str) -> bool:
    return first_shape(start) is not None


FORM = Form(
    name="said",
    recognises=_recognises,
    table="hanhtrinh.sources.said.table",
    ready="hanhtrinh.sources.said.ready",
)
