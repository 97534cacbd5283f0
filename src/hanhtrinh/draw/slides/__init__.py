"""The map as slides to step through: native text, tables and a chart, all of it editable."""
