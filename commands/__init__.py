"""The commands, by what changes together: words to calls, no logic."""
