"""A guest's list page out of the micro-cache, as a share of nginx serving the same bytes as a file, in the same run."""

import http.client
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django

django.setup()

from django.conf import settings
from tests.market.running import free_port, status

from bench.databases import bench_database
from bench.search import PRODUCTS, prepare
from bench.serving import collect_static, serve
from bench.telling import middle, skip, tell

PAGE = "/nhom/che/"
CONNECTIONS, THREADS, SECONDS, ROUNDS = 32, 2, 5, 3
HEADERS = {"Accept-Encoding": "br", "Accept": "text/html"}
CONFIGURATION = """
{user}worker_processes 2;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 1000000;
    open_file_cache max=100;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port};
        root {folder}/pages;
        default_type "text/html; charset=utf-8";
        location / {{ add_header Content-Encoding br; }}
    }}
}}
"""


def main() -> None:
    missing = [name for name in ("nginx", "wrk") if program(name) is None]
    if missing:
        skip("guest_page_ratio", f"not installed: {', '.join(missing)} (Debian packages of these names)")
        return
    with bench_database("search", keep=True):
        prepare(PRODUCTS)
    folder = Path(settings.DATA_DIR)
    collect_static(folder)
    with serve("bench_search", folder, workers=2, CHOPHIEN_MICROCACHE_SECONDS="5") as served:
        body = page(served.port)
        with nginx(body) as port:
            ours, theirs = [], []
            for _round in range(ROUNDS):
                ours.append(requests_per_second(served.port, PAGE))
                theirs.append(requests_per_second(port, "/page"))
    facts = {"products": PRODUCTS, "bytes": len(body), "connections": CONNECTIONS}
    tell("guest_page_rps", middle(ours), "1/s", n=ROUNDS, **facts)
    tell("nginx_static_rps", middle(theirs), "1/s", n=ROUNDS, **facts)
    tell("guest_page_ratio", middle(ours) / middle(theirs), "ratio", n=ROUNDS, **facts)


def program(name: str) -> str | None:
    return shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


def page(port: int) -> bytes:
    """The bytes of the page as a guest's browser gets them, with Brotli."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", PAGE, headers=HEADERS)
    answer = connection.getresponse()
    if (answer.status, answer.getheader("Content-Encoding")) != (200, "br"):
        raise RuntimeError(f"{PAGE} answered {answer.status}, {answer.getheader('Content-Encoding')}")
    return answer.read()


@contextmanager
def nginx(body: bytes) -> Iterator[int]:
    """An nginx that serves these bytes at /page; its port."""
    folder, port = Path(settings.DATA_DIR) / "nginx", free_port()
    (folder / "pages").mkdir(parents=True, exist_ok=True)
    (folder / "pages" / "page").write_bytes(body)
    user = "user root;\n" if os.geteuid() == 0 else ""
    written = folder / "nginx.conf"
    written.write_text(CONFIGURATION.format(folder=folder, port=port, user=user))
    process = subprocess.Popen([program("nginx") or "nginx", "-e", folder / "nginx.log", "-c", written])
    try:
        while status(port, "/page") != 200:
            if process.poll() is not None:
                raise RuntimeError("nginx did not start")
            time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait(10)


def requests_per_second(port: int, path: str) -> float:
    told = subprocess.run(
        ["wrk", f"-t{THREADS}", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "-H", "Accept-Encoding: br",
         f"http://127.0.0.1:{port}{path}"],
        check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    found = re.search(r"Requests/sec:\s+([\d.]+)", told)
    if found is None or "Non-2xx" in told:
        raise RuntimeError(told)
    return float(found[1])


if __name__ == "__main__":
    main()
