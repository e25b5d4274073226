"""The site of an imaginary library, on an origin of its own, under as strict a policy as a site can have."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

PAGES = Path(__file__).parent / "library_site"


def policy(catalogue: str) -> str:
    """Its own stylesheet, the catalogue where the builder page says so, and nothing else; no string becomes HTML."""
    return (
        f"default-src 'none'; style-src 'self'; script-src {catalogue}; connect-src {catalogue}; "
        f"form-action {catalogue}; frame-src {catalogue}; base-uri 'none'; require-trusted-types-for 'script'"
    )


@contextmanager
def library_site(catalogue: str, boxes: dict[str, str]) -> Iterator[str]:
    """The address of the site; `boxes` are snippets, each shown on the page of its name."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            name = self.path.strip("/")
            if name == "site.css":
                self._send((PAGES / name).read_text(encoding="utf-8"), "text/css")
            elif name in boxes:
                page = (PAGES / "index.html").read_text(encoding="utf-8")
                self._send(page.replace("<!-- box -->", boxes[name]), "text/html")
            else:
                self.send_error(404)

        def _send(self, text: str, kind: str) -> None:
            body = text.encode()
            self.send_response(200)
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Content-Security-Policy", policy(catalogue))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()
