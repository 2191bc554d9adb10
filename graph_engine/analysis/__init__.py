"""Thinks about a snapshot: strengths, propagation and its exact split, repaired ratios; knows no store."""
