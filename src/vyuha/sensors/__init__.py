"""Radar: what is visible, what is detected, and how well it is measured."""
