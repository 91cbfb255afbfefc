"""From cases to outcomes, and from outcomes to figures."""
