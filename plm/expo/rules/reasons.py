"""Why here, as far as others have to do with it: who stayed, who moved, and rivals next to it."""

from collections.abc import Iterator, Mapping

from plm.expo.rules.hall import Hall
from plm.expo.rules.model import Booth, Exhibitor, Reason, Why


def placement_reasons(hall: Hall, one: Exhibitor, booth: Booth, booths: Mapping[str, str]) -> Iterator[Reason]:
    """Kept or moved, where a booth was confirmed before; rivals, where they count and someone stands near."""
    confirmed = hall.confirmed.get(one.id)
    if confirmed == booth.id:
        yield Reason(Why.KEPT_BOOTH)
    elif confirmed is not None:
        yield Reason(Why.MOVED, {"from": confirmed})
    if hall.inputs.rules.rival_points:
        near = {booth.id, *hall.near.get(booth.id, ())}
        around = [other for other, place in booths.items() if place in near and other != one.id]
        if around:
            rivals = sum(hall.exhibitor[other].category == one.category for other in around)
            yield Reason(Why.RIVALS, {"count": rivals, "around": len(around), "category": one.category})
