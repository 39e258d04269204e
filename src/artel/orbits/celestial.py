"""From the fixed stars to TEME: bias, precession and nutation.

TEME is taken as its users do: the frame that GMST of 1982 turns into the ITRF. So the equation of
the equinoxes, and what newer sidereal time differs from the old, are part of the way. Below 0.5 m
on low orbits and 3 m on the geostationary ring against the whole of IAU 2000A and 2006.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from artel.orbits.time import JD_J2000, TURN, gmst82, julian_split

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

TT_LESS_UTC = 69.184
"""Seconds since 2017. A second more or less turns nothing here by a millimetre."""
_ARCSEC = TURN / 1296000.0
_CENTURY = 36525.0
_OBLIQUITY_J2000 = 84381.406

# Frame bias, arcsec: IERS Conventions 2003, chapter 5.
_XI, _ETA, _RA = -0.0166170, -0.0068192, -0.01460
# Precession in arcsec per power of a century: Capitaine, Wallace and Chapront 2003, A&A 412, 567.
_PSI_A = (0.0, 5038.481507, -1.0790069, -0.00114045, 0.000132851)
_OMEGA_A = (_OBLIQUITY_J2000, -0.025754, 0.0512623, -0.00772503, -0.000000467)
_CHI_A = (0.0, 10.556403, -2.3814292, -0.00121197, 0.000170663)
_OBLIQUITY = (_OBLIQUITY_J2000, -46.836769, -0.0001831, 0.00200340, -0.000000576)
_GMST_LESS_ERA = (0.014506, 4612.156534, 1.3915817, -0.00000044, -0.000029956)
# Arguments of Moon and Sun l, l', F, D and node, arcsec: Simon et al. 1994, A&A 282, 663.
_ARGUMENTS = np.array(
    [
        (485868.249036, 1717915923.2178),
        (1287104.79305, 129596581.0481),
        (335779.526232, 1739527262.8478),
        (1072260.70369, 1602961601.2090),
        (450160.398036, -6962890.5431),
    ]
)
# Multiples of the arguments, then arcsec: sine in longitude, and cosine in obliquity. All terms of
# IAU 2000A of 0.003 arcsec and more (Mathews, Herring and Buffett 2002, J. Geophys. Res. 107, B4).
_NUTATION = np.array(
    [
        (0, 0, 0, 0, 1, -17.2064161, 9.2052331),
        (0, 0, 2, -2, 2, -1.3170906, 0.5730336),
        (0, 0, 2, 0, 2, -0.2276413, 0.0978459),
        (0, 0, 0, 0, 2, 0.2074554, -0.0897492),
        (0, 1, 0, 0, 0, 0.1475877, 0.0073871),
        (1, 0, 0, 0, 0, 0.0711159, -0.0006750),
        (0, 1, 2, -2, 2, -0.0516821, 0.0224386),
        (0, 0, 2, 0, 1, -0.0387298, 0.0200728),
        (1, 0, 2, 0, 2, -0.0301461, 0.0129025),
        (0, -1, 2, -2, 2, 0.0215829, -0.0095929),
        (-1, 0, 0, 2, 0, 0.0156994, -0.0001235),
        (0, 0, 2, -2, 1, 0.0128227, -0.0068982),
        (-1, 0, 2, 0, 2, 0.0123457, -0.0053311),
        (0, 0, 0, 2, 0, 0.0063384, -0.0001220),
        (1, 0, 0, 0, 1, 0.0063110, -0.0033228),
        (-1, 0, 2, 2, 2, -0.0059641, 0.0025543),
        (-1, 0, 0, 0, 1, -0.0057976, 0.0031429),
        (1, 0, 2, 0, 1, -0.0051613, 0.0026366),
        (-2, 0, 0, 2, 0, -0.0047722, 0.0000477),
        (-2, 0, 2, 0, 1, 0.0045893, -0.0024236),
        (0, 0, 2, 2, 2, -0.0038571, 0.0016452),
        (0, -2, 2, -2, 2, 0.0032481, -0.0013870),
        (2, 0, 2, 0, 2, -0.0031046, 0.0013238),
    ]
)
# The node's own term moves with the centuries and has a part out of phase, arcsec.
_NODE_RATE, _NODE_OUT = (-0.0174666, 0.0009086), (0.0033386, 0.0015377)


def celestial_to_teme(
    r: Floats, v: Floats, t: Floats, *, biased: bool = True
) -> tuple[Floats, Floats]:
    """Return TEME positions and velocities of celestial ones (n, 3) at POSIX seconds t (n,).

    `biased` says that they stand in GCRF or ICRF; without it, in EME2000 (J2000), which lies
    0.02 arcsec away. The turning of the frames themselves, 0.1 mm/s at most, is left out.
    """
    turn = _rotation(np.asarray(t, float))
    if biased:
        turn = turn @ _BIAS
    return _turned(turn, r), _turned(turn, v)


def _turned(turn: Floats, a: Floats) -> Any:
    return np.einsum("...ij,...j->...i", turn, a)


def _rotation(t: Floats) -> Floats:
    """Return the turns (n, 3, 3) from the mean equator and equinox of J2000 to TEME."""
    jd, fraction = julian_split(t + TT_LESS_UTC)
    century = (jd - JD_J2000 + fraction) / _CENTURY
    psi, omega, chi = (_angle(part, century) for part in (_PSI_A, _OMEGA_A, _CHI_A))
    obliquity = _angle(_OBLIQUITY, century)
    longitude, tilt = _nutation(century)
    precession = _about_z(chi) @ _about_x(-omega) @ _about_z(-psi)
    nutation = _about_x(-obliquity - tilt) @ _about_z(-longitude) @ _about_x(obliquity)
    ahead = _sidereal_lead(t, century) + longitude * np.cos(obliquity)
    return _about_z(ahead) @ nutation @ precession @ _about_x(_OBLIQUITY_J2000 * _ARCSEC)


def _angle(powers: Sequence[float], century: Floats) -> Any:
    return np.polynomial.polynomial.polyval(century, powers) * _ARCSEC


def _nutation(century: Floats) -> tuple[Any, Any]:
    """Return the nutation in longitude and in obliquity, rad."""
    arguments = (_ARGUMENTS[:, 0] + np.multiply.outer(century, _ARGUMENTS[:, 1])) * _ARCSEC
    phase = (arguments % TURN) @ _NUTATION[:, :5].T
    sin, cos = np.sin(phase), np.cos(phase)
    longitude = sin @ _NUTATION[:, 5] + _NODE_RATE[0] * century * sin[..., 0]
    obliquity = cos @ _NUTATION[:, 6] + _NODE_RATE[1] * century * cos[..., 0]
    longitude += _NODE_OUT[0] * cos[..., 0]
    obliquity += _NODE_OUT[1] * sin[..., 0]
    return longitude * _ARCSEC, obliquity * _ARCSEC


def _sidereal_lead(t: Floats, century: Floats) -> Any:
    """Return by how much the mean sidereal time of 2006 is ahead of that of 1982, rad."""
    jd, fraction = julian_split(t)
    days = jd - JD_J2000
    # Earth rotation angle, IAU resolution B1.8 of 2000; whole turns leave with the days.
    turns = 0.7790572732640 + 0.00273781191135448 * (days + fraction) + fraction + days % 1.0
    lead = turns * TURN + _angle(_GMST_LESS_ERA, century) - gmst82(t)
    return (lead + 0.5 * TURN) % TURN - 0.5 * TURN


def _about_x(angle: Any) -> Floats:
    one, zero = np.ones_like(angle), np.zeros_like(angle)
    cos, sin = np.cos(angle), np.sin(angle)
    return _matrix(((one, zero, zero), (zero, cos, sin), (zero, -sin, cos)))


def _about_z(angle: Any) -> Floats:
    one, zero = np.ones_like(angle), np.zeros_like(angle)
    cos, sin = np.cos(angle), np.sin(angle)
    return _matrix(((cos, sin, zero), (-sin, cos, zero), (zero, zero, one)))


def _matrix(rows: Any) -> Floats:
    return np.stack([np.stack(row, axis=-1) for row in rows], axis=-2)


_BIAS = np.eye(3) + _ARCSEC * np.array([(0.0, _RA, -_XI), (-_RA, 0.0, -_ETA), (_XI, _ETA, 0.0)])
