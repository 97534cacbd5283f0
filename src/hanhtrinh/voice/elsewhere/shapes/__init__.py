"""The shapes of known tools: each module knows an object of its tool, and what it says."""
