"""Why bytes are no PDU that is read here: a status that a receiver counts."""

TOO_SHORT = "shorter than a header"
OTHER_VERSION = "of another version"
BAD_LENGTH = "of another length than they say"
OTHER_TYPE = "of other types"
BAD_FAMILY = "of the wrong family"
BAD_VALUE = "with values that are not allowed"
STATUSES = (TOO_SHORT, OTHER_VERSION, BAD_LENGTH, OTHER_TYPE, BAD_FAMILY, BAD_VALUE)


class PduError(ValueError):
    """Bytes that are no PDU, or a PDU that has no bytes; `status` is one of `STATUSES`."""

    def __init__(self, status: str, detail: str) -> None:
        super().__init__(f"PDU {status}: {detail}")
        self.status = status
