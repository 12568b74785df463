"""The text files a player reads: HLS playlists and the storyboard's cues. Pure functions of the segment table."""
