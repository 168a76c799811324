"""The local frame: where the Cartesian axes of a scenario stand on the earth."""

from vyuha.base.table import Metre, Radian, Scalar


class Frame:
    """East, north, up axes at the origin of the scenario, on the WGS-84 ellipsoid (one row)."""

    latitude: Radian
    longitude: Radian
    height: Metre
    # Earth-centred, earth-fixed position of the origin.
    ecef_x: Metre
    ecef_y: Metre
    ecef_z: Metre
    # Rotation from local to earth-fixed axes, row by row.
    r11: Scalar
    r12: Scalar
    r13: Scalar
    r21: Scalar
    r22: Scalar
    r23: Scalar
    r31: Scalar
    r32: Scalar
    r33: Scalar
    # Factor on the earth's radius that stands for refraction (4/3).
    refraction: Scalar
