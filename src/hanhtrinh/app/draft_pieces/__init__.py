"""A draft taken piece by piece: of data alone, of a template matched to the events, for a map there is already."""
