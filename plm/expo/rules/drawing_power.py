"""What those who stand on a plan ask of each booth's limit and of each circuit."""

from collections.abc import Mapping
from dataclasses import dataclass

from plm.expo.rules.model import Inputs

STEPS = 4


@dataclass(frozen=True)
class Use:
    """Watts asked and watts there (0: not limited)."""

    id: str
    asked: int
    limit: int

    @property
    def is_over(self) -> bool:
        return bool(self.limit) and self.asked > self.limit

    @property
    def permille(self) -> int:
        """How full, at most 1000, for a bar."""
        return min(1000, self.asked * 1000 // self.limit) if self.limit else 0

    @property
    def heat(self) -> int:
        """0: nothing asked; 1 to 4: by quarters of the limit; 5: too much."""
        if not self.asked:
            return 0
        if self.is_over:
            return STEPS + 1
        return max(1, -(-self.asked * STEPS // self.limit)) if self.limit else 1


def booth_uses(inputs: Inputs, standing: Mapping[str, str]) -> dict[str, Use]:
    """Every booth with what its holders ask for together."""
    asked = _asked(inputs, standing)
    return {booth.id: Use(booth.id, asked.get(booth.id, 0), booth.watts) for booth in inputs.booths}


def circuit_uses(inputs: Inputs, standing: Mapping[str, str]) -> tuple[Use, ...]:
    """Every circuit with what its booths' holders ask for together."""
    asked, drawn = _asked(inputs, standing), dict.fromkeys((one.id for one in inputs.circuits), 0)
    for booth in inputs.booths:
        if booth.circuit in drawn:
            drawn[booth.circuit] += asked.get(booth.id, 0)
    return tuple(Use(one.id, drawn[one.id], one.watts) for one in inputs.circuits)


def _asked(inputs: Inputs, standing: Mapping[str, str]) -> dict[str, int]:
    watts = {one.id: one.watts for one in inputs.exhibitors}
    asked: dict[str, int] = {}
    for one, booth in standing.items():
        asked[booth] = asked.get(booth, 0) + watts.get(one, 0)
    return asked
