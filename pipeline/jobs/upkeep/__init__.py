"""What keeps a home whole: backup, restore, doctor, the schedule."""
