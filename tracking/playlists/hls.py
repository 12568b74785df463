"""HLS playlists (RFC 8216 and its bis draft) for single files addressed by byte ranges."""

import math
from collections.abc import Callable, Sequence

from tracking.playlists.outputs import Segment, VideoFile

CONTENT_TYPE = "application/vnd.apple.mpegurl"
# Version 6 brought EXT-X-MAP outside I-frame playlists, 7 is what players expect of fragmented MP4.
_HEAD = ("#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-INDEPENDENT-SEGMENTS")


def master_playlist(videos: Sequence[VideoFile], address: Callable[[VideoFile], str]) -> str:
    """The list of rungs; `address` gives the URI of each one's own playlist.

    The lightest comes first: a player that knows nothing of the line yet starts with the first one it can play.
    """
    lines = [*_HEAD]
    for video in sorted(videos, key=lambda video: video.bandwidth):
        lines += [_stream(video), address(video)]
    return _joined(lines)


def media_playlist(video: VideoFile, url: str) -> str:
    """The whole of one rung, as byte ranges of the file at `url`."""
    longest = max((segment.duration_s for segment in video.segments), default=1.0)
    lines = [
        *_HEAD,
        f"#EXT-X-TARGETDURATION:{math.ceil(longest)}",  # no segment may round to more
        "#EXT-X-MEDIA-SEQUENCE:0",
        "#EXT-X-PLAYLIST-TYPE:VOD",
        f'#EXT-X-MAP:URI="{url}",BYTERANGE="{_range(video.init)}"',
    ]
    for segment in video.segments:
        lines += [f"#EXTINF:{segment.duration_s:.6f},", f"#EXT-X-BYTERANGE:{_range(segment)}", url]
    return _joined([*lines, "#EXT-X-ENDLIST"])


def _stream(video: VideoFile) -> str:
    return (
        f"#EXT-X-STREAM-INF:BANDWIDTH={video.bandwidth},AVERAGE-BANDWIDTH={video.average_bandwidth},"
        f"RESOLUTION={video.width}x{video.height},FRAME-RATE={video.frame_rate:.3f},"
        f'CODECS="{video.codecs}",CLOSED-CAPTIONS=NONE'
    )


def _range(segment: Segment) -> str:
    return f"{segment.size}@{segment.offset}"


def _joined(lines: Sequence[str]) -> str:
    return "\n".join(lines) + "\n"
