"""Every job has a handler, and every refusal a sentence."""

import importlib
import pkgutil

from plm import app as _whole_house  # noqa: F401  # imports every room, so that every refusal is defined
from plm.errors import Refusal
from plm.jobs.rules import JobName
from workers.registry import HANDLERS


def test_every_job_has_its_handler(app):
    import workers  # noqa: PLC0415  # the package, for its path only

    for module in pkgutil.iter_modules(workers.__path__, "workers."):
        if module.name != "workers.app":
            importlib.import_module(module.name)

    assert set(HANDLERS) == set(JobName)


def refusals(kind: type[Refusal] = Refusal) -> list[type[Refusal]]:
    return [found for child in kind.__subclasses__() for found in (child, *refusals(child))]


def test_every_refusal_has_its_sentence(app):
    templates = set(app.jinja_env.list_templates(filter_func=lambda name: name.startswith("refusals/")))

    missing = {kind.code for kind in refusals() if f"refusals/{kind.code}.html" not in templates}

    assert missing == set()


def test_no_two_refusals_share_a_code():
    codes = [kind.code for kind in refusals()]

    assert sorted(codes) == sorted(set(codes))
