"""What forms send."""

from litestar.enums import RequestEncodingType
from litestar.params import Body

FORM = Body(media_type=RequestEncodingType.URL_ENCODED)
"""Marks a handler's `data` as an ordinary form (`data: Annotated[Given, FORM]`); other fields are left out."""
