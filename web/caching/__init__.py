"""What is kept in memory between requests: answers, counts, the configuration."""
