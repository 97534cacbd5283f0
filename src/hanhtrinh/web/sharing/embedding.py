"""What somebody puts on a page of theirs to embed a map."""

from html import escape
from urllib.parse import urlsplit

_SNIPPET = """<iframe id="{id}" src="{address}/embed" title="{title}"
  width="100%" height="720" loading="lazy" frameborder="0"></iframe>
<script>
  addEventListener("message", (event) => {{
    const frame = document.getElementById("{id}");
    if (event.origin === "{origin}" && event.source === frame.contentWindow && event.data?.hanhtrinh === "height")
      frame.height = Math.min(20000, Math.max(200, Number(event.data.height) || 720));
  }});
</script>"""


def snippet(address: str, title: str) -> str:
    """Return the frame, and the lines that let it be as tall as the map: they listen to our address alone."""
    parts = urlsplit(address)
    origin = f"{parts.scheme}://{parts.netloc}"
    id = f"hanhtrinh-{address[-6:]}"
    return _SNIPPET.format(address=escape(address), title=escape(title or "Hanhtrinh"), origin=origin, id=escape(id))
