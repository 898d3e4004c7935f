"""What goes along with a static file beside what WhiteNoise says."""

from wsgiref.headers import Headers


def shown_on_other_sites(headers: Headers, path: str, url: str) -> None:
    """Let the pages of other sites show our drawings: the API names them where goods have no photo."""
    del path, url
    headers["Cross-Origin-Resource-Policy"] = "cross-origin"
