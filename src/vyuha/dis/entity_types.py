"""What things are called in DIS: the entity types of SISO-REF-010 for what the catalogue holds, and back.

A type is written as the document writes it, kind.domain.country.category.subcategory.specific. Nought is "other": where
the document has no entry, or none is publicly known, the type stops at what is certain.

Source    SISO-REF-010, versions 28 to 37, as the public classes of open-dis print it.
"""

from vyuha.dis.pdus import EntityType

# Kinds, and the domain of what flies.
PLATFORM, MUNITION, AIR = 1, 2, 2
# Domains of munitions that come down on something: against armour, radars, ships, in support, strategic, tactical.
STRIKING = (2, 4, 6, 9, 10, 11)
# Their category; others are shells and bombs.
GUIDED = 1

_TYPES = {
    # Threats.
    "su-30mki": "1.2.222.1.19.3",
    "mig-29k": "1.2.222.1.2.4",
    "babur": "2.9.165.1.1",
    "brahmos": "2.6.99.1",
    "mar-1": "2.4.0.1",
    "fatah-2": "2.9.165.1",
    "shahed-136": "1.2.222.50.12.2",
    "gerbera": "1.2.222.50",
    "air-decoy": "8.2",
    "replica-decoy": "8.2",
    "stand-off-jammer": "1.2.0.6",
    "airliner": "1.2",
    "ka-28": "1.2.222.21.9.3",
    "ka-226t": "1.2.222.21",
    # Rounds.
    "40N6E": "2.1.222.1.44.4",
    "48N6E3": "2.1.222.1.44.3",
    "48N6E2": "2.1.222.1",
    "9M96E2": "2.1.222.1.44.2",
    "9M96E": "2.1.222.1.44.1",
    "57E6-E": "2.1.222.1.43",
    "Barak-1": "2.1.0.1",
    "R-77": "2.1.222.1.12.1",
    "R-27R": "2.1.222.1.10.1",
    "R-73": "2.1.222.1.11.2",
    "2A38M": "2.1.222.2",
    "L-70": "2.1.0.2",
    "AK-630": "2.1.222.2",
    "AK-203": "2.1.222.2",
    # Systems.
    "s-400/battalion": "1.1.222.28.24",
    "s-400/command-post": "1.1.222.28.24.3",
    "s-400/regiment": "1.1.222.28.24",
    "pantsir-s1/vehicle": "1.1.222.28.22.1",
    "ka-31/picket": "1.2.222.21.9.5",
    "ins-vikramaditya/ship": "1.3.99.1",
    "ins-vikramaditya/barak": "1.3.99.1",
    "ins-vikramaditya/ak-630": "1.3.99.1",
    "ins-vikramaditya/group": "1.3.99.1",
    "su-30mki/patrol": "1.2.222.1.19.3",
    "mig-29/patrol": "1.2.222.1.2",
    "mig-29k/patrol": "1.2.222.1.2.4",
    "airport/radar": "1.1",
    "decoy-emitter": "1.1",
    "l-70/troop": "1.1",
    "guards/ak-203": "1.1",
    "asset": "5.1",
}
# What an air vehicle is taken for whose type no entry has, by what of it is known; the first that fits.
_LIKE = (
    ("1.2.0.50", "shahed-136"),
    ("1.2.0.20", "ka-28"),
    ("1.2.0.21", "ka-28"),
    ("1.2.0.22", "ka-28"),
    ("1.2.0.23", "ka-28"),
    ("1.2.0.6", "stand-off-jammer"),
    ("1.2", "mig-29k"),
    ("2.4", "mar-1"),
    ("2.6", "brahmos"),
    ("2.9", "babur"),
    ("2.10", "fatah-2"),
    ("2.11", "fatah-2"),
    ("8.2", "air-decoy"),
)
_THREATS = (
    "su-30mki",
    "mig-29k",
    "babur",
    "brahmos",
    "mar-1",
    "fatah-2",
    "shahed-136",
    "gerbera",
    "stand-off-jammer",
    "ka-28",
    "ka-226t",
)


def parse_type(text: str) -> EntityType:
    """The type that is written `1.2.222.50.12.2`; what is left out is nought. Raises `ValueError` for anything else."""
    parts = [int(part) for part in text.split(".")]
    if len(parts) > len(EntityType._fields):
        raise ValueError(f"{text}: an entity type has at most {len(EntityType._fields)} numbers")
    return EntityType(*parts)


def entity_type(kind: str) -> EntityType:
    """The type of a threat, a round, a system or an "asset" of the catalogue; all noughts for what has no entry."""
    return parse_type(_TYPES.get(kind, "0"))


def threat_like(type: EntityType) -> str | None:
    """The catalogue's threat that an entity of this type is taken for: the same, else the same but for its last
    numbers, else one of its class. None for what does not fly at anybody: rounds against aircraft, ground, ships.
    """
    for length in (7, 6, 5):
        for kind in _THREATS:
            if type.subcategory and entity_type(kind)[:length] == type[:length]:
                return kind
    for text, kind in _LIKE:
        like = parse_type(text)
        if type[:2] == like[:2] and like.category in (0, type.category):
            return kind
    return None
