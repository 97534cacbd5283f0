"""Use cases of e-mail: letters are written, carried, and chosen by those who get them."""
