"""The vector page: a scene set by Typst as PDF, SVG or PNG, without a browser."""
