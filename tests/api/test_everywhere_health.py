"""Alive and ready."""


def test_a_living_process_says_so(client):
    assert client.get("/health/live").json == {"status": "ok"}


def test_a_migrated_database_is_ready_even_without_storage_and_workers(client):
    answer = client.get("/health/ready")
    assert answer.status_code == 200
    assert answer.json == {"database": "ok", "storage": "down", "queue": "degraded", "demo": "ok"}
