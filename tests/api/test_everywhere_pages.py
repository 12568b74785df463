"""The pages and their files, and what somebody sees who lost the way."""

import pytest

from api.pages import WEB

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@pytest.mark.parametrize("path", ["/", "/carrier"])
def test_a_page_is_html_and_is_revalidated(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.content_type == "text/html; charset=utf-8"
    assert answer.headers["Cache-Control"] == "public, no-cache"
    again = client.get(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_every_file_of_the_pages_has_its_type(client):
    types = {
        ".css": "text/css; charset=utf-8",
        ".html": "text/html; charset=utf-8",
        ".js": "text/javascript; charset=utf-8",
        ".svg": "image/svg+xml",
        ".webmanifest": "application/manifest+json",
    }
    files = [path for path in WEB.rglob("*") if path.is_file() and not path.name.startswith(".")]
    assert files
    for path in files:
        answer = client.get(f"/web/{path.relative_to(WEB).as_posix()}")
        assert answer.status_code == 200, path
        assert answer.headers["ETag"].startswith("W/")
        assert answer.content_type == types.get(path.suffix, answer.content_type), path


def test_the_carriers_service_worker_may_keep_its_page_and_load_nothing_from_elsewhere(client):
    answer = client.get("/web/carrier/sw.js")
    assert answer.headers["Service-Worker-Allowed"] == "/"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; connect-src 'self'"


@pytest.mark.parametrize(
    "path",
    [
        "/web/../api/app.py",
        "/web/%2e%2e/api/app.py",
        "/web/..%2fapi%2fapp.py",
        "/web//etc/passwd",
        "/web/%2fetc%2fpasswd",
        "/web/",
        "/web/client",
        "/web/.hidden",
        "/web/nothing.js",
        "/web/a%00b",
        "/web/" + "x" * 3000,
    ],
)
def test_nothing_outside_the_folder_is_served(client, path):
    assert client.get(path).status_code == 404


def test_a_person_who_lost_the_way_gets_a_kind_page(client):
    answer = client.get("/nowhere", headers={**BROWSER, "Accept-Language": "en"})
    assert (answer.status_code, answer.mimetype) == (404, "text/html")
    assert "This page is not here" in answer.text
    assert "<script" not in answer.text
    assert "这里没有" in client.get("/nowhere", headers=BROWSER).text


@pytest.mark.parametrize("headers", [{}, {"Accept": "application/json"}, {"Accept": "*/*"}])
def test_a_program_that_lost_the_way_gets_a_problem(client, headers):
    answer = client.get("/nowhere", headers=headers)
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")


def test_the_api_answers_browsers_with_problems_too(client):
    assert client.get("/v1/nowhere", headers=BROWSER).mimetype == "application/problem+json"


def test_the_contract_can_be_read_without_the_internet(client):
    page = client.get("/docs")
    assert page.status_code == 200
    assert "http" not in page.text.replace("http-equiv", "")
    assert "'unsafe-inline'" not in page.headers["Content-Security-Policy"].split("script-src")[1].split(";")[0]
    for name in ("swagger-ui.css", "swagger-ui-bundle.js", "start.js", "favicon-32x32.png"):
        assert client.get(f"/docs/{name}").status_code == 200
    for name in ("index.html", "..", "oauth2-redirect.html", "x"):
        assert client.get(f"/docs/{name}").status_code == 404
