"""How archived pages become items with labels: process, models, training."""
