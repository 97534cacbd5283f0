"""What to paste where, for each platform. The words around it are in `i18n` (`sources_page.how_…`)."""

from typing import NamedTuple

from hanhtrinh.ports.sources import Platform

_METHODS = "track page identify group alias reset consent"
BROWSER: tuple[Platform, ...] = ("html", "gtm", "wordpress", "haravan", "sapo", "shopify", "spa")
"""Platforms whose visitors the tracker sees; the others are told by programs."""


class Snippet(NamedTuple):
    """A piece of code to copy, and the name of its file or language."""

    label: str
    code: str


def snippets(platform: Platform, address: str, key: str) -> tuple[Snippet, ...]:
    """Return what a platform needs, for a server's address and a write key."""
    tag = _tag(address, key)
    match platform:
        case "wordpress":
            return (Snippet("functions.php", _wordpress(tag)),)
        case "haravan" | "shopify":
            return (Snippet("theme.liquid", tag), Snippet("theme.liquid", _liquid()))
        case "sapo":
            return (Snippet("theme.bwt", tag),)
        case "spa":
            return Snippet("app/layout.tsx", _next(address, key)), Snippet("index.html", tag)
        case "python":
            return Snippet("shell", "pip install segment-analytics-python"), Snippet("Python", _python(address, key))
        case "node":
            return Snippet("shell", "npm install @segment/analytics-node"), Snippet("JavaScript", _node(address, key))
        case "http":
            return (Snippet("curl", _curl(address, key)),)
        case "html" | "gtm":
            return (Snippet("HTML", tag),)


def _tag(address: str, key: str) -> str:
    stub = (
        f'!function(w,n){{if(!Array.isArray(w[n]))w[n]=[];"{_METHODS}".split(" ").forEach(function(m){{'
        'w[n][m]=w[n][m]||function(){w[n].push([m].concat([].slice.call(arguments)))}})}(window,"hanhtrinh");'
    )
    return f'<script>{stub}</script>\n<script async src="{address}/hanhtrinh.js?key={key}"></script>'


def _wordpress(tag: str) -> str:
    return f"add_action('wp_head', function () {{ ?>\n{tag}\n<?php }});"


def _liquid() -> str:
    return (
        "{% if customer %}\n<script>\n"
        "  hanhtrinh.identify({{ customer.id | json }}, { name: {{ customer.name | json }} });\n"
        "</script>\n{% endif %}"
    )


def _next(address: str, key: str) -> str:
    return (
        'import Script from "next/script";\n\n'
        f'<Script src="{address}/hanhtrinh.js?key={key}" strategy="afterInteractive" />\n\n'
        "// anywhere\n"
        'window.hanhtrinh?.track("Order Completed", { order_id: "A100", total: 250000 });'
    )


def _python(address: str, key: str) -> str:
    return (
        "import segment.analytics as analytics\n\n"
        f'analytics.write_key = "{key}"\nanalytics.host = "{address}"\n\n'
        'analytics.identify("KH001", {"name": "Lan"})\n'
        'analytics.track("KH001", "Order Completed", {"order_id": "A100", "total": 250000})\nanalytics.flush()'
    )


def _node(address: str, key: str) -> str:
    return (
        'import { Analytics } from "@segment/analytics-node";\n\n'
        f'const analytics = new Analytics({{ writeKey: "{key}", host: "{address}" }});\n\n'
        "analytics.track({\n"
        '  userId: "KH001", event: "Order Completed", properties: { order_id: "A100", total: 250000 },\n'
        "});\nawait analytics.closeAndFlush();"
    )


def _curl(address: str, key: str) -> str:
    body = '{"userId": "KH001", "event": "Order Completed", "properties": {"order_id": "A100", "total": 250000}}'
    return f"curl {address}/v1/track -u {key}: -H 'content-type: application/json' \\\n  -d '{body}'"
