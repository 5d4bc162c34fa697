"""Pictures of figures, drawn when they are asked for."""
