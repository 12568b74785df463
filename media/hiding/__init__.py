"""Faces, number plates and labels, and what a person drew a box around: found, followed and made unrecognisable.

Pictures wait in a window of half a second while detectors look at some of them, so that a track reaches back to
before it was found. What comes out of the window is hidden in every size and goes to the sinks.
"""
