"""Threats: how they move and what they do where they come down."""
