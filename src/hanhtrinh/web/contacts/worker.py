"""Where the service worker of the contacts page is."""

from pathlib import Path

WORKER = Path(__file__).parent / "worker.js"
