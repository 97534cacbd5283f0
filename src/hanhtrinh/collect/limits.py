"""How much one request and one message may be."""

MAX_MESSAGE = 32 * 1_024
"""Bytes of one message, as JSON."""
MAX_BODY = 500 * 1_024
"""Bytes of the body of a batch, before and after it is unpacked."""
MAX_MESSAGES = 2_500
"""Messages of a batch."""
MAX_NESTING = 64
"""Levels of objects and lists within each other in one message."""
MAX_REFUSED_BODY = 4 * 1_024
"""Bytes that are kept of a refused message, to be shown."""
