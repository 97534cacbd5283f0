"""The demo company: an invented shop whose every true number is known, written as files a real shop would export."""
