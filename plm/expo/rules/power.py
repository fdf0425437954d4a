"""What hangs on each circuit, and whether its booths may together draw more than it carries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from plm.expo.rules.layout import BoothSpec
from plm.expo.rules.model import Circuit


@dataclass(frozen=True)
class Load:
    """A circuit with its booths; `unlimited` are those without a limit of their own."""

    circuit: Circuit
    booths: tuple[BoothSpec, ...]

    @property
    def watts(self) -> int:
        return sum(booth.watts for booth in self.booths)

    @property
    def unlimited(self) -> tuple[str, ...]:
        return tuple(booth.number for booth in self.booths if not booth.watts)

    @property
    def is_over(self) -> bool:
        return self.watts > self.circuit.watts

    @property
    def permille(self) -> int:
        """How full, at most 1000, for a bar."""
        return min(1000, self.watts * 1000 // self.circuit.watts)

    @property
    def even_share(self) -> int:
        """What each booth could have if it were shared evenly, in whole tens."""
        return self.circuit.watts // max(1, len(self.booths)) // 10 * 10


def loads_of(circuits: Iterable[Circuit], specs: Sequence[BoothSpec]) -> tuple[Load, ...]:
    """Booths that are out of use draw nothing."""
    return tuple(
        Load(circuit, tuple(spec for spec in specs if spec.circuit == circuit.id and not spec.blocked_reason))
        for circuit in circuits
    )
