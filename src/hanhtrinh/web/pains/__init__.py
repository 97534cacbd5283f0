"""Pain points that customers' words propose for a map."""
