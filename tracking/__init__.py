"""The domain: orders, stages, events, clips, timeline. Plain functions over tables; none of them commits."""
