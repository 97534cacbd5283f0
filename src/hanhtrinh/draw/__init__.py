"""The drawing: journey and readings become one scene; HTML and the terminal table are its two back ends."""
