"""The server's face: pages, API, live updates. Handlers decide nothing: they ask `app` and draw the answer."""
