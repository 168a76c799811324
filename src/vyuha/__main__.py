"""`python -m vyuha` is the command `vyuha`."""

from vyuha.cli import main

main()
