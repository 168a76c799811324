"""Command: which tracks matter, who engages them with what, and when to shoot again."""
