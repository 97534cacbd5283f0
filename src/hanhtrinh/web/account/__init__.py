"""The first start, signing in and out, invitations, further workspaces."""

from hanhtrinh.web.account import entering, inviting, signing, spaces, starting

HANDLERS = (*starting.HANDLERS, *signing.HANDLERS, *entering.HANDLERS, *inviting.HANDLERS, *spaces.HANDLERS)
