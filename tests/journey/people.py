"""The three who use Roadreel, and the shop, as their own programs would call it: over HTTP and nothing else."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx

from tests.installation import Installation, answer_of, wait_until

SETTLED = {"published", "held", "rejected", "failed", "removed"}


@dataclass
class Caller:
    """Somebody with an access token."""

    installation: Installation
    headers: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, *expected: int, **more: Any) -> Any:
        """Call the API and expect one of the statuses (2xx when none is named)."""
        response = httpx.request(
            method, f"{self.installation.base_url}{path}", headers=self.headers, timeout=30, **more
        )
        return answer_of(response, *(expected or (200, 201, 202, 204)))

    def sign_in(self, **form: str) -> None:
        """Take an access token by one of the grants."""
        token = self.ask("POST", "/v1/auth/token", data=form)
        self.headers = {"Authorization": f"Bearer {token['access_token']}"}

    def sign_in_by_phone(self, phone: str, audience: str) -> None:
        """Ask for a code, read it where it was sent, give it back."""
        challenge = self.ask("POST", "/v1/auth/challenges", json={"phone": phone, "audience": audience})
        code = self.installation.code_for(phone)
        self.sign_in(grant_type="urn:roadreel:otp", challenge_id=challenge["challenge_id"], code=code)


class Machine(Caller):
    """A shop's or a carrier's system."""

    def sign_in_with(self, key: dict[str, str]) -> "Machine":
        """Take an access token for a client key."""
        self.sign_in(grant_type="client_credentials", client_id=key["client_id"], client_secret=key["client_secret"])
        return self


class Phone(Caller):
    """A driver's phone: knows its footage, forgets everything else when it restarts."""

    def announce(self, footage: Path, captured_at: datetime, **target: Any) -> Any:
        """Announce footage; the same `device_ref` for the same file, as a real phone would keep it."""
        content = footage.read_bytes()
        body = {
            "filename": footage.name,
            "content_type": "video/mp4",
            "size": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
            "captured_at": captured_at.isoformat(),
            "device_ref": f"test-{footage.name}",
        }
        return self.ask("POST", "/v1/uploads", 200, 201, json=body | target)

    def send(self, upload: dict[str, Any], footage: Path, numbers: set[int]) -> list[dict[str, Any]]:
        """PUT the parts of these numbers straight to storage."""
        content = footage.read_bytes()
        sent = []
        for part in upload["parts"]:
            if part["number"] in numbers:
                start = (part["number"] - 1) * upload["part_size"]
                answer = httpx.put(part["url"], content=content[start : start + upload["part_size"]], timeout=30)
                assert answer.status_code == 200, answer.text
                sent.append({"number": part["number"], "etag": answer.headers["ETag"]})
        return sent

    def upload(self, footage: Path, captured_at: datetime, **target: Any) -> str:
        """The whole transfer without trouble; the clip's id."""
        upload = self.announce(footage, captured_at, **target)
        parts = self.send(upload, footage, {part["number"] for part in upload["parts"]})
        self.ask("POST", f"/v1/uploads/{upload['id']}/complete", 202, json={"parts": parts})
        return str(upload["clip_id"])

    def clip(self, clip_id: str) -> Any:
        """How the clip is doing."""
        return self.ask("GET", f"/v1/clips/{clip_id}", 200)

    def settled(self, clip_id: str, seconds: float = 90) -> Any:
        """The clip once it has come to its end."""

        def look() -> Any:
            clip = self.clip(clip_id)
            return clip if clip["status"] in SETTLED else None

        return wait_until(look, seconds, f"clip {clip_id} is settled")
