"""What comes of every point of a design."""
