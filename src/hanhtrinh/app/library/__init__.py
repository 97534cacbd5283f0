"""The libraries of a workspace: what its maps share, who uses it, how it is changed for all maps or for one."""
