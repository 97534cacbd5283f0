"""Pieces of HTML that a page's script asks for and puts where they belong."""

from litestar import MediaType, Response

from hanhtrinh.draw import vendored
from hanhtrinh.draw.markup import Markup


def fragment(*content: Markup | None, status: int = 200, said: str = "") -> Response[str]:
    """Return a piece of a page with the icons it refers to; `said` is told to the reader by the page."""
    body = Markup("".join(part for part in content if part is not None))
    icons = vendored.sprite(body) if 'href="#i-' in body else Markup("")
    headers = {"x-said": said.encode("ascii", "xmlcharrefreplace").decode()} if said else {}
    return Response(f"{body}{icons}", media_type=MediaType.HTML, status_code=status, headers=headers)
