"""What the officers are told of collecting: health, traces, missed pages; without the crawler."""
