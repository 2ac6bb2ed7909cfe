"""An OpenID Connect provider of our own on loopback: as much of it as a sign-in takes, with real signed tokens."""

import base64
import hashlib
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "finops-dashboard", "a secret of the client"


class Provider(ThreadingHTTPServer):
    """Signs in whoever `claims` says, at once and without a form."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answers)
        self.key = RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256"}, private=True)
        self.issuer = f"http://127.0.0.1:{self.server_port}"
        self.claims = {}
        self.asked = {}
        """What each code was given out for."""
        self.thread = threading.Thread(target=self.serve_forever, daemon=True)
        self.thread.start()

    def secrets(self, redirect_uri):
        """The text of a `secrets.toml` that names this provider."""
        return (
            f'[auth]\nredirect_uri = "{redirect_uri}"\ncookie_secret = "{secrets.token_hex()}"\n'
            f'client_id = "{CLIENT}"\nclient_secret = "{SECRET}"\n'
            f'server_metadata_url = "{self.issuer}/.well-known/openid-configuration"\n'
        )

    def stop(self):
        self.shutdown()
        self.server_close()
        self.thread.join()

    def token(self, query):
        now = int(time.time())
        identity = {
            "iss": self.issuer,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 600,
            "nonce": query["nonce"][0],
            "sub": "subject-1",
        }
        return jwt.encode({"alg": "RS256", "kid": self.key.kid or "1"}, {**identity, **self.claims}, self.key)


class Answers(BaseHTTPRequestHandler):
    """The four addresses of the provider."""

    def do_GET(self):
        path, query = urlsplit(self.path).path, parse_qs(urlsplit(self.path).query)
        issuer = self.server.issuer
        if path == "/.well-known/openid-configuration":
            self._json(
                {
                    "issuer": issuer,
                    "authorization_endpoint": f"{issuer}/authorize",
                    "token_endpoint": f"{issuer}/token",
                    "jwks_uri": f"{issuer}/keys",
                    "response_types_supported": ["code"],
                    "subject_types_supported": ["public"],
                    "id_token_signing_alg_values_supported": ["RS256"],
                    "code_challenge_methods_supported": ["S256"],
                }
            )
        elif path == "/keys":
            self._json({"keys": [self.server.key.as_dict(private=False) | {"kid": self.server.key.kid or "1"}]})
        elif path == "/authorize":
            code = secrets.token_urlsafe()
            self.server.asked[code] = query
            back = urlencode({"code": code, "state": query["state"][0]})
            self.send_response(302)
            self.send_header("Location", f"{query['redirect_uri'][0]}?{back}")
            self.end_headers()

    def do_POST(self):
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        query = self.server.asked.pop(form["code"][0])
        digest = hashlib.sha256(form["code_verifier"][0].encode()).digest()
        assert base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == query["code_challenge"][0]
        self._json(
            {
                "access_token": "unused",
                "token_type": "Bearer",
                "expires_in": 600,
                "id_token": self.server.token(query),
            }
        )

    def _json(self, value):
        body = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words):
        pass
