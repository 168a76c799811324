"""The command line: one short file per command; heavy imports happen inside the commands, so that help is instant."""

from vyuha.cli.app import main

__all__ = ["main"]
