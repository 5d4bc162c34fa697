"""An outlet's own list: its rows, the days that people write, the item of each row, and which row claims it."""
