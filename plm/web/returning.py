"""Going back only to our own pages."""

from urllib.parse import urlsplit


def safe_return(target: str, otherwise: str = "/") -> str:
    """The target if it is a path of this site, else `otherwise`."""
    parts = urlsplit(target)
    plain = target.startswith("/") and not target.startswith(("//", "/\\")) and "\\" not in target
    return target if plain and not parts.netloc and not parts.scheme else otherwise
