"""Accounts: the first start, signing in, one's own account, the team of a workspace, workspaces, the audit log."""
