"""An agent at work on the damages and cases of A-1."""

from typing import Any

from werkzeug.test import TestResponse

from tests.api.conftest import Person

BECAUSE = {"reason": "seen in the clip"}


class Desk:
    """One of support's people."""

    def __init__(self, person: Person, order_id: str) -> None:
        self.person, self.order_id = person, order_id

    def custody(self) -> dict[str, Any]:
        answer = self.person.get(f"/v1/support/orders/{self.order_id}/custody", headers={"Accept-Language": "en"})
        assert answer.status_code == 200, answer.json
        found: dict[str, Any] = answer.json
        return found

    def reports(self) -> list[dict[str, Any]]:
        """Every report of the chain, in its order."""
        return [report for custody in self.custody()["custodies"] for report in custody["reports"]]

    def cases(self, query: str = "") -> list[dict[str, Any]]:
        answer = self.person.get(f"/v1/support/cases{query}")
        assert answer.status_code == 200, answer.json
        found: list[dict[str, Any]] = answer.json["items"]
        return found

    def case(self) -> dict[str, Any]:
        """The only case there is."""
        (found,) = self.cases()
        return found

    def decide(self, damage: dict[str, Any], what: str, **body: Any) -> TestResponse:
        """Publish or dismiss a damage."""
        return self.person.post(f"/v1/support/damages/{damage['id']}/{what}", json=body or BECAUSE)

    def change(self, case: dict[str, Any], what: str, **body: Any) -> TestResponse:
        """Change a case as it was read."""
        path, tag = f"/v1/support/cases/{case['id']}/{what}", f'"{case["version"]}"'
        return self.person.post(path, json=body, headers={"If-Match": tag})
