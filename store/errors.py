"""What can be wrong with a request, in the domain's words. The API has one table that gives each a status."""

from collections.abc import Mapping


class DomainError(Exception):
    """A refusal with a stable `code` for programs and a `detail` that tells a person what to do."""

    code = "error"

    def __init__(
        self,
        detail: str = "",
        *,
        code: str | None = None,
        errors: Mapping[str, list[str]] | None = None,
        **extra: object,
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.code = code or type(self).code
        self.errors = dict(errors or {})
        self.extra = extra  # further members of the problem document, such as clip_id


class NotFound(DomainError):
    """Not there, or not the caller's: the two must look the same, so it says nothing more."""

    code = "not_found"


class WrongState(DomainError):
    """The thing is there, but not in a state that allows this."""

    code = "wrong_state"


class Outdated(DomainError):
    """The caller acts on what is no longer so; `extra` says what changed."""

    code = "precondition_failed"


class MissingPrecondition(DomainError):
    """The caller must say which version they act on."""

    code = "precondition_required"


class Refused(DomainError):
    """The request is understood and cannot be done as it stands; `errors` names the fields."""

    code = "refused"


class TooLarge(DomainError):
    """More bytes or items than allowed."""

    code = "too_large"


class Gone(DomainError):
    """It was there and will not come back; the client must start over."""

    code = "gone"


class Denied(DomainError):
    """The caller is known and may not do this kind of thing."""

    code = "forbidden"


class TooMany(DomainError):
    """A limit was reached; `extra["retry_after_s"]` says when to come again."""

    code = "too_many_requests"


class Unavailable(DomainError):
    """A part we depend on does not answer; nothing was lost, the caller may try again."""

    code = "unavailable"
