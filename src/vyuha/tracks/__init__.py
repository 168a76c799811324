"""Tracks of a recording: recorded plots, scan by scan into the tracker, and what comes out as tables and pictures."""
