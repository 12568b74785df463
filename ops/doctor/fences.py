"""Which fences the kernel gives for footage: it comes from anybody, and decoders have had holes."""

from __future__ import annotations

from media.fence import OK, fences, is_enough
from ops.doctor.finding import Finding, missing, note, ok
from ops.embedded.identity import user_namespaces_work

PURPOSE = {
    "bubblewrap": "footage is decoded without network, other folders and other processes",
    "landlock": "the child opens no files but its job's and the runtime's",
    "seccomp": "the child starts nothing, opens no sockets, touches no other process",
    "rlimits": "memory, time and file sizes are limited",
}
ADVICE = {
    "bubblewrap": "Allow unprivileged user namespaces (sysctl user.max_user_namespaces, "
    "kernel.apparmor_restrict_unprivileged_userns=0), or give the container that right.",
    "landlock": "Linux 5.13 and newer have it; some turn it on with lsm=landlock on the kernel's command line.",
    "seccomp": "Linux on x86-64 or arm64 with CONFIG_SECCOMP_FILTER has it.",
}


def about_fences(*, required: bool) -> list[Finding]:
    """The sandbox first, as the real child finds it from inside; then what stands behind it."""
    stand = fences()
    lacking = required and not is_enough(stand)
    found = [_stands(name, state, lacking=lacking) for name, state in stand.items()]
    return [*found, _user_namespaces()]


def _stands(name: str, state: str, *, lacking: bool) -> Finding:
    if state == OK:
        return ok(name, PURPOSE.get(name, "stands"))
    if lacking:
        return missing(name, f"{state}; ROADREEL_REQUIRE_FENCE=1 refuses footage without it", ADVICE[name])
    return note(name, f"{state}; footage is decoded behind weaker fences", ADVICE[name])


def _user_namespaces() -> Finding:
    if user_namespaces_work():
        return ok("user namespaces", "allowed")
    return note(
        "user namespaces", "not allowed here", "As root, PostgreSQL then runs as another user of the machine."
    )
