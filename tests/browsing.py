"""A browser as a person uses it: press and wait for the page that answers."""

from typing import Any


def submit(page: Any, button: Any) -> None:
    """Press and wait for the page that answers: a click alone does not, and the next step would look too early."""
    with page.expect_navigation():
        button.click()


def log_in(page: Any, email: str, password: str, *, at: str = "/panitia/masuk") -> None:
    """Through the committee's own form, wherever `at` leads to it."""
    page.goto(at)
    page.get_by_label("Surel").fill(email)
    page.get_by_label("Kata sandi").fill(password)
    submit(page, page.get_by_role("button", name="Masuk"))
