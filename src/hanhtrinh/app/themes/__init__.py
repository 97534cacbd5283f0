"""What texts are about: the themes of a workspace, who reads them, what people correct, what is learned."""
