"""The answer to "may we go ahead with this project or target?": facts, leads, claims, measures, unknowns."""
