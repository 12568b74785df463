"""Object storage through the S3 API. Nothing else in the project talks to storage."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from store.errors import Unavailable
from store.settings import Settings

if TYPE_CHECKING:
    from types_boto3_s3.client import S3Client

_MISSING = {"404", "NoSuchKey", "NotFound", "NoSuchUpload"}


@dataclass(frozen=True)
class Part:
    """One part of a multipart upload; `size` in bytes."""

    number: int
    etag: str
    size: int


@dataclass(frozen=True)
class ObjectHead:
    """What storage says of an object; `size` in bytes."""

    size: int
    etag: str


class StorageDown(Unavailable):
    """Storage did not answer or failed on its side; trying again is right."""

    code = "storage_unavailable"


class NoSuchMultipart(Exception):
    """Storage does not know the multipart upload: it was completed, aborted, or never begun."""


class PartsRefused(Exception):
    """Storage refused to join the parts as listed."""


class ObjectStore:
    """The one bucket of this installation. Every method raises StorageDown when storage fails on its side."""

    def __init__(self, settings: Settings) -> None:
        self.bucket = settings.s3_bucket
        self.public_endpoint = settings.s3_public_endpoint or settings.s3_endpoint
        self._client = _client(settings, settings.s3_endpoint)
        # Signatures cover the host, so what clients are given is signed for the address they will use.
        self._signer = _client(settings, self.public_endpoint)

    def ensure_bucket(self, origins: Sequence[str] = ("*",)) -> None:
        """Create the bucket when it is missing, and set the CORS that browsers need to upload and to play."""
        with _speaking():
            try:
                self._client.head_bucket(Bucket=self.bucket)
            except ClientError as error:
                if _code(error) not in _MISSING | {"NoSuchBucket"}:
                    raise
                self._client.create_bucket(Bucket=self.bucket)
            self._client.put_bucket_cors(
                Bucket=self.bucket,
                CORSConfiguration={
                    "CORSRules": [
                        {
                            "AllowedOrigins": list(origins),
                            "AllowedMethods": ["GET", "HEAD", "PUT"],
                            "AllowedHeaders": ["*"],
                            "ExposeHeaders": ["ETag", "Content-Range", "Content-Length", "Accept-Ranges"],
                            "MaxAgeSeconds": 3600,
                        }
                    ]
                },
            )

    def is_up(self) -> bool:
        """Whether storage answers for the bucket."""
        try:
            self._client.head_bucket(Bucket=self.bucket)
        except (BotoCoreError, ClientError):
            return False
        return True

    def begin_multipart(self, key: str, content_type: str) -> str:
        """Begin a multipart upload; its id."""
        with _speaking():
            return self._client.create_multipart_upload(Bucket=self.bucket, Key=key, ContentType=content_type)[
                "UploadId"
            ]

    def presign_part(self, key: str, multipart_id: str, number: int, length: int, expires_s: int) -> str:
        """A URL that takes exactly `length` bytes as part `number`, for `expires_s` seconds."""
        return self._signer.generate_presigned_url(
            "upload_part",
            Params={
                "Bucket": self.bucket,
                "Key": key,
                "UploadId": multipart_id,
                "PartNumber": number,
                "ContentLength": length,
            },
            ExpiresIn=expires_s,
        )

    def list_parts(self, key: str, multipart_id: str) -> list[Part]:
        """The parts that arrived, by number. Raises NoSuchMultipart."""
        with _speaking():
            pages = self._client.get_paginator("list_parts").paginate(
                Bucket=self.bucket, Key=key, UploadId=multipart_id
            )
            return [
                Part(part["PartNumber"], part["ETag"].strip('"'), part["Size"])
                for page in pages
                for part in page.get("Parts", [])
            ]

    def complete(self, key: str, multipart_id: str, parts: Iterable[Part]) -> None:
        """Join the parts into the object. Raises NoSuchMultipart, PartsRefused."""
        listed = [{"PartNumber": part.number, "ETag": f'"{part.etag}"'} for part in parts]
        with _speaking(refusals={"InvalidPart", "InvalidPartOrder", "EntityTooSmall", "MalformedXML"}):
            self._client.complete_multipart_upload(
                Bucket=self.bucket,
                Key=key,
                UploadId=multipart_id,
                MultipartUpload={"Parts": listed},  # type: ignore[typeddict-item]
            )

    def abort(self, key: str, multipart_id: str) -> None:
        """Throw away a multipart upload and its parts; one that is gone already is fine."""
        try:
            with _speaking():
                self._client.abort_multipart_upload(Bucket=self.bucket, Key=key, UploadId=multipart_id)
        except NoSuchMultipart:
            return

    def multiparts(self, prefix: str) -> Iterator[tuple[str, str]]:
        """(key, multipart id) of every unfinished multipart upload under `prefix`."""
        with _speaking():
            pages = self._client.get_paginator("list_multipart_uploads").paginate(Bucket=self.bucket, Prefix=prefix)
            for page in pages:
                for upload in page.get("Uploads", []):
                    yield upload["Key"], upload["UploadId"]

    def head(self, key: str) -> ObjectHead | None:
        """What storage knows of the object, None when there is none."""
        try:
            with _speaking():
                answer = self._client.head_object(Bucket=self.bucket, Key=key)
        except NoSuchMultipart:
            return None
        return ObjectHead(answer["ContentLength"], answer["ETag"].strip('"'))

    def chunks(self, key: str, chunk_bytes: int = 1 << 20) -> Iterator[bytes]:
        """The object's bytes in order. Raises FileNotFoundError."""
        try:
            with _speaking():
                body = self._client.get_object(Bucket=self.bucket, Key=key)["Body"]
        except NoSuchMultipart:
            raise FileNotFoundError(key) from None
        with _speaking():
            yield from body.iter_chunks(chunk_bytes)

    def put(self, key: str, path: Path, content_type: str) -> None:
        """Store a file; cached for a year by whoever fetched it, because no key is ever written twice."""
        with _speaking(), path.open("rb") as file:
            self._client.put_object(
                Bucket=self.bucket,
                Key=key,
                Body=file,
                ContentType=content_type,
                CacheControl="private, max-age=31536000, immutable",
            )

    def copy(self, key: str, new_key: str) -> bool:
        """Store the object under another key too, inside storage; False when there is no such object."""
        try:
            with _speaking():
                self._client.copy_object(
                    Bucket=self.bucket, Key=new_key, CopySource={"Bucket": self.bucket, "Key": key}
                )
        except NoSuchMultipart:
            return False
        return True

    def presign_get(self, key: str, expires_s: int, *, filename: str | None = None, head: bool = False) -> str:
        """A URL that reads the object for `expires_s` seconds; with `filename`, browsers save it under that name.

        With `head` it answers HEAD instead of GET: a signature covers the method.
        """
        parameters: dict[str, Any] = {"Bucket": self.bucket, "Key": key}
        if filename:
            parameters["ResponseContentDisposition"] = f'attachment; filename="{filename}"'
        method = "head_object" if head else "get_object"
        return self._signer.generate_presigned_url(method, Params=parameters, ExpiresIn=expires_s)

    def keys(self, prefix: str) -> Iterator[str]:
        """The keys under `prefix`."""
        with _speaking():
            for page in self._client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=prefix):
                for item in page.get("Contents", []):
                    yield item["Key"]

    def delete(self, keys: Iterable[str]) -> None:
        """Delete objects; a missing one is fine."""
        for key in keys:
            with suppress(NoSuchMultipart), _speaking():  # some servers answer 404
                self._client.delete_object(Bucket=self.bucket, Key=key)


class _speaking:  # noqa: N801 - reads as a verb where it is used
    """Turns what boto3 raises into our words."""

    def __init__(self, refusals: Iterable[str] = ()) -> None:
        self.refusals = set(refusals)

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, ClientError):
            code = _code(error)
            if code in _MISSING:
                raise NoSuchMultipart(code) from error
            if code in self.refusals:
                raise PartsRefused(code) from error
            raise StorageDown(f"Storage answered {code}. Nothing was lost; try again.") from error
        if isinstance(error, BotoCoreError):
            raise StorageDown("Storage does not answer. Nothing was lost; try again.") from error


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))


def _client(settings: Settings, endpoint: str) -> "S3Client":
    return boto3.client(
        "s3",
        endpoint_url=endpoint,
        aws_access_key_id=settings.s3_access_key,
        aws_secret_access_key=settings.s3_secret_key,
        region_name=settings.s3_region,
        config=Config(
            signature_version="s3v4",
            s3={"addressing_style": "path"},
            connect_timeout=3,
            read_timeout=30,
            retries={"mode": "standard", "max_attempts": 3},
            # Some S3 servers store the framing of trailing checksums as data; the SHA-256 we keep is stronger.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        ),
    )
