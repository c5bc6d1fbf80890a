"""The surfaces in teaching order: a new one is a file and a line here."""

from surfaces import (
    ackley,
    beale,
    ecliptic_bowl,
    global_minimum,
    goldstein_price,
    griewank,
    hills,
    himmelblau,
    levy13,
    local_minimum,
    plateau,
    quadratic,
    rastrigin,
    ravine,
    rosenbrock,
    saddle,
    saddle_sine,
    sparse_valley,
)
from surfaces.base import Surface

CATALOGUE: tuple[Surface, ...] = (
    global_minimum.SURFACE,
    ravine.SURFACE,
    quadratic.SURFACE,
    rosenbrock.SURFACE,
    saddle.SURFACE,
    beale.SURFACE,
    himmelblau.SURFACE,
    goldstein_price.SURFACE,
    rastrigin.SURFACE,
    ackley.SURFACE,
    griewank.SURFACE,
    levy13.SURFACE,
    local_minimum.SURFACE,
    saddle_sine.SURFACE,
    ecliptic_bowl.SURFACE,
    hills.SURFACE,
    plateau.SURFACE,
    sparse_valley.SURFACE,
)
