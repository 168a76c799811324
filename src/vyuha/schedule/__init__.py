"""Schedules: when what was promised comes, if programmes slip as others have, suppliers stop and approvals fail."""
