"""artel runs a satellite fleet that several owners hold together as if it were one."""
