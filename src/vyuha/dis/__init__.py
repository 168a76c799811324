"""DIS, the protocol by which simulators share one world (IEEE 1278.1-2012, version 7): its bytes and their meaning.

    decode(data), encode(pdu)     protocol data units and their bytes
    unbundle(payload)             the units of one datagram
    extrapolate(state, time)      dead reckoning, by everyone in the same way
    entity_type(id), kind_of      what things are called in the enumerations

Nothing here knows scenarios, fights or networks: what is read below the engine and what is written above it both rest
on this room.
"""
