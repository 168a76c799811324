"""SIPRI's arms-transfer files as users download them: read without loss of their doubts, and turned into shares.

read_files(paths)                    the deliveries in one or more files, with a report of all that is odd
keep_inputs(outputs, inputs)         refuses to overwrite a file that is read
shares(deliveries, recipient, ...)   who supplied how much of a recipient's imports in a window of years
moving_shares(deliveries, ...)       the same over windows that move year by year
kinds(deliveries, ...)               new, second-hand and licensed within the window

No row of the database comes with the package, and nothing here opens a network connection.
"""

from vyuha.programme.sipri.files import keep_inputs, read_files
from vyuha.programme.sipri.shares import Shares, SupplierShare, kinds, moving_shares, shares
from vyuha.programme.sipri.spread import Spread
from vyuha.programme.sipri.table import Deliveries

__all__ = [
    "Deliveries",
    "Shares",
    "Spread",
    "SupplierShare",
    "keep_inputs",
    "kinds",
    "moving_shares",
    "read_files",
    "shares",
]
