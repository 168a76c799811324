"""The gate: names of the server, origins, forms, the token and what a stranger sees (S1 to S5, S23).

Expected values: the checklist of docs/security.md. Negative control: the same requests to the same server without its
gate, which must let them through.
"""

import json

import pytest

from tests.server.client import Reply, Served, status_of

ROUTES = ("/", "/health", "/login", "/api/index", "/api/jobs", "/api/runs/0", "/assets/index-1.js", "/nothing")
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "BREW")
HOSTS = ("evil.example", "127.0.0.1.evil.example:{port}", "localhost.evil:{port}", "[::1].evil:{port}", "", "127.0.0.1",
         "127.0.0.1:1", "localhost:{port}.", "0.0.0.0:{port}", "[::]:{port}")  # fmt: skip
ORIGINS = ("http://localhost.evil.com", "http://127.0.0.1:{port}.evil.com", "null", "http://127.0.0.1:1", "file://",
           "https://127.0.0.1:{port}", "http://localhost:{port}", "http://127.0.0.1:{port}/")  # fmt: skip


def holds_nothing(reply: Reply) -> bool:
    """Whether a refusal tells nothing of what is served."""
    return b"runs" not in reply.body and b"the page" not in reply.body and b"the door" not in reply.body


@pytest.mark.parametrize("host", HOSTS)
def test_another_name_of_the_server_is_refused_everywhere(served: Served, host: str) -> None:
    name = host.format(port=served.port)
    for route in ROUTES:
        for method in METHODS:
            head = f"{method} {route} HTTP/1.1\r\nHost: {name}\r\nCookie: {served.cookie}\r\nConnection: close\r\n\r\n"
            reply = served.raw(head.encode())
            assert (reply.status, holds_nothing(reply)) == (421, True), (method, route, reply)
    told = [line for line in served.log.read_text().splitlines() if f"host '{name}'" in line]
    assert len(told) == 1


def test_two_names_none_and_a_whole_address_are_refused(served: Served) -> None:
    two = f"GET /api/index HTTP/1.1\r\nHost: {served.host}\r\nHost: evil.example\r\nCookie: {served.cookie}\r\n\r\n"
    none = f"GET /api/index HTTP/1.1\r\nCookie: {served.cookie}\r\n\r\n"
    old = f"GET /api/index HTTP/1.0\r\nCookie: {served.cookie}\r\n\r\n"
    whole = f"GET http://evil.example/api/index HTTP/1.1\r\nHost: {served.host}\r\nCookie: {served.cookie}\r\n\r\n"
    foreign = f"GET http://{served.host}/api/index HTTP/1.1\r\nHost: evil.example\r\nCookie: {served.cookie}\r\n\r\n"
    replies = [served.raw(text.encode()) for text in (two, none, old, whole, foreign)]
    assert [reply.status for reply in replies] == [400, 400, 421, 400, 421]
    assert all(holds_nothing(reply) for reply in replies)


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "[::1]"])
def test_the_names_of_this_machine_are_known(served: Served, name: str) -> None:
    assert served.ask("GET", "/api/index", Host=f"{name}:{served.port}").status == 200


def test_control_without_the_gate_any_name_passes(ungated: Served) -> None:
    reply = ungated.ask("GET", "/", cookie="", Host="evil.example")
    assert (reply.status, b"the page" in reply.body) == (200, True)


@pytest.mark.parametrize("origin", ORIGINS)
def test_another_origin_is_refused(served: Served, origin: str) -> None:
    given = origin.format(port=served.port)
    for method, route in (("GET", "/api/index"), ("POST", "/login"), ("DELETE", "/api/jobs/0"), ("GET", "/health")):
        assert served.ask(method, route, Origin=given).status == 403
    assert status_of(served.upgrade(Origin=given)) == 403


def test_our_own_origin_passes(served: Served) -> None:
    assert served.ask("GET", "/api/index", Origin=f"http://{served.host}", Sec_Fetch_Site="same-origin").status == 200


def test_control_without_the_gate_any_origin_passes(ungated: Served) -> None:
    assert ungated.ask("GET", "/api/jobs", Origin="http://evil.example").status == 200
    assert status_of(ungated.upgrade(Origin="http://evil.example")) == 101


@pytest.mark.parametrize(
    "changed",
    [
        {"Cookie": ""},
        {"Cookie": "vyuha-1=x"},
        {"Origin": ""},
        {"Host": "evil.example"},
        {"Sec_Fetch_Site": "cross-site"},
    ],
    ids=str,
)
def test_a_socket_is_refused_before_it_opens(served: Served, changed: dict[str, str]) -> None:
    assert status_of(served.upgrade(**changed)) == 403


def test_a_socket_opens_for_our_own_page(served: Served) -> None:
    assert status_of(served.upgrade()) == 101
    assert status_of(served.upgrade("/api/other")) == 403


FORMS = ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "")


