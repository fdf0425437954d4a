"""Finding the rooms of an audience: every module of its package that has a `blueprint`."""

import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType

from flask import Blueprint


def blueprints_of(audience: ModuleType) -> Iterator[Blueprint]:
    """The blueprints of an audience's modules, by name; a new file is a new room without a list to keep."""
    for module in pkgutil.iter_modules(audience.__path__, f"{audience.__name__}."):
        blueprint = getattr(importlib.import_module(module.name), "blueprint", None)
        if isinstance(blueprint, Blueprint):
            yield blueprint
