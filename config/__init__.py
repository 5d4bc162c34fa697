"""What the province has written down, as files: loading, checking, and the sentences that officers read."""