@pytest.mark.parametrize("kind", FORMS)
def test_a_form_starts_nothing(served: Served, kind: str) -> None:
    before = served.get("/api/jobs")
    body = json.dumps({"kind": "run", "scenario": "quick.yaml", "text": ""})
    for method, route in (("POST", "/api/jobs"), ("PUT", "/api/scenarios/x.yaml"), ("POST", "/login")):
        lines = f"{method} {route} HTTP/1.1\r\nHost: {served.host}\r\nCookie: {served.cookie}\r\nConnection: close\r\n"
        lines += (f"Content-Type: {kind}\r\n" if kind else "") + f"Content-Length: {len(body)}\r\n\r\n{body}"
        assert served.raw(lines.encode()).status == 415
    assert served.get("/api/jobs") == before


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_page_starts_and_cancels_nothing(served: Served, site: str) -> None:
    before = served.get("/api/jobs")
    for method, route in (("POST", "/api/jobs"), ("DELETE", "/api/jobs/0"), ("GET", "/api/index"), ("GET", "/")):
        content = {"kind": "run"} if method == "POST" else None
        assert served.ask(method, route, content, Sec_Fetch_Site=site).status == 403
        assert served.ask(method, route, content, Origin="http://evil.example", Sec_Fetch_Site=site).status == 403
    assert served.get("/api/jobs") == before


def test_a_link_from_elsewhere_leads_to_the_door_only(served: Served) -> None:
    visit = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate", "Sec_Fetch_Dest": "document"}
    assert served.ask("GET", "/", **visit).body.endswith(b"the door")
    assert served.ask("GET", "/").body.endswith(b"the page")
    assert served.ask("GET", "/", **(visit | {"Sec_Fetch_Dest": "iframe"})).status == 403
    assert served.ask("GET", "/api/index", **visit).status == 403
    assert served.ask("POST", "/", {}, **visit).status == 403


def test_control_without_the_gate_a_form_is_taken(ungated: Served) -> None:
    body = b"kind=run"
    head = f"POST /api/jobs HTTP/1.1\r\nHost: evil\r\nContent-Type: text/plain\r\nContent-Length: {len(body)}\r\n"
    # It is read, and refused only because it is no JSON.
    assert ungated.raw(head.encode() + b"Connection: close\r\n\r\n" + body).status == 400


def test_the_token_stands_in_no_log_and_no_answer(served: Served) -> None:
    secrets = (served.token, served.cookie.partition("=")[2])
    replies = [served.ask("GET", f"/fail?token={served.token}", Referer=f"{served.address}&{secrets[1]}")]
    assert (replies[0].status, b"failed" in replies[0].body) == (500, True)
    for path in (f"/{served.token}", f"/api/runs/{served.token}", f"/api/index?{served.token}"):
        replies.append(served.ask("GET", path, Origin=f"http://{served.token}"))
    served.ask("GET", "/", Host=served.token)
    log = served.log.read_text()
    assert "broke at" in log
    assert "[secret]" in log
    for secret in secrets:
        assert secret not in log
        assert all(secret.encode() not in reply.body for reply in replies)


def test_nobody_is_sent_elsewhere(served: Served) -> None:
    for path in (
        "/?next=//evil.com",
        "//evil.com",
        "/\\evil.com",
        "/api/index/",
        "/login?next=http://evil.com",
        "/api",
    ):
        reply = served.ask("GET", path)
        assert (reply.status // 100 != 3, "location" in reply.headers) == (True, False), path


def test_a_stranger_sees_the_door_and_nothing_else(served: Served) -> None:
    assert served.ask("GET", "/", cookie="").body.endswith(b"the door")
    assert served.ask("GET", "/health", cookie="").content == {"status": "ok"}
    for path in ("/icon.svg", "/login.html", "/assets/login-1.js", "/assets/login-1.css"):
        assert served.ask("GET", path, cookie="").status == 200
    closed = (
        "/index.html",
        "/assets/index-1.js",
        "/api/index",
        "/api/nothing",
        "/favicon.ico",
        "/nothing",
        "/api/jobs",
    )
    replies = [served.ask("GET", path, cookie="") for path in closed]
    assert {(reply.status, reply.body) for reply in replies} == {(401, replies[0].body)}
    for reply in (*replies, served.ask("GET", "/health", cookie="")):
        assert "server" not in reply.headers
        assert b"0.1" not in reply.body
        assert str(served.log.parent).encode() not in reply.body


def test_a_wrong_token_gives_no_cookie(served: Served) -> None:
    for content in ({"token": "0" * 32}, {"token": 1}, {"token": None}, {}, [], "x"):
        reply = served.ask("POST", "/login", content, cookie="")
        assert (reply.status, "set-cookie" in reply.headers) == (403, False)


def test_the_cookie_is_kept_from_scripts_and_other_sites(served: Served) -> None:
    given = served.ask("POST", "/login", {"token": served.token}, cookie="").headers["set-cookie"]
    assert given.partition("=")[0] == f"vyuha-{served.port}"
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(given.split("; "))
    assert len(served.token) * 4 == 128


def test_every_answer_keeps_to_our_own_files(served: Served) -> None:
    for path in ("/", "/api/index", "/nothing", "/assets/index-1.js", "/health"):
        headers = served.ask("GET", path).headers
        policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
        assert policy["default-src"] == "'self'"
        assert policy["frame-ancestors"] == "'none'"
        assert policy["connect-src"] == f"'self' ws://{served.host}"
        assert not any("unsafe" in value or "http" in value or "*" in value for value in policy.values())
        assert "script-src" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cross-origin-opener-policy"] == headers["cross-origin-resource-policy"] == "same-origin"
        assert not any(name.startswith("access-control") for name in headers)
